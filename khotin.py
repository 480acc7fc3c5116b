"""The command line of Kho Tin: every verb, and no logic.

Data on stdout, progress and logs on stderr. Modules are imported by the verb that needs them, so
that none waits for another's.
"""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from crawler.config import Config, load_config
from crawler.errors import (
    ArchiveDamaged,
    ElasticsearchUnavailable,
    IncompleteRun,
    KhotinError,
)

if TYPE_CHECKING:
    from crawler.site import Site

patterns_argument = click.argument("patterns", metavar="[SITE]...", nargs=-1)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, no table.")
follow_option = click.option("--follow", is_flag=True, help="Go on until standard input closes.")
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
recheck_option = click.option("--recheck", is_flag=True, help="Fetch known articles again, too.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="khotin")
def cli() -> None:
    """Kho Tin archives the news of Vietnam's local portals and makes it searchable.

    SITE is a portal's id or a pattern such as "thanhhoa/*"; without one, every portal of the
    registry is meant.

    Exit codes: 0 done, 2 usage, 3 registry, 4 something to install, 5 Elasticsearch does not
    answer, 6 port in use, 7 corrupt download, 8 disk, 9 damage found, 10 work left for the next
    run, 11 busy, 130 interrupted.
    """


def main() -> None:
    """Run the command line; a failure that a person can mend is one line and its exit code."""
    # It warns of every failed attempt; we say once what is wrong and what to do.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KhotinError as error:
        _complain(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


def _complain(error: KhotinError | str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]khotin:[/red] {error}")


def _show(as_json: bool, data: Any, table: Table | None = None) -> None:  # noqa: ANN401
    if as_json or table is None:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        Console(highlight=False).print(table)


def _registry(config: Config) -> "dict[str, Site]":
    from crawler.site import load_sites
    from indexer.gazetteer import has_unit

    return load_sites(config.sites, has_unit)


def _select(patterns: Sequence[str]) -> "tuple[Config, list[Site]]":
    from crawler.site import select_sites

    config = load_config()
    return config, select_sites(_registry(config), patterns)


def _raise_first(errors: "Sequence[KhotinError]") -> int:
    """Show every failure and return the first one's exit code, 0 for none."""
    for error in errors:
        _complain(error)
    return errors[0].exit_code if errors else 0


@cli.command()
@patterns_argument
@recheck_option
@json_option
def run(patterns: tuple[str, ...], recheck: bool, as_json: bool) -> int:
    """Crawl, extract and index once: what a timer calls."""
    from crawler.progress import show_progress
    from crawler.stages import extraction_outcomes, overall_exit_code, run_stages
    from crawler.summary import summarise, summary_table

    config, sites = _select(patterns)
    with show_progress(sites, config.data, "fetch", "extract", "index", quiet=as_json):
        reports = run_stages(patterns, recheck=recheck)
    summaries = summarise(sites, config.data, extraction_outcomes(reports))
    _show(as_json, [s.to_dict() for s in summaries], summary_table(summaries))
    for report in reports:
        if report.exit_code < 0:
            _complain(
                f"{report.name} was killed (signal {-report.exit_code}); `khotin run` goes on"
            )
    return overall_exit_code(reports)


@cli.command()
@patterns_argument
@recheck_option
@json_option
def crawl(patterns: tuple[str, ...], recheck: bool, as_json: bool) -> int:
    """Fetch what is new into the portals' folders."""
    from crawler.crawl import crawl as crawl_sites
    from crawler.crawl import results_table
    from crawler.progress import show_progress

    config, sites = _select(patterns)
    with show_progress(sites, config.data, "fetch", quiet=as_json):
        results = crawl_sites(sites, config.data, recheck=recheck)
    _show(as_json, [r.to_dict() for r in results], results_table(results))
    return _raise_first([r.error for r in results if r.error])


@cli.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--url", help="The address FILE was fetched from.")
@click.option("--platform", help="The CMS family; recognised by the page's marks without it.")
@click.option("--site", "patterns", multiple=True, help="Portals whose captures to extract.")
@follow_option
@json_option
def extract(
    file: Path | None,
    url: str | None,
    platform: str | None,
    patterns: tuple[str, ...],
    follow: bool,
    as_json: bool,
) -> int:
    """Print FILE's Article as JSON; without FILE extract captured pages that are not yet."""
    if file is not None:
        from crawler.extraction import extract_file

        if url is None:
            raise click.UsageError("FILE needs --url, the address it was fetched from.")
        click.echo(json.dumps(extract_file(file, url, platform).to_dict(), ensure_ascii=False))
        return 0
    from crawler.extraction import extract_captures
    from crawler.progress import show_progress
    from crawler.stages import input_ended

    config, sites = _select(patterns)
    with show_progress(sites, config.data, "extract", quiet=as_json):
        ended = input_ended if follow else lambda: True
        result = extract_captures(sites, config.data, workers=config.workers, upstream_ended=ended)
    _show(as_json=True, data={"outcomes": result.outcomes, "problems": result.problems})
    return _raise_first([IncompleteRun(problem) for problem in result.problems])


@cli.command()
@patterns_argument
@follow_option
@json_option
def index(patterns: tuple[str, ...], follow: bool, as_json: bool) -> int:
    """Send to Elasticsearch what it does not hold yet."""
    from crawler.progress import show_progress
    from crawler.stages import input_ended
    from indexer.indexing import index_sites

    config, sites = _select(patterns)
    with show_progress(sites, config.data, "index", quiet=as_json):
        report = index_sites(sites, config, upstream_ended=input_ended if follow else lambda: True)
    _show(as_json=True, data=report.to_dict())
    return _raise_first(report.errors)


@cli.command()
@patterns_argument
@json_option
def sites(patterns: tuple[str, ...], as_json: bool) -> None:
    """List the registry's portals."""
    from crawler.site import sites_table

    _, selected = _select(patterns)
    _show(as_json, [s.model_dump(mode="json") for s in selected], sites_table(selected))


@cli.command()
@patterns_argument
@click.option("--json", "as_json", is_flag=True, help="One Article a line, as JSON.")
def articles(patterns: tuple[str, ...], as_json: bool) -> None:
    """Print the archive's Articles, in order of portal and key."""
    from crawler.folders import ledger_path
    from crawler.ledger import Ledger
    from crawler.revisions import heads

    config, selected = _select(patterns)
    for site in selected:
        path = ledger_path(config.data, site.id)
        if path.exists():
            with Ledger(path) as ledger:
                for revision in heads(ledger):
                    article = revision.article
                    day = f"{article.published_at:%Y-%m-%d}" if article.published_at else "?" * 10
                    click.echo(article.to_json() if as_json else f"{day}  {article.title}")


@cli.command()
@click.argument("query")
@click.option("--site", "sites", multiple=True, help="Only this portal; may be repeated.")
@click.option("--province", "provinces", multiple=True, help="Only this province, then or now.")
@click.option("--from", "date_from", type=DAY, help="Published on this day or later.")
@click.option("--to", "date_to", type=DAY, help="Published on this day or earlier.")
@click.option("--size", default=10, show_default=True, type=click.IntRange(1, 100))
@json_option
def search(
    query: str,
    sites: tuple[str, ...],
    provinces: tuple[str, ...],
    date_from: datetime | None,
    date_to: datetime | None,
    size: int,
    as_json: bool,
) -> None:
    """Search the archive; a QUERY without diacritics finds the words with them."""
    from indexer.client import connect
    from search.query import SearchRequest
    from search.searcher import search as ask
    from search.terminal import render

    config = load_config()
    request = SearchRequest(
        text=query,
        sites=sites,
        provinces=provinces,
        date_from=date_from and date_from.date(),
        date_to=date_to and date_to.date(),
        size=size,
    )
    with connect(config) as client:
        results = ask(client, config, request)
    if as_json:
        click.echo(json.dumps(results.to_dict(), ensure_ascii=False))
    else:
        render(results, Console(highlight=False))


@cli.command()
@patterns_argument
@json_option
def doctor(patterns: tuple[str, ...], as_json: bool) -> int:
    """Verify WARC files and ledgers, and compare them with the index."""
    from crawler.folders import select_known
    from indexer.doctor import diagnose, diagnosis_table

    config = load_config()
    found, no_index = diagnose(select_known(config.data, patterns), config)
    _show(as_json, [item.to_dict() for item in found], diagnosis_table(found))
    differences = [line for item in found for line in item.differences]
    if no_index:
        _complain(no_index)
    waiting = sum(item.waiting for item in found)
    if waiting:
        _complain(f"{waiting} items wait for the next `khotin run`")
    code = _raise_first([ArchiveDamaged(line) for line in differences])
    return code or (ElasticsearchUnavailable.exit_code if no_index else 0)


@cli.command()
def migrate() -> None:
    """Rebuild indices that were made with another mapping than mappings/."""
    from crawler.folders import known_sites
    from indexer.client import connect
    from indexer.indexing import migrate_indices

    config = load_config()
    with connect(config) as client:
        for line in migrate_indices(client, known_sites(config.data), config):
            click.echo(line)


@cli.group()
def dead() -> None:
    """List, or send again, the texts that Elasticsearch refused."""


@dead.command("list")
@patterns_argument
@json_option
def dead_list(patterns: tuple[str, ...], as_json: bool) -> None:
    """List the refused texts, each with Elasticsearch's reason."""
    from indexer.dead_letters import dead_table, list_dead

    letters = list_dead(load_config(), patterns)
    _show(as_json, [letter.to_dict() for letter in letters], dead_table(letters))


@dead.command("replay")
@patterns_argument
@click.option("--key", help="Only this article.")
def dead_replay(patterns: tuple[str, ...], key: str | None) -> int:
    """Send the refused texts again."""
    from indexer.dead_letters import revive_dead
    from indexer.indexing import index_sites

    config, sites = _select(patterns)
    revived = revive_dead(config, [site.id for site in sites], key)
    report = index_sites(sites, config)
    click.echo(f"{revived} sent again, {report.outcomes['dead']} refused again")
    return _raise_first(report.errors)


@cli.group()
def es() -> None:
    """Start, stop or look at the embedded Elasticsearch."""


@es.command()
def start() -> None:
    """Start it, fetched first if need be, and wait until it answers."""
    from crawler.progress import show_bytes
    from indexer.local_elasticsearch import start as start_node

    with show_bytes("Elasticsearch") as progress:
        url = start_node(load_config(), progress)
    click.echo(f"Elasticsearch answers at {url}")


@es.command()
def stop() -> None:
    """Stop it; what it holds stays."""
    from indexer.local_elasticsearch import stop as stop_node

    stopped = stop_node(load_config())
    click.echo("Elasticsearch stopped" if stopped else "Elasticsearch was not running")


@es.command()
@json_option
def status(as_json: bool) -> int:
    """Tell whether it runs, and where its data are; exit code 5 if it does not run."""
    from indexer.local_elasticsearch import status as node_status

    found = node_status(load_config())
    fields = {"state": found.state, "url": found.url, "pid": found.pid, "home": str(found.home)}
    text = "  ".join(f"{name}: {value}" for name, value in fields.items())
    click.echo(json.dumps(fields) if as_json else text)
    return 0 if found.state == "running" else ElasticsearchUnavailable.exit_code


if __name__ == "__main__":
    main()
