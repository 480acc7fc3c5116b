"""Live through a year of forty portals, and judge it; fails unless all was kept and told.

    python -m tests.year [--hosts 40] [--first 2025-01-01] [--last 2025-12-31] [--picture FILE]

What was planted and reported goes to stdout, the days to stderr. It asks ELASTICSEARCH_URL or the
embedded server, which must run, for indices of its own, and deletes them.
"""

import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

import click
from elasticsearch import Elasticsearch
from rich.console import Console
from rich.table import Table

from crawler.config import load_config
from tests.pipeline.archive import Archive
from tests.year.judge import (
    TOLERATED,
    Told,
    compare,
    find_false_alarms,
    judge_faults,
)
from tests.year.picture import draw
from tests.year.plan import Kind, World
from tests.year.simulate import Day, simulate
from tests.year.world import plan_world

DAY = click.DateTime(["%Y-%m-%d"])
SHOWN = 20
"""Differences that are printed."""


def faults_table(found: Sequence[Told]) -> Table:
    """Return what was planted, by kind: reported, in time, and after how many days."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Planted", "", "Reported", "In time", "Days: median", "most"):
        table.add_column(name, justify="left" if name == "Planted" else "right")
    for kind in Kind:
        of_kind = [told for told in found if told.fault.kind is kind]
        if of_kind:
            days = [(t.told - t.fault.first).days for t in of_kind if t.told]
            spread = (f"{median(days):.0f}", str(max(days))) if days else ("", "")
            in_time = sum(told.is_in_time for told in of_kind)
            table.add_row(kind, str(len(of_kind)), str(len(days)), str(in_time), *spread)
    return table


def report(world: World, days: Sequence[Day], archive: Archive) -> bool:
    """Print what came of a world; return whether it is as it must be."""
    screen = Console()
    told, alarms = judge_faults(world, days), find_false_alarms(world, days)
    posts = [post for plan in world.plans for post in plan.posts]
    documents = list(archive.documents().values())
    differences = list(compare(world, world.last, documents))
    screen.print(faults_table(told))
    for late in (fault for fault in told if not fault.is_in_time):
        screen.print(f"NOT IN TIME: {late.site}, {late.fault}, due {late.due}, told {late.told}")
    longest = max((alarm.days for alarm in alarms), default=0)
    screen.print(f"False alarms: {len(alarms)}, the longest {longest} days")
    for alarm in (alarm for alarm in alarms if alarm.days > TOLERATED):
        screen.print(f"STAYED: {alarm.site}, {alarm.first} to {alarm.last}: {alarm.reason}")
    screen.print(
        f"Published: {len(posts)}, edits {sum(len(post.edits) for post in posts)}, taken down "
        f"{sum(post.deleted is not None for post in posts)}, dated back "
        f"{sum(post.published_at.date() < post.shown > world.first for post in posts)}"
    )
    screen.print(f"Documents: {len(documents)}; differences: {len(differences)}")
    for difference in differences[:SHOWN]:
        screen.print(f"DIFFERS: {difference.site}, {difference.title}: {difference.what}")
    is_well = all(fault.is_in_time for fault in told) and longest <= TOLERATED
    return is_well and not differences


@click.command(help=__doc__)
@click.option("--hosts", default=40, show_default=True, type=click.IntRange(1, 200))
@click.option("--first", default="2025-01-01", show_default=True, type=DAY)
@click.option("--last", default="2025-12-31", show_default=True, type=DAY)
@click.option("--seed", default=2025, show_default=True)
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path))
def main(hosts: int, first: datetime, last: datetime, seed: int, picture: Path | None) -> None:
    """Plan a world, live through it, and judge it."""
    config, started = load_config(), time.monotonic()
    url = config.elasticsearch_url or f"http://127.0.0.1:{config.es_port}"
    world = plan_world(first.date(), last.date(), hosts, seed)
    progress = Console(stderr=True)

    def tell(day: Day) -> None:
        bad = {site: state for site, state in day.states.items() if state != "ok"}
        progress.print(f"{day.day} {len(bad)} of {len(day.states)} not ok; told {len(day.told)}")

    with tempfile.TemporaryDirectory() as folder, Elasticsearch(url) as client:
        archive = Archive(Path(folder), url, f"year-{uuid.uuid4().hex[:8]}")
        try:
            days = simulate(world, archive, tell)
            is_well = report(world, days, archive)
        finally:
            for index in client.indices.get(index=f"{archive.prefix}*", expand_wildcards="all"):
                client.indices.delete(index=index)
    if picture:
        picture.write_text(draw(world, days), encoding="utf-8")
    Console().print(f"{len(days)} days in {(time.monotonic() - started) / 60:.0f} minutes")
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
