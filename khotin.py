"""The command line of Kho Tin: every verb, and no logic.

Data on stdout, progress and logs on stderr. A verb imports what it needs, and waits for no more.
"""

# ruff: noqa: E402 - Ctrl-C while modules are imported ends the program without a traceback.
import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # blocked by who started a stage
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.config import Config, load_config
from crawler.console import complain, complain_of, json_option, show
from crawler.errors import INTERRUPTED, IncompleteRun, KhotinError
from crawler.interrupts import heed_interrupts
from indexer.dead_commands import dead
from indexer.node_commands import es
from operations.backup_commands import backup, restore
from operations.doctor_commands import doctor
from operations.roles_commands import roles
from operations.status_commands import status
from operations.work_commands import enqueue, queue, work
from search.commands import search, serve

if TYPE_CHECKING:
    from crawler.site import Site

patterns_argument = click.argument("patterns", metavar="[SITE]...", nargs=-1)
follow_option = click.option("--follow", is_flag=True, help="Go on until standard input closes.")
SOURCE = click.Path(path_type=Path)
HTML_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
recheck_option = click.option("--recheck", is_flag=True, help="Fetch known articles again, too.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="khotin")
def cli() -> None:
    """Kho Tin archives the news of Vietnam's local portals and makes it searchable.

    SITE is a portal's id or a pattern such as "nghean/*"; without one, every portal of the
    registry is meant.

    Exit codes: 0 done, 2 usage, 3 registry, 4 something to install, 5 Elasticsearch does not
    answer, 6 port in use, 7 corrupt download, 8 disk, 9 damage found, 10 work left for the next
    run, 11 busy, 12 index to be made or migrated, 13 no article found, 14 a portal is not
    well, 130 interrupted.
    """


def main() -> None:
    """Run the command line; a failure that a person can mend is one line and its exit code."""
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # it warns of every attempt
    heed_interrupts()
    try:
        code = cli.main(prog_name="khotin", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KhotinError as error:
        complain(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _select(patterns: Sequence[str]) -> "tuple[Config, list[Site]]":
    """Return the configuration and the registry's portals that match."""
    from crawler.site import load_sites, select_sites
    from indexer.gazetteer import has_unit

    config = load_config()
    return config, select_sites(load_sites(config.sites, has_unit), patterns)


@cli.command()
@patterns_argument
@click.option("--due", is_flag=True, help="Only portals whose moment has come.")
@recheck_option
@json_option
def run(patterns: tuple[str, ...], due: bool, recheck: bool, as_json: bool) -> int:
    """Crawl, extract and index once: what a timer calls."""
    from crawler.clock import now
    from crawler.due import what_is_due
    from crawler.progress import show_progress
    from crawler.site import load_sites
    from crawler.stages import extraction_outcomes, overall_exit_code, run_stages
    from crawler.summary import summarise, summary_table

    config, sites = _select(patterns)
    left: list[Site] = []
    if due:
        registry = load_sites(config.sites).values()
        sites, left = what_is_due(sites, registry, config.data, now())
        patterns = tuple(site.id for site in sites)
        if not sites and not left:
            show(as_json, [], "Nothing is due.")
            return 0
    worked_on = [*sites, *left]
    with show_progress(worked_on, config.data, "fetch", "extract", "index", quiet=as_json):
        reports = run_stages(patterns, sites, config.data, recheck=recheck, left=left)
    summaries = summarise(worked_on, config.data, extraction_outcomes(reports))
    show(as_json, [s.to_dict() for s in summaries], summary_table(summaries))
    for report in reports:
        if report.exit_code < 0 and report.exit_code != -signal.SIGINT:
            complain(f"{report.name} was killed (signal {-report.exit_code}); `khotin run` goes on")
    return overall_exit_code(reports)


@cli.command()
@patterns_argument
@recheck_option
@click.option("--attachments", is_flag=True, help="Fetch files of known articles, no pages.")
@json_option
def crawl(patterns: tuple[str, ...], recheck: bool, attachments: bool, as_json: bool) -> int:
    """Fetch what is new into the portals' folders."""
    from crawler.crawl import crawl as crawl_sites
    from crawler.crawl import results_table
    from crawler.progress import show_progress
    from crawler.site import load_sites

    config, sites = _select(patterns)
    registry, options = load_sites(config.sites), {"recheck": recheck, "attachments": attachments}
    with show_progress(sites, config.data, "fetch", quiet=as_json):
        results = crawl_sites(sites, config.data, registry.values(), **options)
    show(as_json, [r.to_dict() for r in results], results_table(results))
    return complain_of([r.error for r in results if r.error])


@cli.command("import")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=SOURCE)
@click.option("--site", "patterns", multiple=True, help="Only these portals; may be repeated.")
@json_option
def import_(sources: tuple[Path, ...], patterns: tuple[str, ...], as_json: bool) -> int:
    """Keep what others archived of our portals: WARC and WACZ files, mirror folders."""
    from crawler.importing.imports import import_sources, import_table
    from crawler.progress import show_bytes

    config, chosen = _select(patterns)
    known = _select(())[1]
    with show_bytes("import") as progress:
        report = import_sources(sources, known, config.data, chosen=chosen, progress=progress)
    show(as_json, report.to_dict(), import_table(report))
    return complain_of(report.errors)


@cli.command()
@click.argument("file", required=False, type=HTML_FILE)
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
    from crawler.extraction import extract_captures, extract_file
    from crawler.progress import show_progress
    from crawler.stages import upstream

    if file is not None:
        if url is None:
            raise click.UsageError("FILE needs --url, the address it was fetched from.")
        click.echo(extract_file(file, url, platform).to_json())
        return 0
    config, sites = _select(patterns)
    with show_progress(sites, config.data, "extract", quiet=as_json):
        result = extract_captures(
            sites, config.data, workers=config.workers, upstream_ended=upstream(follow=follow)
        )
    show(as_json, result.to_dict(), str(result))
    return complain_of([IncompleteRun(problem) for problem in result.problems])


@cli.command()
@patterns_argument
@follow_option
@json_option
def index(patterns: tuple[str, ...], follow: bool, as_json: bool) -> int:
    """Send to Elasticsearch what it does not hold yet."""
    from crawler.progress import show_progress
    from crawler.stages import upstream
    from indexer.indexing import index_sites

    config, sites = _select(patterns)
    with show_progress(sites, config.data, "index", quiet=as_json):
        report = index_sites(sites, config, upstream_ended=upstream(follow=follow))
    show(as_json, report.to_dict(), str(report))
    return complain_of(report.errors)


@cli.command()
@patterns_argument
@json_option
def sites(patterns: tuple[str, ...], as_json: bool) -> None:
    """List the registry's portals."""
    from crawler.site import sites_table

    _, selected = _select(patterns)
    show(as_json, [s.model_dump(mode="json") for s in selected], sites_table(selected))


@cli.command()
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@json_option
def probe(urls: tuple[str, ...], as_json: bool) -> int:
    """Look at unknown portals, and print the registry's entry for each."""
    from crawler.probing.report import show_probe
    from crawler.probing.run import failure
    from crawler.probing.run import probe as probe_portals
    from indexer.gazetteer.naming import name_unit

    found = probe_portals(urls, name_unit)
    for portal in found:
        show_probe(portal, as_json=as_json)
    return complain_of([error for error in map(failure, found) if error])


@cli.command()
@patterns_argument
@click.option("--json", "as_json", is_flag=True, help="One Article a line, as JSON.")
def articles(patterns: tuple[str, ...], as_json: bool) -> None:
    """Print the archive's Articles, in order of portal and key."""
    from crawler.summary import archived_articles

    config, selected = _select(patterns)
    for article in archived_articles(selected, config.data):
        click.echo(article.to_json() if as_json else f"{article.day}  {article.title}")


@cli.command()
@click.argument("patterns", metavar="SITE...", nargs=-1, required=True)
def gone(patterns: tuple[str, ...]) -> None:
    """Mark as gone what the last run did not find and did not believe: the portal was closed.

    Articles whose text stands at a new address have moved instead: the portal has another CMS.
    """
    from crawler.coverage import mark_gone

    config, selected = _select(patterns)
    for site, absent, moved in mark_gone(selected, config.data):
        click.echo(f"{site}: {absent} articles taken for gone, {moved} found at a new address")


@cli.command()
def migrate() -> None:
    """Rebuild indices that were made with another mapping than mappings/."""
    from indexer.indexing import migrate_indices

    for line in migrate_indices(load_config()):
        click.echo(line)


cli.add_command(backup)
cli.add_command(dead)
cli.add_command(doctor)
cli.add_command(enqueue)
cli.add_command(es)
cli.add_command(queue)
cli.add_command(restore)
cli.add_command(roles)
cli.add_command(search)
cli.add_command(serve)
cli.add_command(status)
cli.add_command(work)


if __name__ == "__main__":
    main()
