"""The verbs of `khotin dead`: texts that Elasticsearch refused, listed and sent again."""

import click

from crawler.config import load_config
from crawler.console import complain_of, json_option, show


@click.group()
def dead() -> None:
    """List, or send again, the texts that Elasticsearch refused."""


@dead.command("list")
@click.argument("patterns", metavar="[SITE]...", nargs=-1)
@json_option
def dead_list(patterns: tuple[str, ...], as_json: bool) -> None:
    """List the refused texts, each with Elasticsearch's reason."""
    from indexer.dead_letters import dead_table, list_dead

    letters = list_dead(load_config(), patterns)
    show(as_json, [letter.to_dict() for letter in letters], dead_table(letters))


@dead.command("replay")
@click.argument("patterns", metavar="[SITE]...", nargs=-1)
@click.option("--key", help="Only this article.")
def dead_replay(patterns: tuple[str, ...], key: str | None) -> int:
    """Send the refused texts again."""
    from crawler.site import load_sites, select_sites
    from indexer.dead_letters import revive_dead
    from indexer.gazetteer import has_unit
    from indexer.indexing import index_sites

    config = load_config()
    sites = select_sites(load_sites(config.sites, has_unit), patterns)
    revived = revive_dead(config, [site.id for site in sites], key)
    report = index_sites(sites, config)
    click.echo(f"{revived} sent again, {report.outcomes['dead']} refused again")
    return complain_of(report.errors)
