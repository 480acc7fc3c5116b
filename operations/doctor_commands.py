"""`khotin doctor`: whether WARC, ledger and index agree, and what mends it."""

import click

from crawler.config import load_config
from crawler.console import complain_of, json_option, show


@click.command()
@click.argument("patterns", metavar="[SITE]...", nargs=-1)
@click.option("--repair", "is_repaired", is_flag=True, help="Mend it from what is kept.")
@click.option(
    "--delete-unknown",
    is_flag=True,
    help="With --repair: delete documents that no ledger knows; they are kept as a file.",
)
@json_option
def doctor(
    patterns: tuple[str, ...], is_repaired: bool, delete_unknown: bool, as_json: bool
) -> int:
    """Verify WARC files and ledgers, and compare them with the index."""
    from crawler.folders import select_kept
    from indexer.doctor import clusters_problem, diagnose, diagnosis_table, findings

    if delete_unknown and not is_repaired:
        raise click.UsageError("--delete-unknown goes with --repair.")
    config = load_config()
    portals = select_kept(config.data, patterns)
    found, no_index = diagnose(portals, config)
    clusters = clusters_problem(config.data)
    done: dict[str, list[str]] = {}
    if is_repaired and (clusters or any(item.differences for item in found)):
        from crawler.site import load_sites
        from indexer.gazetteer import has_unit
        from operations.repair import repair

        registry = load_sites(config.sites, has_unit)
        done = repair(found, config, registry, delete_unknown=delete_unknown)
        found, no_index = diagnose(portals, config)
        clusters = clusters_problem(config.data)
    rows = [item.to_dict() | {"repaired": done.get(item.site, [])} for item in found]
    show(as_json, rows, diagnosis_table(found))
    for line in (line for lines in done.values() for line in lines):
        click.echo(line, err=True)
    return complain_of(findings(found, no_index, clusters))
