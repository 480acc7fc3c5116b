"""The coverage page, at /do-phu: each portal's span, completeness and gaps."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from crawler.clock import now
from crawler.coverage import SiteStatus, read_status
from crawler.dates import VIETNAM
from crawler.errors import ArchiveDamaged, StorageError
from crawler.folders import known_sites
from search.coverage import PortalCoverage, list_months, read_coverage
from search.page.failures import page_router
from search.page.rendering import render
from search.reader import Reader

LIFETIME: Final = 60.0
"""Seconds until everything is counted again: ledgers are opened and all months are counted."""
State = Literal["never", "unfinished", "stopped", "sections", "absent", "fine", "damaged", "away"]
Column = Literal["name", "articles", "first", "last", "known", "gaps", "state", "success"]

router = page_router()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months one after the other, all with news or all without."""

    first: date
    last: date
    has_news: bool

    @property
    def months(self) -> int:
        """How many they are."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def after(self, start: date) -> int:
        """Return how many months after another one it begins."""
        return Stretch(start, self.first, self.has_news).months - 1


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal by what the index holds, and by its ledger where that is on this machine.

    Without a ledger `status` is None, `state` says why.
    """

    held: PortalCoverage
    status: SiteStatus | None
    state: State

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """Its months with and without news, from the first to the last with some."""
        runs = groupby(self.held.span, key=lambda month: month in self.held.months)
        return tuple(
            Stretch(months[0], months[-1], has_news)
            for has_news, run in runs
            if (months := list(run))
        )

    @property
    def gaps(self) -> tuple[Stretch, ...]:
        """The stretches without news."""
        return tuple(each for each in self.stretches if not each.has_news)

    @property
    def success(self) -> datetime | None:
        """The end of its last run that read all that it should have."""
        at = self.status and self.status.last_success_at
        return datetime.fromtimestamp(at / 1000, VIETNAM) if at else None

    @property
    def expected(self) -> int:
        """How many articles its sections declare, or link to where they declare nothing."""
        return sum(each.expected for each in self.status.sections) if self.status else 0

    @property
    def kept(self) -> int:
        """How many of those are kept."""
        sections = self.status.sections if self.status else ()
        return sum(min(each.kept, each.expected) for each in sections)

    @property
    def failed(self) -> int:
        """How many of its sections the last run could not read."""
        return sum(bool(each.problem) for each in self.status.sections) if self.status else 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """All portals, as they were `at` a moment."""

    portals: tuple[Portal, ...]
    at: datetime

    @property
    def axis(self) -> tuple[date, ...]:
        """All months from the first to the last with news of any portal."""
        months = [month for portal in self.portals for month in portal.held.months]
        return tuple(list_months(min(months), max(months))) if months else ()


COLUMNS: Final[Mapping[Column, tuple[Callable[[Portal], Any], bool]]] = {
    "name": (lambda portal: portal.held.name.casefold(), False),
    "articles": (lambda portal: portal.held.articles, True),
    "first": (lambda portal: portal.held.first, False),
    "last": (lambda portal: portal.held.last, True),
    "known": (lambda portal: portal.kept / portal.expected if portal.expected else None, False),
    "gaps": (lambda portal: len(portal.held.gaps) if portal.held.months else None, True),
    "state": (lambda portal: portal.state in ("fine", "away"), False),
    "success": (lambda portal: portal.success, True),
}
"""What portals are sorted by, and whether the greatest is first; those without it come last."""


class Coverages:
    """Reads the coverage, at most once in LIFETIME. Several threads may ask it."""

    def __init__(self, reader: Reader, data: Path) -> None:
        """Take what reads the index, and the data folder, which may be missing."""
        self._reader, self._data = reader, data
        self._lock = threading.Lock()
        self._known: Coverage | None = None
        self._until = 0.0

    def read(self) -> Coverage:
        """Return the coverage; raises as `Reader.search`."""
        with self._lock:
            if self._known is None or time.monotonic() > self._until:
                portals = tuple(_portals(self._reader, self._data))
                self._known = Coverage(portals, now().astimezone(VIETNAM))
                self._until = time.monotonic() + LIFETIME
            return self._known


@router.get("/do-phu")
def coverage(
    request: Request,
    sort: Annotated[Column, Query()] = "name",
    reverse: Annotated[bool, Query()] = False,
) -> HTMLResponse:
    """Show every portal of the archive, sorted by a column."""
    coverages: Coverages = request.app.state.coverages
    known = coverages.read()
    value, descending = COLUMNS[sort]
    with_value = [portal for portal in known.portals if value(portal) is not None]
    without = [portal for portal in known.portals if value(portal) is None]
    with_value.sort(key=value, reverse=descending != reverse)
    return render(
        request,
        "coverage.html",
        known=known,
        portals=with_value + without,
        columns=tuple(COLUMNS),
        sort=sort,
        reverse=reverse,
        is_descending=descending != reverse,
    )


def _portals(reader: Reader, data: Path) -> Iterator[Portal]:
    """Yield the portals of the index and of the folders on this machine, by id."""
    held = {each.site: each for each in read_coverage(reader)}
    here = set(known_sites(data))
    for site in sorted({*held, *here}):
        empty = PortalCoverage(site, site, {}, 0, None, None)
        status, state = _standing(site, data) if site in here else (None, "away")
        yield Portal(held.get(site, empty), status, state)


def _standing(site: str, data: Path) -> tuple[SiteStatus | None, State]:
    try:
        status = read_status(site, data)
    except (ArchiveDamaged, StorageError):
        return None, "damaged"
    if status.last_run_at is None:
        return status, "never"
    if status.outcome != "finished":
        return status, "stopped" if status.outcome else "unfinished"
    if any(section.problem for section in status.sections):
        return status, "sections"
    return status, "absent" if status.absent else "fine"
