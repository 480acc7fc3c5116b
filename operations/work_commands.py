"""The verbs of a machine among several: `khotin work`, `khotin enqueue`, `khotin queue`."""

import logging

import click

from crawler.config import load_config
from crawler.console import json_option, show

VERBS = ("crawl", "index")
patterns_argument = click.argument("patterns", metavar="[SITE]...", nargs=-1)


@click.command()
@click.argument("verbs", metavar="[crawl|index]...", nargs=-1, type=click.Choice(VERBS))
@click.option("--at-once", default=1, show_default=True, type=click.IntRange(1), help="Portals.")
def work(verbs: tuple[str, ...], at_once: int) -> None:
    """Take portals from the queue and work on them, until SIGTERM.

    `crawl` fetches and extracts; `index` is for one machine, which knows all portals' duplicates.
    """
    from operations.jobs import Verb
    from operations.worker import work as work_on

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    work_on(load_config(), [Verb(verb) for verb in verbs or VERBS], at_once)


@click.command()
@patterns_argument
@click.option("--due", is_flag=True, help="Only portals whose moment has come.")
@click.option("--index", is_flag=True, help="To be indexed, not crawled.")
@json_option
def enqueue(patterns: tuple[str, ...], due: bool, index: bool, as_json: bool) -> None:
    """Put portals into the queue; those that are in it already are left out."""
    from crawler.clock import now
    from crawler.due import what_is_due
    from crawler.site import load_sites, select_sites
    from indexer.gazetteer import has_unit
    from operations.jobs import Verb
    from operations.queue import enqueue as put_in

    config = load_config()
    registry = load_sites(config.sites, has_unit)
    sites = select_sites(registry, patterns)
    if due:
        sites, _ = what_is_due(sites, registry.values(), config.data, now())
    verb = Verb.INDEX if index else Verb.CRAWL
    added = put_in(config, [site.id for site in sites], verb)
    show(as_json, added, f"{len(added)} of {len(sites)} portals put into the queue")


@click.command()
@json_option
def queue(as_json: bool) -> None:
    """Show what waits, what is being done, and what went wrong."""
    from operations.jobs import jobs_table
    from operations.queue import list_jobs

    jobs = list_jobs(load_config())
    show(as_json, [job.to_dict() for job in jobs], jobs_table(jobs))


work_verbs = (work, enqueue, queue)
