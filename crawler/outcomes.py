"""What became of an address, a record, a section or a run: what the crawl tells the ledger."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an article address stands. Every one is a counter of the run's report."""

    PENDING = "pending"
    CAPTURED = "captured"
    UNCHANGED = "unchanged"
    """Answered 304: of a run's report only, the address stays captured."""
    NOT_FOUND = "not_found"
    REDIRECTED = "redirected"
    """Leads to another article of the portal, or to one of its lists."""
    OFFSITE = "offsite"
    """Redirects to another host; `redirected_to` says where."""
    BLOCKED = "blocked"
    """A challenge, maintenance or login page answered in its place."""
    DISALLOWED = "disallowed"
    """robots.txt forbids it."""
    FAILED = "failed"
    """Did not answer, or with an error; tried again by the next run."""


GONE_STATES = frozenset({State.NOT_FOUND, State.REDIRECTED, State.OFFSITE})
"""Answers that mean, for an article that we have, that its portal no longer shows it."""

OUTSIDE_HOURS = "outside_hours"
"""Outcome of a run that ended because its portal's hours did."""
TIME_IS_UP = "closespider_timeout"
OUT_OF_MEMORY = "memusage_exceeded"
SHUTDOWN = "shutdown"
"""Scrapy's names for the ends of a run that has had its time or its memory, or was interrupted."""
NO_FAULT = frozenset({OUTSIDE_HOURS, TIME_IS_UP, SHUTDOWN})
"""Outcomes of runs that ended early through no fault of their portal: the next goes on at once."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a WARC record lies, and how far its file is written: bytes and records after it."""

    file: str
    offset: int
    end: int
    records: int


@dataclass(frozen=True, slots=True)
class SectionEnd:
    """How the reading of a section ended: well, or with a `problem`.

    `complete` says that all its pages were read, `listed` which articles they linked to,
    `declared_total` how many items its pager declares.
    """

    url: str
    declared_total: int | None = None
    complete: bool = False
    listed: frozenset[str] = frozenset()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article address.

    Its key, the address fetched, and the state it is in now.
    """

    key: str
    url: str
    state: State
    reason: str | None = None
    redirected_to: str | None = None
    redirected_key: str | None = None
    """The key of the other article that it redirects to, if it does."""
