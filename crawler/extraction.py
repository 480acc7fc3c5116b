"""Extract: captured pages to Articles, in as many processes as cores, while the crawl runs."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from crawler.absences import join_moves
from crawler.archive import read_page
from crawler.article import Article
from crawler.attachment_reading import PRELOAD, read_attachments
from crawler.attachments import register
from crawler.errors import ArchiveDamaged, Busy, UnreadablePage
from crawler.extract import EXTRACTOR_VERSION, NotAnArticle, extract
from crawler.folders import LEDGER, WARC, ledger_path
from crawler.interrupts import end_with_parent, interrupts_deadly, interrupts_noted
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.page import Page
from crawler.platforms import PLATFORMS, make, recognise
from crawler.platforms.base import Platform
from crawler.revisions import Capture, mark_extracted, store_article, unextracted
from crawler.site import Site

BATCH = 20
"""Captures a process takes at one time: large enough that handing them over costs nothing."""
ROUND = 400
"""Captures of one portal taken from its ledger at one time: bounds what waits in memory."""
FILE_SITE = "file"
"""Stands for the portal in the key of an Article that was read from a single file."""
MAX_SECONDS = 60.0
"""Processor time that a page may take; one of a portal's takes 4 ms, a hostile one for ever."""
PAUSE = 0.5
"""Seconds between two looks at the ledgers while the crawl still runs."""


@dataclass(slots=True)
class ExtractionResult:
    """What came of captures, and what went wrong.

    `outcomes` counts by site: "new", "changed", "same", or why a capture is no article;
    `attachments` counts files by what came of reading them.
    """

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    attachments: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        total = sum(self.outcomes.values(), Counter())
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(total.items()))
        files = f"; files read: {self.attachments.total()}" if self.attachments else ""
        return f"pages extracted: {counts or 'none'}{files}"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields with JSON's types."""
        return {
            "outcomes": self.outcomes,
            "attachments": self.attachments,
            "problems": self.problems,
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """Captures of one portal that one process reads."""

    site: Site
    folder: Path
    captures: tuple[Capture, ...]


Reading = tuple[Article | None, str]
"""What a capture yields: the Article, or None with the reason why it is none."""


def read_batch(batch: Batch) -> list[Reading]:
    """Extract captures; runs in a worker process."""
    platform = batch.site.make_platform()
    readings: list[Reading] = []
    for capture in batch.captures:
        try:
            with _bounded(MAX_SECONDS):
                readings.append((_read(batch, capture, platform), ""))
        except TimeoutError:
            readings.append((None, "timeout"))
        except NotAnArticle as error:
            readings.append((None, error.reason))
        except ArchiveDamaged:
            readings.append((None, "damaged_record"))
    return readings


def _read(batch: Batch, capture: Capture, platform: Platform) -> Article:
    return extract(
        read_page(batch.folder / WARC / capture.warc, capture.offset),
        site=batch.site.id,
        platform=platform,
        captured_at=datetime.fromtimestamp(capture.captured_at / 1000, UTC),
        http_status=capture.status,
        warc_file=capture.warc,
        warc_offset=capture.offset,
    )


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the body once it has taken so much processor time."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _out_of_time(*_: object) -> None:
    raise TimeoutError


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and the cores to the crawl first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGVTALRM, _out_of_time)
    os.nice(5)
    end_with_parent()


class WorkerPool:
    """Worker processes that outlive a worker's death.

    What it was reading is read again, one capture at a time.
    """

    def __init__(self, workers: int) -> None:
        """Take the number of processes; they start when there is something to read."""
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, batch: Batch) -> "Future[list[Reading]]":
        """Hand a batch to a process, which may have to be started first: Ctrl-C waits for that."""
        with interrupts_noted() as interrupted:
            try:
                future = self._open().submit(read_batch, batch)
            except BrokenProcessPool:
                self.close()
                future = self._open().submit(read_batch, batch)
        if interrupted.is_set():
            raise KeyboardInterrupt
        return future

    def result(self, future: "Future[list[Reading]]", batch: Batch) -> list[Reading] | str:
        """Wait for a batch; return what it read.

        Returns what is wrong, as text, if its process died twice or the extractor failed.
        """
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            future = self.submit(batch)
            error = future.exception()
        return future.result() if error is None else f"{type(error).__name__}: {error}"

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = get_context("forkserver")
            context.set_forkserver_preload([*PRELOAD])
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=context, initializer=_start_worker
            )
        return self._pool

    def close(self) -> None:
        """End the processes; what they have not begun is dropped, and Ctrl-C ends it at once."""
        if self._pool is not None:
            with interrupts_deadly():
                self._pool.shutdown(cancel_futures=True)
            self._pool = None


