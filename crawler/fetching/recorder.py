"""The crawl's only writer.

Takes what the spider saw, in order, to WARC first and to the ledger after.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.absences import note_absence, note_presence, settle_absences
from crawler.archive import Exchange, WarcWriter, repair_tails
from crawler.clock import now_ms
from crawler.clock_jumps import set_right
from crawler.errors import KhotinError
from crawler.fetching.frontier import Frontier
from crawler.fetching.sections import WHOLE_EVERY, WINDOW, Section
from crawler.folders import LEDGER, WARC
from crawler.ledger import Ledger
from crawler.outcomes import GONE_STATES, Location, Outcome, SectionEnd, State
from crawler.revisits import (
    LONGEST,
    due,
    lost,
    note_unchanged,
    published_since,
    second_chances,
    trusts_validators,
)

BATCH = 64
"""Pages put on disk with one flush and one commit at most; the fewer arrive, the sooner each is
safe."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one answer, or the lack of one, means for the ledger.

    `exchange` is what goes to WARC; `outcome` settles an article address; `found` are (key, url)
    pairs of article addresses that the page links to; `ended` says that the page was the last of
    its section's reading.
    """

    exchange: Exchange | None = None
    outcome: Outcome | None = None
    found: tuple[tuple[str, str], ...] = ()
    ended: SectionEnd | None = None
    dead: tuple[str, str] | None = None
    """(key, url) of an address under which an article was not found."""


class Recorder(threading.Thread):
    """Writes Visits on a thread of its own.

    So that neither disk nor compression holds the reactor up.

    A page counts as captured only after its WARC record is flushed to disk; the links that it had
    are committed in the same transaction, and a section's end after all links of its pages.
    """

    def __init__(self, folder: Path, run: int, on_error: Callable[[], object]) -> None:
        """Take the portal's folder, the run's number, and what to call when writing fails.

        It is called on this thread.
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
        """Write until `finish`; after an error the rest is dropped, unacknowledged."""
        with Ledger(self._folder / LEDGER) as ledger:
            writer = WarcWriter(self._folder / WARC, self._folder.name, ledger)
            try:
                while (batch := self._take()) is not None:
                    self._write(batch, writer, ledger)
                writer.close()
            except KhotinError as error:
                self.error = error
                writer.abandon()
                self._on_error()

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
        if visit.outcome is not None:
            self._settle(visit, visit.outcome, at, place, ledger)
        if visit.dead is not None:
            ledger.add_dead_address(*visit.dead)
        if visit.ended is not None:
            ledger.finish_section(visit.ended, self._run, at)

    def _settle(
        self, visit: Visit, outcome: Outcome, at: int, place: Location | None, ledger: Ledger
    ) -> None:
        if outcome.state is State.UNCHANGED:
            note_unchanged(ledger, outcome.key, at)
        else:
            ledger.settle_address(outcome, at)
        if outcome.state in GONE_STATES:
            note_absence(ledger, outcome, self._run, at)
        elif outcome.state in (State.CAPTURED, State.UNCHANGED):
            note_presence(ledger, outcome.key, at)
        if outcome.state is State.CAPTURED and place is not None and visit.exchange is not None:
            exchange = visit.exchange
            validators = exchange.header(b"etag"), exchange.header(b"last-modified")
            ledger.add_capture(outcome, at, exchange.status, place, validators)


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended: why writing failed, if it did, and the known articles it did not find."""

    error: KhotinError | None = None
    absent: int = 0
    is_believed: bool = True


class Run:
    """One run of one portal: its frontier, and the writer of what the spider sees."""

    def __init__(self, folder: Path, *, recheck: bool, on_error: Callable[[], object]) -> None:
        """Open a run in a portal's folder, after mending what a killed one left, and start writing.

        `on_error` is called, on the writer's thread, when writing fails. Raises StorageError,
        ArchiveDamaged and ClockBehind.
        """
        self._path = folder / LEDGER
        with Ledger(self._path) as ledger:
            self.tail_bytes_cut = repair_tails(folder / WARC, ledger)
            set_right(ledger, folder / WARC, now_ms())
            self.number = ledger.start_run()
            self.frontier = Frontier(self.number, ledger.first_runs(), ledger.tried_addresses())
            self.frontier.waiting.extend(
                ledger.frontier(State.PENDING, State.FAILED, State.BLOCKED)
            )
            self._plan_looks(ledger, recheck=recheck)
        self._recorder = Recorder(folder, self.number, on_error)
        self._recorder.start()

    @property
    def backlog(self) -> int:
        """How many visits wait to be written."""
        return self._recorder.backlog

    def record(self, visit: Visit) -> None:
        """Hand a visit to the writer; returns at once."""
        self._recorder.put(visit)

    def _plan_looks(self, ledger: Ledger, *, recheck: bool) -> None:
        now = now_ms()
        self.frontier.recent = published_since(ledger, now - WINDOW)
        if recheck:
            self.frontier.waiting.extend(ledger.frontier(State.NOT_FOUND, State.OFFSITE))
            self.frontier.look_again(due(ledger, now + LONGEST, limit=-1))
        else:
            self.frontier.waiting.extend(second_chances(ledger, now))
        self.frontier.look_again(due(ledger, now))
        # Even a trusted portal is asked for the whole page by every fourth run.
        self.is_conditional = bool(self.number % 4) and trusts_validators(ledger)

    def open_section(self, url: str) -> Section:
        """Return a new reading of a section."""
        with Ledger(self._path) as ledger:
            rows = ledger.query(
                """SELECT finished_run, coalesce(complete_at, 0), EXISTS
                       (SELECT 1 FROM listed WHERE listed.section = section.url)
                   FROM section WHERE url = ?""",
                url,
            )
        if not rows:
            return Section(url)
        finished_run, complete_at, had_articles = rows[0]
        is_whole = complete_at + WHOLE_EVERY <= now_ms()
        return Section(url, finished_run, is_whole, bool(had_articles))

    def look_for_lost(self, section: Section) -> None:
        """Look again at the articles that a whole reading of their section did not show."""
        with Ledger(self._path) as ledger:
            self.frontier.look_again(lost(ledger, section.url, section.seen))

    def finish(self, outcome: str, *, is_healthy: bool) -> RunEnd:
        """Wait until all is written and record how the run ended.

        What it did not find counts only if it came to its end and was healthy.
        """
        self._recorder.finish()
        if self._recorder.error is not None:
            return RunEnd(self._recorder.error)
        with Ledger(self._path) as ledger, ledger.transaction():
            asked = self.frontier.asked if is_healthy and outcome == "finished" else 0
            absent, believed = settle_absences(ledger, self.number, asked)
            ledger.end_run(self.number, outcome)
        return RunEnd(absent=absent, is_believed=believed)
