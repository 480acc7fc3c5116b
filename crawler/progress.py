"""Progress of long work, read from the ledgers: the same bars whatever process does the work."""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from crawler.errors import KhotinError
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.site import Site

INTERVAL = 0.5
STAGES = {
    "fetch": "SELECT count(*) FILTER (WHERE state <> 'pending'), count(*) FROM address",
    "extract": "SELECT count(*) FILTER (WHERE extractor > 0), count(*) FROM capture",
    "index": "SELECT count(*) FILTER (WHERE indexed), count(*) FROM revision",
}
"""For each stage a query of what is done and what there is."""


def stage_counts(sites: Sequence[Site], data: Path, stage: str) -> tuple[int, int]:
    """Return how many items a stage has done, and how many there are, over some portals."""
    done = total = 0
    for site in sites:
        path = ledger_path(data, site.id)
        if path.exists():
            with Ledger(path) as ledger:
                row = ledger.query(STAGES[stage])[0]
            done, total = done + row[0], total + row[1]
    return done, total


@contextmanager
def show_progress(sites: Sequence[Site], data: Path, *stages: str, quiet: bool) -> Iterator[None]:
    """Show a bar a stage on stderr while the block runs.

    Nothing if `quiet` or if stderr is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield
        return
    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn())
    ended = threading.Event()
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        tasks = {stage: progress.add_task(stage, total=None) for stage in stages}

        def update() -> None:
            for stage, task in tasks.items():
                try:
                    done, total = stage_counts(sites, data, stage)
                except KhotinError:
                    return
                progress.update(task, completed=done, total=total or None)

        def watch() -> None:
            while not ended.wait(INTERVAL):
                update()

        watcher = threading.Thread(target=watch, name="progress", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()
            update()


@contextmanager
def show_bytes(name: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that takes bytes done and in all, and draws a bar if stderr is a terminal."""
    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(name, total=None, visible=False)

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield update
