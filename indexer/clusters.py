"""Which articles of all portals are the same text: what the index says of duplicates.

One SQLite file beside the portals' folders, `data/duplicates.sqlite`. It holds nothing that is not
in the ledgers: deleted, it is made again from them (`indexer.clustering`). A cluster is what hangs
together by pairs of the same text, so the order in which articles come does not matter, and an
article that comes, changes or moves away touches its own clusters alone. Several processes may
write at once: SQLite lets one after the other.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Self

from crawler.errors import StorageError
from crawler.sqlite import all_or_nothing, open_database
from indexer.facets.duplicates import VERSION, Duplicates, Signature, is_duplicate

FILE: Final = "duplicates.sqlite"
CACHE: Final = 32_000
"""Kilobytes that SQLite may keep: the bands of a text lie all over their table."""
_TABLES: Final = {
    # A text, however many articles have it; the cluster is equal for texts that hang together.
    "text": "(id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, signature BLOB NOT NULL,"
    " cluster INTEGER NOT NULL)",
    "band": "(band INTEGER, text INTEGER, PRIMARY KEY (band, text)) WITHOUT ROWID",
    # The earliest of a cluster is its head. No text: nothing that could be compared.
    "article": "(key TEXT PRIMARY KEY, text INTEGER, at INTEGER NOT NULL) WITHOUT ROWID",
    # Articles whose ledgers were not told yet that their documents are to be sent again.
    "stale": "(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE)",
    # Portals whose ledgers were read whole.
    "portal": "(site TEXT PRIMARY KEY) WITHOUT ROWID",
    "meta": "(version TEXT NOT NULL)",
}
_INDICES: Final = {"text_cluster": "text (cluster)", "article_text": "article (text)"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the clusters take it.

    `at` is when it was published, else first seen, in milliseconds since 1970. `signature` is None
    for a text that is not to be compared: too short, or shown at another address now.
    """

    key: str
    at: int
    signature: Signature | None


