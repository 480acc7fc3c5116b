"""How our SQLite files are opened and written, so that several processes may use one at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0
"""Seconds that a writer waits for another one."""


def open_database(path: Path) -> sqlite3.Connection:
    """Open a file, an empty one if there is none, in WAL mode; raises sqlite3.DatabaseError.

    A commit outlives the process, not a power failure: WAL mode syncs at its checkpoints. No
    transaction starts by itself.
    """
    database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    return database


@contextmanager
def all_or_nothing(database: sqlite3.Connection) -> Iterator[None]:
    """Commit everything inside or nothing; another writer waits until it ends."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:  # a full disk has rolled it back already
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
