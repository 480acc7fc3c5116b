"""`khotin search` and `khotin serve`."""

from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from crawler.config import load_config
from crawler.console import Day, json_option, show

if TYPE_CHECKING:
    from search.export import Format
    from search.query import SearchRequest


@click.command()
@click.argument("query")
@click.option("--site", "sites", multiple=True, help="Only this portal; may be repeated.")
@click.option("--province", "provinces", multiple=True, help="Only this province, then or now.")
@click.option("--section", "sections", multiple=True, help="Only this section of a portal.")
@click.option("--from", "date_from", type=Day(), help="Published on this day or later.")
@click.option("--to", "date_to", type=Day(), help="Published on this day or earlier.")
@click.option("--event-from", type=Day(), help="What is reported was on this day or later.")
@click.option("--event-to", type=Day(), help="What is reported was on this day or earlier.")
@click.option("--duplicates", is_flag=True, help="Show every posting of the same text.")
@click.option("--order", default="relevance", type=click.Choice(["relevance", "newest", "oldest"]))
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option("--export", "form", type=click.Choice(["csv", "jsonl"]), help="Print all of it.")
@json_option
def search(query: str, form: "Format | None", as_json: bool, **filters: Any) -> None:
    """Search the archive; a QUERY without diacritics finds the words with them.

    Field words narrow it: quan-chuc:"Lê Trọng Khang" tai:"Mù Cang Chải" tu:2021 den:31/12/2024.
    """
    from indexer.client import connect
    from search.query import SearchRequest
    from search.searcher import search as ask
    from search.terminal import render

    config, request = load_config(), SearchRequest(text=query, **filters)
    if form:
        _export(request, form)
        return
    with connect(config) as client:
        results = ask(client, config, request)
    if as_json:
        show(as_json, results.to_dict())
    else:
        render(results, Console(highlight=False))


def _export(request: "SearchRequest", form: "Format") -> None:
    """Print everything found; a reader that has had enough ends it (`| head`)."""
    from indexer.client import connect
    from search.export import write_lines
    from search.paging import iterate
    from search.reader import Reader

    config = load_config()
    with connect(config) as client:
        for line in write_lines(iterate(Reader(client, config.index_prefix), request), form):
            click.echo(line, nl=False)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the search page and the API until Ctrl-C."""
    from search.api.server import run

    run(load_config(), host, port)
