"""`khotin status`: where portals stand, for a person, for monitoring, Prometheus and Kibana."""

from contextlib import nullcontext
from pathlib import Path

import click

from crawler.config import load_config
from crawler.console import complain_of, json_option, show
from crawler.errors import ElasticsearchUnavailable, IncompleteRun, KhotinError, Unhealthy

LOCK = "health.lock"
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("patterns", metavar="[SITE]...", nargs=-1)
@click.option("--sections", is_flag=True, help="Each portal's sections: known of declared.")
@click.option("--check", "is_check", is_flag=True, help="Fail unless all is well; tell changes.")
@click.option("--prometheus", type=FILE, help="Write the figures for Prometheus' node exporter.")
@click.option("--index", "to_index", is_flag=True, help="Bring the runs to Elasticsearch.")
@json_option
def status(
    patterns: tuple[str, ...],
    sections: bool,
    is_check: bool,
    prometheus: Path | None,
    to_index: bool,
    as_json: bool,
) -> int:
    """Tell where portals stand: state, last run and news, how much of what they show is kept.

    `--check` exits with 14 if a portal is late, broken or blocked, and tells changes of state to
    KHOTIN_ALERT_COMMAND and KHOTIN_ALERT_URL, each once.
    """
    from crawler.clock import now
    from crawler.lock import hold_lock
    from crawler.site import load_sites, select_sites
    from indexer.gazetteer import has_unit
    from operations.alerts import tell_changes
    from operations.health import check
    from operations.metrics import write_metrics
    from operations.runs_index import publish_runs
    from operations.status_table import problems, remarks, sections_tables, status_table

    config, errors = load_config(), list[KhotinError]()
    registry = load_sites(config.sites, has_unit)
    selected, at = select_sites(registry, patterns), now()
    with hold_lock(config.data / LOCK) if is_check else nullcontext():
        found = check(selected, config.data, at, registry.values())
        if is_check:
            errors += [Unhealthy(problem) for problem in problems(found)]
            errors += [Unhealthy(problem) for problem in tell_changes(found, config, at)]
    if prometheus:
        write_metrics(found, config.data, prometheus, at)
    if to_index:
        try:
            publish_runs(found, config)
        except (ElasticsearchUnavailable, IncompleteRun) as error:
            errors.append(error)
    table = sections_tables(found) if sections else status_table(found)
    show(as_json, [health.to_dict() for health in found], table)
    for line in () if as_json or sections else remarks(found):
        click.echo(line)
    return complain_of(errors)
