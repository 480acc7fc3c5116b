"""What a portal's folder says of its health: figures as they are, no judgement."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawler.article import Flag
from crawler.coverage import SiteStatus, read_status
from crawler.dates import VIETNAM
from crawler.folders import RUNS, ledger_path
from crawler.ledger import Ledger
from crawler.lock import is_held
from crawler.revisits import DAY

FINISHED = "finished"
"""The outcome of a good run."""
REMEMBERED = 60
"""Runs that are told one by one."""
LATEST = 400
"""Articles whose quality is compared."""
DEFECTS = (Flag.NO_DATE, Flag.NO_TITLE, Flag.NO_BODY)
UNREADABLE = "unreadable"
"""A captured page that is no article."""
READ = ("new", "changed", "same")
SECTIONS_KNOWN = 30 * DAY
"""Milliseconds for which a section that a run has read counts as one of the portal's."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A crawl as the ledger has it; times in milliseconds since 1970, no outcome: not ended."""

    id: int
    started_at: int
    ended_at: int | None
    outcome: str | None
    absent: int


@dataclass(frozen=True, slots=True)
class FailedSection:
    """A section that the last run could not read; `good_at` is its last good reading, if any."""

    url: str
    problem: str
    good_run: int
    good_at: int | None


@dataclass(frozen=True, slots=True)
class Sections:
    """How many the last run read; with articles, how many the last two and the last month's did."""

    read: int = 0
    lately: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Quality:
    """Which of the articles have a defect, oldest first: the first crawl's, and the later ones."""

    before: tuple[frozenset[str], ...] = ()
    since: tuple[frozenset[str], ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    """The newest page with each defect."""

    def share(self, defect: str, latest: int = 20) -> float | None:
        """Return the share of the latest articles that have a defect, None without articles."""
        found = [*self.before, *self.since][-latest:]
        return sum(defect in each for each in found) / len(found) if found else None


@dataclass(frozen=True, slots=True)
class Figures:
    """All that judging needs of one portal; times in milliseconds since 1970.

    `runs` are the last ones, newest first; `is_held` says that a crawl has the portal's lock now,
    `active_at` when one last brought anything. `days` counts articles by the day they arrived, in
    Viet Nam. `counters` are the last run's. `is_stuck` says that of last week's texts none has
    reached Elasticsearch in a day.
    """

    status: SiteStatus
    runs: tuple[RunRow, ...] = ()
    is_held: bool = False
    active_at: int = 0
    days: Mapping[date, int] = field(default_factory=dict)
    last_new_at: int | None = None
    newest_url: str | None = None
    failed_url: str | None = None
    absent_url: str | None = None
    failed: tuple[FailedSection, ...] = ()
    sections: Sections = field(default_factory=Sections)
    quality: Quality = field(default_factory=Quality)
    counters: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    is_stuck: bool = False


def read_figures(site: str, data: Path, at: int) -> Figures:
    """Read a portal's figures as of a moment in milliseconds since 1970.

    Raises StorageError and ArchiveDamaged.
    """
    status, path = read_status(site, data), ledger_path(data, site)
    if status.last_run_at is None:
        return Figures(status)
    with Ledger(path) as ledger:
        runs = read_runs(ledger)
        first_good = min((r.id for r in runs if r.outcome == FINISHED), default=None)
        days, last_new_at = _arrivals(ledger, runs)
        return Figures(
            status,
            runs[:REMEMBERED],
            is_held(path.with_name("crawl.lock")),
            _one(ledger, _ACTIVE) or 0,
            days,
            last_new_at,
            _one(ledger, _NEWEST),
            _one(ledger, _FAILED),
            _one(ledger, "SELECT a.url FROM absence JOIN address a USING (key) LIMIT 1"),
            _failed_sections(ledger, runs[0]),
            _sections(ledger, runs),
            _quality(ledger, first_good),
            read_report(path.parent, runs[0].id).get("counters", {}),
            *_waiting(ledger, at),
        )


_ACTIVE = """SELECT max(at) FROM (SELECT max(fetched_at) AS at FROM address
             UNION ALL SELECT max(read_at) FROM section)"""
_NEWEST = """SELECT url FROM address WHERE state = 'captured'
             ORDER BY first_run DESC, published_at DESC LIMIT 1"""
_FAILED = """SELECT url FROM address WHERE state IN ('failed', 'blocked', 'disallowed')
             ORDER BY fetched_at DESC LIMIT 1"""


def _one(ledger: Ledger, sql: str) -> Any:  # noqa: ANN401 - as SQLite types it
    """Return the first column of the first row, None if there is no row."""
    rows = ledger.query(sql)
    return rows[0][0] if rows else None


def read_runs(ledger: Ledger) -> tuple[RunRow, ...]:
    """Return a portal's crawls, newest first; imports are none."""
    return tuple(
        RunRow(*row)
        for row in ledger.query(
            """SELECT id, started_at, ended_at, outcome, coalesce(absent, 0) FROM run
               WHERE outcome IS NOT 'imported' ORDER BY id DESC"""
        )
    )


def _arrivals(ledger: Ledger, runs: tuple[RunRow, ...]) -> tuple[Counter[date], int | None]:
    """Return how many articles arrived on each day, and when the last one did.

    An article arrives between the good run before and the run that first saw it: on its own date if
    that lies there, else when it was seen. What the first good run saw, and an import, was there
    long before: it arrived on its date, and without one is left out.
    """
    seen: dict[int, tuple[int, int | None]] = {}
    good_at = None
    for run in reversed(runs):
        seen[run.id] = run.started_at, good_at
        good_at = run.started_at if run.outcome == FINISHED else good_at
    days = Counter[date]()
    latest: int | None = None
    for run_id, published_at, count in ledger.query(
        """SELECT first_run, max(published_at), count(*) FROM address
           WHERE state = 'captured'
               AND EXISTS (SELECT 1 FROM revision WHERE revision.key = address.key)
           GROUP BY first_run, (published_at + 25200000) / 86400000"""  # days at UTC+7
    ):
        at, after = seen.get(run_id, (None, None))
        if after is None and published_at is None:
            continue
        if at is None or after is None or after < (published_at or 0) < at:
            at = published_at if at is None else min(published_at, at)
        days[_day(at)] += count
        latest = max(latest or 0, at)
    return days, latest


def _day(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, VIETNAM).date()


def _sections(ledger: Ledger, runs: tuple[RunRow, ...]) -> Sections:
    lately = runs[min(1, len(runs) - 1)].started_at
    (row,) = ledger.query(
        """SELECT count(*) FILTER (WHERE read_at >= ?1),
                  count(*) FILTER (WHERE has_articles AND read_at >= ?2),
                  count(*) FILTER (WHERE has_articles AND read_at >= ?3)
           FROM (SELECT read_at, EXISTS (SELECT 1 FROM listed WHERE section = url) AS has_articles
                 FROM section)""",
        runs[0].started_at, lately, runs[0].started_at - SECTIONS_KNOWN,
    )  # fmt: skip
    return Sections(*row)


def _failed_sections(ledger: Ledger, last: RunRow) -> tuple[FailedSection, ...]:
    rows = ledger.query(
        """SELECT url, problem, finished_run, (SELECT started_at FROM run WHERE id = finished_run)
           FROM section WHERE problem IS NOT NULL AND read_at >= ? ORDER BY url""",
        last.started_at,
    )
    return tuple(FailedSection(*row) for row in rows)


def _quality(ledger: Ledger, first_good: int | None) -> Quality:
    """Return the defects of the latest articles as their first capture showed them."""
    rows = ledger.query(
        """SELECT c.url, c.outcome, json_extract(r.article, '$.flags'), a.first_run > ?
           FROM capture c JOIN address a ON a.key = c.key
           LEFT JOIN revision r ON r.key = c.key AND r.capture = c.id
           WHERE c.extractor > 0 AND a.shown_at IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM capture e WHERE e.key = c.key AND e.id < c.id)
           ORDER BY c.id DESC LIMIT ?""",
        first_good, LATEST,
    )  # fmt: skip
    before: list[frozenset[str]] = []
    since: list[frozenset[str]] = []
    pages: dict[str, str] = {}
    for url, outcome, flags, is_later in rows:
        marks = {UNREADABLE} if outcome not in READ else set(json.loads(flags or "[]"))
        if Flag.SCAN_ONLY in marks:  # an office's scanned paper is no fault of ours
            marks.discard(Flag.NO_BODY)
        found = frozenset(marks & {*DEFECTS, UNREADABLE})
        (since if is_later else before).append(found)
        for defect in found if is_later else ():
            pages.setdefault(defect, url)
    return Quality(tuple(reversed(before)), tuple(reversed(since)), pages)


def _waiting(ledger: Ledger, at: int) -> tuple[int, bool]:
    waits = "indexed = 0 AND dead_reason IS NULL"
    row = ledger.query(
        f"""SELECT count(*) FILTER (WHERE {waits}),
                   count(*) FILTER (WHERE indexed AND changed_at BETWEEN ?1 AND ?2),
                   count(*) FILTER (WHERE {waits} AND changed_at BETWEEN ?1 AND ?2)
            FROM revision""",  # noqa: S608 - the condition is ours
        at - 7 * DAY, at - DAY,
    )[0]  # fmt: skip
    return row[0], bool(row[2]) and not row[1]


def read_report(folder: Path, run: int) -> dict[str, Any]:
    """Return a run's report, nothing for a run that was killed or whose report is damaged."""
    for path in folder.glob(f"{RUNS}/*-{run:06d}.json"):
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}
    return {}
