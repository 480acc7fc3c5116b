"""What a portal has shown us.

Addresses, captures, the texts of its articles, and what is still to do.

One SQLite file a portal. Each stage takes from it what it has to do and commits what it has done:
the crawl writes addresses and captures, the extraction revisions, the indexer marks. Nothing else
passes between stages, so a stage that is killed at any moment goes on from here. Written in WAL
mode: several processes at once are safe.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from crawler.clock import now_ms
from crawler.errors import ArchiveDamaged, StorageError
from crawler.outcomes import Location, Outcome, SectionEnd, State
from crawler.sqlite import all_or_nothing, open_database

SCHEMA = sorted(Path(__file__).with_name("schema").glob("*.sql"), key=lambda path: int(path.stem))
"""Steps, each from the version before it; a released one is never edited."""


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
            self._db = open_database(path)
            self._db.row_factory = sqlite3.Row
            self._prepare()
        except OSError as error:
            message = f"{path}: {error.strerror}"
            raise StorageError(message) from error
        except sqlite3.DatabaseError as error:
            raise _as_khotin_error(path, error) from error

    def _prepare(self) -> None:
        if self._version() > len(SCHEMA):
            message = f"{self.path}: written by a newer release (schema {self._version()})"
            raise ArchiveDamaged(message)
        if self._version() < len(SCHEMA):
            with self.transaction():  # of two processes at once, the second finds nothing to do
                for number, step in enumerate(SCHEMA[self._version() :], self._version() + 1):
                    for statement in _statements(step.read_text(encoding="utf-8")):
                        self.execute(statement)
                    self.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

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
            with all_or_nothing(self._db):
                yield
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
        """Record, inside a transaction, how a run ended."""
        self.execute(
            "UPDATE run SET ended_at = ?, outcome = ? WHERE id = ?", now_ms(), outcome, run
        )

    def first_runs(self) -> dict[str, int]:
        """Return every known article key with the run that first saw it."""
        return dict(tuple(row) for row in self.query("SELECT key, first_run FROM address"))

    def frontier(self, *states: State) -> list[tuple[str, str]]:
        """Return (key, url) of the addresses that stand in one of some states."""
        marks = ", ".join("?" * len(states))
        sql = f"SELECT key, url FROM address WHERE state IN ({marks})"  # noqa: S608 - only "?"
        return [(row["key"], row["url"]) for row in self.query(sql, *states)]

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

    def add_addresses(self, found: Iterable[tuple[str, str]], run: int) -> None:
        """Add (key, url) pairs that a page linked to; known ones stay as they are."""
        self._db.executemany(
            "INSERT INTO address (key, url, first_run) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            ((key, url, run) for key, url in found),
        )

    def settle_address(self, outcome: Outcome, at: int) -> None:
        """Record what became of an address.

        One that was captured stays captured, whatever its portal answers later: see
        `crawler.absences`. What is older than the last answer (an import) only adds to it.
        """
        ((state, fetched_at, gone_since),) = self.query(
            "SELECT state, fetched_at, gone_since FROM address WHERE key = ?", outcome.key
        )
        captured = outcome.state is State.CAPTURED
        if state == State.CAPTURED and (not captured or at < fetched_at):
            return
        self.execute(
            """UPDATE address SET fetched_at = ?, reason = ?, redirected_to = ?, state = ?,
                   gone_since = NULL, moved_to = NULL, url = coalesce(?, url)
               WHERE key = ?""",
            at, outcome.reason, outcome.redirected_to, outcome.state,
            outcome.url if captured else None, outcome.key,
        )  # fmt: skip
        if gone_since is not None:
            self.execute("UPDATE revision SET indexed = 0 WHERE key = ? AND is_head", outcome.key)

    def add_dead_address(self, key: str, url: str) -> None:
        """Remember an address under which an article was not found."""
        self.execute("INSERT OR IGNORE INTO dead_address VALUES (?, ?)", url, key)

    def finish_section(self, end: SectionEnd, run: int, at: int) -> None:
        """Record how a run's reading of a section ended, and what it linked to."""
        self.execute(
            """INSERT INTO section (url, finished_run, declared_total, read_at, problem)
               VALUES (?1, 0, ?2, ?3, ?4)
               ON CONFLICT DO UPDATE SET declared_total = coalesce(?2, declared_total),
                   read_at = ?3, problem = ?4""",
            end.url, end.declared_total, at, end.problem,
        )  # fmt: skip
        if end.problem is None:
            self.execute("UPDATE section SET finished_run = ? WHERE url = ?", run, end.url)
        if end.complete:
            self.execute("UPDATE section SET complete_at = ? WHERE url = ?", at, end.url)
        self._db.executemany(
            "INSERT OR IGNORE INTO listed VALUES (?, ?)", ((end.url, key) for key in end.listed)
        )

    def add_capture(
        self,
        outcome: Outcome,
        at: int,
        status: int,
        place: Location,
        validators: tuple[str | None, str | None] = (None, None),
    ) -> None:
        """Add an article page whose WARC record is flushed.

        `validators` are its ETag and Last-Modified headers.
        """
        self.execute(
            """INSERT INTO capture
                   (key, url, captured_at, status, warc, offset, etag, last_modified)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            outcome.key, outcome.url, at, status, place.file, place.offset, *validators,
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


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines():
        statement += f"{line}\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _as_khotin_error(path: Path, error: sqlite3.DatabaseError) -> Exception:
    """Turn SQLite's errors into ours: full disk and permissions, or a damaged file."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return StorageError(f"{path}: {error}")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return ArchiveDamaged(f"{path}: {error}; restore it, or see `khotin doctor`")
    return error