class Clusters:
    """The clusters of an archive. A connection belongs to the thread that opened it."""

    def __init__(self, data: Path) -> None:
        """Open the clusters of a data folder, empty ones if there are none of this version.

        Raises StorageError if the file can be neither read nor written.
        """
        self.path = data / FILE
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._db = open_database(self.path)
            self._db.execute(f"PRAGMA cache_size = -{CACHE}")
        except (OSError, sqlite3.DatabaseError) as error:
            raise self._failure(error) from error
        with self.transaction():
            self._prepare()

    def _prepare(self) -> None:
        exists = self._all("SELECT 1 FROM sqlite_master WHERE name = 'meta'")
        if exists and self._all("SELECT version FROM meta") == [(VERSION,)]:
            return
        for table, columns in _TABLES.items():
            self._db.execute(f"DROP TABLE IF EXISTS {table}")
            self._db.execute(f"CREATE TABLE {table} {columns}")
        for index, columns in _INDICES.items():
            self._db.execute(f"CREATE INDEX {index} ON {columns}")
        self._db.execute("INSERT INTO meta VALUES (?)", (VERSION,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything inside or nothing; another process waits until it ends."""
        try:
            with all_or_nothing(self._db):
                yield
        except sqlite3.DatabaseError as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> StorageError:
        return StorageError(f"{self.path}: {error}; it can be deleted, and is made again")

    def knows(self, site: str) -> bool:
        """Tell whether a portal's ledger was read whole."""
        return bool(self._all("SELECT 1 FROM portal WHERE site = ?", site))

    def add_portal(self, site: str) -> None:
        """Record, inside a transaction, that a portal's ledger was read whole."""
        self._db.execute("INSERT OR IGNORE INTO portal VALUES (?)", (site,))

    def portals(self) -> set[str]:
        """Return the portals whose ledgers were read whole."""
        return {site for (site,) in self._all("SELECT site FROM portal")}

    def forget_portal(self, site: str) -> None:
        """Drop, inside a transaction, a portal and its articles: its folder is not here any more.

        Its documents may be gone, too, and nothing may be hidden behind them.
        """
        own = (f"{site}:", f"{site};")  # ";" is what follows ":"
        for key, at in self._all("SELECT key, at FROM article WHERE key > ? AND key < ?", *own):
            self.note(Entry(key, at, None))
        self._db.execute("DELETE FROM article WHERE key > ? AND key < ?", own)
        self._db.execute("DELETE FROM portal WHERE site = ?", (site,))

    def stale(self) -> list[tuple[int, str]]:
        """Return number and key of the articles whose documents say what is not so any more."""
        return self._all("SELECT id, key FROM stale ORDER BY id")

    def settle(self, numbers: Iterable[int]) -> None:
        """Drop, inside a transaction, what the ledgers were told of."""
        self._db.executemany("DELETE FROM stale WHERE id = ?", ((n,) for n in numbers))

    def find(self, key: str) -> Duplicates:
        """Return where an article stands; one that is not known stands alone."""
        rows = self._all(
            """SELECT article.key FROM article one JOIN text mine ON mine.id = one.text
               JOIN text ON text.cluster = mine.cluster JOIN article ON article.text = text.id
               WHERE one.key = ? ORDER BY article.at, article.key""",
            key,
        )
        return _places(rows).get(key, Duplicates())

    def note(self, entry: Entry) -> None:
        """Take an article up as it is now, inside a transaction.

        Other articles whose place among the duplicates changes by it are stale from then on.
        """
        text = self._find_text(entry.signature)
        known = self._all("SELECT text, at FROM article WHERE key = ?", entry.key)
        if known == [(text, entry.at)] and (text is None) == (entry.signature is None):
            return
        old = known[0][0] if known else None
        alike = self._alike(entry.signature) if text is None else self._clusters_of([text])
        touched = alike | self._clusters_of([] if old is None else [old])
        before, texts = self._members(touched), self._texts_of(touched)
        if text is None and entry.signature is not None:
            text = self._add_text(entry.signature)
            self._join(alike | {text})
        self._db.execute(
            "INSERT OR REPLACE INTO article VALUES (?, ?, ?)", (entry.key, text, entry.at)
        )
        if old is not None and old != text:
            self._drop_if_unused(old)
        if before:
            after = self._members(self._clusters_of(texts))
            self._mark_stale(
                key
                for key, place in before.items()
                if key != entry.key and place != after.get(key, Duplicates())
            )

    def _mark_stale(self, keys: Iterable[str]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO stale (key) VALUES (?)", ((key,) for key in keys)
        )

    def _find_text(self, signature: Signature | None) -> int | None:
        if signature is None:
            return None
        rows = self._all("SELECT id FROM text WHERE digest = ?", _digest(signature))
        return rows[0][0] if rows else None

    def _alike(self, signature: Signature | None) -> set[int]:
        """Return the clusters with a text that is the same as one, but for small edits."""
        if signature is None:
            return set()
        rows = self._all(
            """SELECT cluster, signature FROM text WHERE id IN
               (SELECT text FROM band WHERE band IN (SELECT value FROM json_each(?)))""",
            json.dumps(signature.bands),
        )
        alike: set[int] = set()
        for cluster, packed in rows:
            if cluster not in alike and is_duplicate(signature, Signature.unpack(packed)):
                alike.add(cluster)
        return alike

    def _add_text(self, signature: Signature) -> int:
        cursor = self._db.execute(
            "INSERT INTO text (digest, signature, cluster) VALUES (?, ?, 0)",
            (_digest(signature), signature.packed),
        )
        text = int(cursor.lastrowid or 0)
        self._db.execute("UPDATE text SET cluster = id WHERE id = ?", (text,))
        self._db.executemany(
            "INSERT OR IGNORE INTO band VALUES (?, ?)", ((band, text) for band in signature.bands)
        )
        return text

    def _join(self, clusters: set[int]) -> None:
        """Make one cluster of some."""
        first, *others = sorted(clusters)
        self._db.executemany(
            "UPDATE text SET cluster = ? WHERE cluster = ?", ((first, other) for other in others)
        )

    def _drop_if_unused(self, text: int) -> None:
        """Drop a text that no article has any more, and see what still hangs together."""
        if self._all("SELECT 1 FROM article WHERE text = ? LIMIT 1", text):
            return
        ((packed, cluster),) = self._all("SELECT signature, cluster FROM text WHERE id = ?", text)
        bands = Signature.unpack(packed).bands
        self._db.executemany(
            "DELETE FROM band WHERE band = ? AND text = ?", ((band, text) for band in bands)
        )
        self._db.execute("DELETE FROM text WHERE id = ?", (text,))
        rest = self._all("SELECT id, signature FROM text WHERE cluster = ?", cluster)
        self._db.execute("UPDATE text SET cluster = id WHERE cluster = ?", (cluster,))
        for _, signature in rest:
            self._join(self._alike(Signature.unpack(signature)))

    def _clusters_of(self, texts: list[int]) -> set[int]:
        rows = self._all(
            "SELECT DISTINCT cluster FROM text WHERE id IN (SELECT value FROM json_each(?))",
            json.dumps(texts),
        )
        return {cluster for (cluster,) in rows}

    def _texts_of(self, clusters: set[int]) -> list[int]:
        rows = (self._all("SELECT id FROM text WHERE cluster = ?", each) for each in clusters)
        return [text for found in rows for (text,) in found]

    def _members(self, clusters: Iterable[int]) -> dict[str, Duplicates]:
        """Return where each article of some clusters stands."""
        places: dict[str, Duplicates] = {}
        for cluster in clusters:
            rows = self._all(
                """SELECT key FROM text JOIN article ON article.text = text.id
                   WHERE cluster = ? ORDER BY at, key""",
                cluster,
            )
            places |= _places(rows)
        return places

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(sql, values).fetchall()


def _digest(signature: Signature) -> bytes:
    return blake2b(signature.packed, digest_size=16).digest()


def _places(rows: list[tuple[Any, ...]]) -> dict[str, Duplicates]:
    """Return where each article of a cluster stands; the keys are ordered, the head's first."""
    head, count = rows[0][0] if len(rows) > 1 else None, len(rows)
    return {key: Duplicates(head, count, number == 0) for number, (key,) in enumerate(rows)}
