"""What became of an address, a record or a section: what the crawl tells the ledger."""

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
