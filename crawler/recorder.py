"""The crawl's only writer.

Takes what the spider saw, in order, to WARC first and to the ledger after.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.archive import FOLDER, Exchange, WarcWriter, repair_tails
from crawler.errors import KhotinError
from crawler.frontier import Frontier
from crawler.ledger import FILE_NAME, Ledger, Location, Outcome, SectionEnd, State, now_ms

BATCH = 64
"""Pages put on disk with one flush and one commit at most; the fewer arrive, the sooner each is
safe."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one answer, or the lack of one, means for the ledger.

    `exchange` is what goes to WARC; `outcome` settles an article address; `found` are (key, url)
    pairs of article addresses that the page links to; `finished` says that the page was the last of
    its section.
    """

    exchange: Exchange | None = None
    outcome: Outcome | None = None
    found: tuple[tuple[str, str], ...] = ()
    finished: tuple[SectionEnd, ...] = ()
    dead: tuple[str, str] | None = None
    """(key, url) of a further address under which an article was not found."""


class Recorder(threading.Thread):
    """Writes Visits on a thread of its own.

    So that neither disk nor compression holds the reactor up.

    A page counts as captured only after its WARC record is flushed to disk; the links that it had
    are committed in the same transaction, and a section's end after all links of its pages.
    """

    def __init__(self, folder: Path, run: int, on_error: Callable[[KhotinError], None]) -> None:
        """Take the portal's folder, the run's number.

        And what to call (on this thread) when writing fails.
        """
        super().__init__(name="recorder")
        self._folder = folder
        self._run = run
        self._on_error = on_error
        self._queue: queue.SimpleQueue[Visit | None] = queue.SimpleQueue()
        self.error: KhotinError | None = None

    @property
    def backlog(self) -> int:
        """How many visits wait to be written."""
        return self._queue.qsize()

    def put(self, visit: Visit) -> None:
        """Hand over a visit; returns at once."""
        self._queue.put(visit)

    def finish(self) -> None:
        """Wait until everything handed over is written and the WARC file is sealed."""
        self._queue.put(None)
        self.join()

    def run(self) -> None:
        """Write until `finish`; after an error nothing more is written.

        And the rest is dropped unacknowledged.
        """
        with Ledger(self._folder / FILE_NAME) as ledger:
            writer = WarcWriter(self._folder / FOLDER, self._folder.name, ledger)
            try:
                while (batch := self._take()) is not None:
                    self._write(batch, writer, ledger)
                writer.close()
            except KhotinError as error:
                self.error = error
                writer.abandon()
                self._on_error(error)

    def _take(self) -> list[Visit] | None:
        """Wait for a visit and return it with those that came meanwhile.

        None when there will be no more.
        """
        first = self._queue.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                visit = self._queue.get_nowait()
            except queue.Empty:
                break
            if visit is None:
                self._queue.put(None)
                break
            batch.append(visit)
        return batch

    def _write(self, batch: list[Visit], writer: WarcWriter, ledger: Ledger) -> None:
        places = [writer.append(v.exchange) if v.exchange else None for v in batch]
        writer.flush()
        with ledger.transaction():
            for visit, place in zip(batch, places, strict=True):
                self._commit(visit, place, ledger)

    def _commit(self, visit: Visit, place: Location | None, ledger: Ledger) -> None:
        at = int(visit.exchange.at.timestamp() * 1000) if visit.exchange else now_ms()
        if place is not None:
            ledger.acknowledge_warc(place)
        ledger.add_addresses(visit.found, self._run)
        outcome = visit.outcome
        if outcome is not None:
            ledger.settle_address(outcome, at)
            if outcome.state is State.CAPTURED and place is not None and visit.exchange is not None:
                ledger.add_capture(outcome, at, visit.exchange.status, place)
        if visit.dead is not None:
            ledger.add_dead_address(*visit.dead)
        for section in visit.finished:
            ledger.finish_section(section, self._run)


def begin_run(folder: Path, *, recheck: bool = False) -> tuple[Frontier, int]:
    """Open a run in a portal's folder, after mending what a killed one left.

    Returns the run's frontier and the bytes of unacknowledged WARC tails that were cut.
    """
    with Ledger(folder / FILE_NAME) as ledger:
        cut = repair_tails(folder / FOLDER, ledger)
        frontier = Frontier(ledger.start_run(), ledger.first_runs(), ledger.tried_addresses())
        frontier.waiting.extend(ledger.frontier(recheck=recheck))
        return frontier, cut
