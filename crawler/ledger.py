"""What a portal has shown us.

Addresses, captures, the texts of its articles, and what is still to do.

One SQLite file a portal. Each stage takes from it what it has to do and commits what it has done:
the crawl writes addresses and captures, the extraction revisions, the indexer marks. Nothing else
passes between stages, so a stage that is killed at any moment goes on from here. Written in WAL
mode: several processes at once are safe.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from crawler.errors import ArchiveDamaged, StorageError

SCHEMA = Path(__file__).with_name("ledger.sql")
SCHEMA_VERSION = 1


class State(StrEnum):
    """Where an article address stands. Every one is a counter of the run's report."""

    PENDING = "pending"
    CAPTURED = "captured"
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
    """A section that was read to its end, with the number of items that its pager declares."""

    url: str
    declared_total: int | None


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


def now_ms() -> int:
    """Return the time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Ledger:
    """A portal's ledger. A connection belongs to the thread that opened it."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open a ledger.

        Raises ArchiveDamaged if it cannot be read, StorageError if it cannot be written.
        """
        self.path = path
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=60.0, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._prepare()
        except OSError as error:
            message = f"{path}: {error.strerror}"
            raise StorageError(message) from error
        except sqlite3.DatabaseError as error:
            raise _as_khotin_error(path, error) from error

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            message = f"{self.path}: written by a newer release (schema {version})"
            raise ArchiveDamaged(message)
        if version < SCHEMA_VERSION:
            self._db.executescript(SCHEMA.read_text(encoding="utf-8"))
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the last connection folds the write-ahead log into it."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside or nothing."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise _as_khotin_error(self.path, error) from error

    def query(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a SELECT."""
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _as_khotin_error(self.path, error) from error

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Run one statement inside a transaction."""
        return self._db.execute(sql, values)

    def get_meta(self, name: str) -> str | None:
        """Return a remembered value, None if there is none."""
        rows = self.query("SELECT value FROM meta WHERE name = ?", name)
        return rows[0][0] if rows else None

    def set_meta(self, name: str, value: str) -> None:
        """Remember a value."""
        with self.transaction():
            self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def start_run(self) -> int:
        """Record a new run and return its number."""
        with self.transaction():
            cursor = self.execute("INSERT INTO run (started_at) VALUES (?)", now_ms())
        return int(cursor.lastrowid or 0)

    def end_run(self, run: int, outcome: str) -> None:
        """Record how a run ended."""
        with self.transaction():
            self.execute(
                "UPDATE run SET ended_at = ?, outcome = ? WHERE id = ?", now_ms(), outcome, run
            )

    def first_runs(self) -> dict[str, int]:
        """Return every known article key with the run that first saw it."""
        return dict(tuple(row) for row in self.query("SELECT key, first_run FROM address"))

    def frontier(self, *, recheck: bool = False) -> list[tuple[str, str]]:
        """Return (key, url) of the addresses to fetch.

        They were never fetched, or failed, or were answered before and are to be rechecked.
        """
        states = [State.PENDING, State.FAILED, State.BLOCKED]
        if recheck:
            states += [State.CAPTURED, State.NOT_FOUND, State.OFFSITE]
        marks = ", ".join("?" * len(states))
        sql = f"SELECT key, url FROM address WHERE state IN ({marks})"  # noqa: S608 - only "?"
        rows = self.query(sql, *states)
        return [(row["key"], row["url"]) for row in rows]

    def tried_addresses(self) -> dict[str, set[str]]:
        """Return for each key that is not captured the addresses that were asked for it, if any."""
        tried: dict[str, set[str]] = {}
        for row in self.query(
            "SELECT key, url, state = 'pending' AS fresh FROM address WHERE state <> 'captured' "
            "UNION ALL SELECT key, dead_address.url, 0 FROM dead_address "
            "JOIN address USING (key) WHERE state <> 'captured'"
        ):
            tried.setdefault(row["key"], set()).update([] if row["fresh"] else [row["url"]])
        return tried

    def finished_run(self, section: str) -> int:
        """Return the last run that read a section to its end, 0 if none did."""
        rows = self.query("SELECT finished_run FROM section WHERE url = ?", section)
        return int(rows[0][0]) if rows else 0

    def add_addresses(self, found: Iterable[tuple[str, str]], run: int) -> None:
        """Add (key, url) pairs that a page linked to; known ones stay as they are."""
        self._db.executemany(
            "INSERT INTO address (key, url, first_run) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            ((key, url, run) for key, url in found),
        )

    def settle_address(self, outcome: Outcome, at: int) -> None:
        """Record what became of an address.

        One that was captured stays captured: it is gone, not lost.
        """
        rows = self.query("SELECT state, gone_since FROM address WHERE key = ?", outcome.key)
        was_captured = bool(rows) and rows[0]["state"] == State.CAPTURED
        gone_before = rows[0]["gone_since"] if rows else None
        gone = gone_before
        if outcome.state is State.CAPTURED:
            gone = None
        elif was_captured and outcome.state in GONE_STATES:
            gone = gone_before or at
        self.execute(
            """UPDATE address SET fetched_at = ?, reason = ?, redirected_to = ?, state = ?,
                   gone_since = ?, url = coalesce(?, url)
               WHERE key = ?""",
            at, outcome.reason, outcome.redirected_to,
            State.CAPTURED if was_captured else outcome.state, gone,
            outcome.url if outcome.state is State.CAPTURED else None, outcome.key,
        )  # fmt: skip
        if gone != gone_before:
            self.execute("UPDATE revision SET indexed = 0 WHERE key = ? AND is_head", outcome.key)

    def add_dead_address(self, key: str, url: str) -> None:
        """Remember an address under which an article was not found."""
        self.execute("INSERT OR IGNORE INTO dead_address VALUES (?, ?)", url, key)

    def finish_section(self, end: SectionEnd, run: int) -> None:
        """Record that a run read a section to its end."""
        self.execute(
            """INSERT INTO section (url, finished_run, declared_total) VALUES (?1, ?2, ?3)
               ON CONFLICT DO UPDATE SET finished_run = ?2, declared_total =
                   coalesce(?3, declared_total)""",
            end.url, run, end.declared_total,
        )  # fmt: skip

    def add_capture(self, outcome: Outcome, at: int, status: int, place: Location) -> None:
        """Add an article page whose WARC record is flushed."""
        self.execute(
            """INSERT INTO capture (key, url, captured_at, status, warc, offset)
               VALUES (?, ?, ?, ?, ?, ?)""",
            outcome.key, outcome.url, at, status, place.file, place.offset,
        )  # fmt: skip

    def open_warc(self, name: str) -> None:
        """Announce a file before it exists, so that a crash leaves none that nobody knows."""
        with self.transaction():
            self.execute("INSERT INTO warc (name, size, records) VALUES (?, 0, 0)", name)

    def acknowledge_warc(self, place: Location) -> None:
        """Record how far a file is flushed."""
        self.execute(
            "UPDATE warc SET size = ?, records = ? WHERE name = ?",
            place.end, place.records, place.file,
        )  # fmt: skip

    def seal_warc(self, name: str, sha256: str) -> None:
        """Record the digest of a file that will not grow any more."""
        with self.transaction():
            self.execute("UPDATE warc SET sha256 = ? WHERE name = ?", sha256, name)

    def forget_warc(self, name: str) -> None:
        """Drop a file of which nothing was ever acknowledged."""
        with self.transaction():
            self.execute("DELETE FROM warc WHERE name = ? AND size = 0", name)

    def counts(self) -> dict[str, int]:
        """Return how many addresses stand in each state, and what waits for the later stages."""
        rows = self.query("SELECT state, count(*) FROM address GROUP BY state")
        return {row[0]: row[1] for row in rows}


def _as_khotin_error(path: Path, error: sqlite3.DatabaseError) -> Exception:
    """Turn SQLite's errors into ours: full disk and permissions, or a damaged file."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return StorageError(f"{path}: {error}")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return ArchiveDamaged(f"{path}: {error}; restore it, or see `khotin doctor`")
    return error