def extract_captures(
    sites: Sequence[Site],
    data: Path,
    *,
    workers: int = 0,
    upstream_ended: Callable[[], bool] = lambda: True,
) -> ExtractionResult:
    """Extract every capture that the current extractor version has not read, to the crawl's end.

    `workers` is the number of processes, 0 for one a core; `upstream_ended` tells whether no more
    captures will come. What a crashing page takes down is reported and left for the next run;
    nothing else waits for it.
    """
    result = ExtractionResult()
    pool = WorkerPool(workers or os.cpu_count() or 1)
    read_until = {site.id: 0 for site in sites}
    with ExitStack() as stack:
        stack.callback(pool.close)
        free = [site for site in sites if _take_lock(stack, site, data, result)]
        while True:
            last_look = upstream_ended()
            batches = [batch for site in free for batch in _batches(site, data, read_until)]
            if batches:
                _run_round(pool, batches, result)
            elif files := sum((read_attachments(data, s.id, workers) for s in free), Counter()):
                result.attachments += files
            elif last_look:
                for site in free:
                    _join_moves(site, data)
                return result
            else:
                time.sleep(PAUSE)


def _join_moves(site: Site, data: Path) -> None:
    path = ledger_path(data, site.id)
    if path.exists():
        with Ledger(path) as ledger:
            join_moves(ledger)


def _take_lock(stack: ExitStack, site: Site, data: Path, result: ExtractionResult) -> bool:
    try:
        stack.enter_context(hold_lock(data / site.id / "extract.lock"))
    except Busy as error:
        result.problems.append(str(error))
        return False
    return True


def _batches(site: Site, data: Path, read_until: dict[str, int]) -> Iterator[Batch]:
    """Yield a portal's next captures and move its mark behind them."""
    path = ledger_path(data, site.id)
    if not path.exists():
        return
    with Ledger(path) as ledger:
        captures = unextracted(ledger, EXTRACTOR_VERSION, ROUND, after=read_until[site.id])
    for start in range(0, len(captures), BATCH):
        batch = Batch(site, path.parent, tuple(captures[start : start + BATCH]))
        read_until[site.id] = batch.captures[-1].id
        yield batch


def _run_round(pool: WorkerPool, batches: Sequence[Batch], result: ExtractionResult) -> None:
    """Extract batches in parallel and commit them in their order."""
    futures = [pool.submit(batch) for batch in batches]
    for future, batch in zip(futures, batches, strict=True):
        readings = pool.result(future, batch)
        if not isinstance(readings, str):
            _commit(batch, readings, result)
            continue
        for capture in batch.captures:
            single = Batch(batch.site, batch.folder, (capture,))
            readings = pool.result(pool.submit(single), single)
            if isinstance(readings, str):
                result.problems.append(f"{batch.site.id}: {capture.url}: {readings}")
            else:
                _commit(single, readings, result)


def _commit(batch: Batch, readings: list[Reading], result: ExtractionResult) -> None:
    counter = result.outcomes.setdefault(batch.site.id, Counter())
    with Ledger(batch.folder / LEDGER) as ledger, ledger.transaction():
        for capture, (article, reason) in zip(batch.captures, readings, strict=True):
            if article is not None:
                counter[store_article(ledger, capture, article)] += 1
                register(ledger, capture.key, article.attachments)
            else:
                mark_extracted(ledger, capture, EXTRACTOR_VERSION, reason)
                counter[reason] += 1


def extract_file(path: Path, url: str, platform: str | None = None) -> Article:
    """Return the Article of an HTML file that was fetched from `url`.

    The platform is recognised by the page's marks unless it is named.

    Raises UnreadablePage if the file holds no article or the platform is unknown.
    """
    page = Page(url, path.read_bytes(), "text/html")
    if platform is not None and platform not in PLATFORMS:
        message = f"no platform {platform!r}; there are {', '.join(sorted(PLATFORMS))}"
        raise UnreadablePage(message)
    family = make(platform) if platform else recognise(page)
    try:
        return extract(page, site=FILE_SITE, platform=family, captured_at=datetime.now(UTC))
    except NotAnArticle as error:
        message = f"{path}: {error}"
        raise UnreadablePage(message) from error
