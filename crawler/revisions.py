"""The later half of the ledger.

Captures to extract, the texts of articles, and what is not indexed yet.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.article import Article
from crawler.ledger import Ledger

VERSIONS_PER_CAPTURE = 1000
"""Room for extractor versions between the document versions of two captures a millisecond apart."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A kept article page that is to be extracted. `captured_at` in milliseconds since 1970."""

    id: int
    key: str
    url: str
    captured_at: int
    status: int
    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One text of an article, as the indexer takes it; times in milliseconds since 1970.

    `first_seen_at` is the article's, `changed_at` this text's first capture, `last_seen_at` its
    newest one.
    """

    key: str
    number: int
    version: int
    is_head: bool
    article: Article
    first_seen_at: int
    last_seen_at: int
    changed_at: int
    gone_since: int | None
    is_indexed: bool
    dead_reason: str | None


REVISIONS = """
    SELECT r.*, c.captured_at AS changed_at, a.gone_since,
        (SELECT min(captured_at) FROM capture WHERE capture.key = r.key) AS first_seen_at
    FROM revision r JOIN capture c ON c.id = r.capture JOIN address a ON a.key = r.key
"""


def unextracted(ledger: Ledger, extractor: int, limit: int, after: int = 0) -> list[Capture]:
    """Return captures, oldest first, that this extractor version has not read.

    Only those with an id above `after`, and at most `limit`.
    """
    rows = ledger.query(
        """SELECT id, key, url, captured_at, status, warc, offset FROM capture
           WHERE extractor < ? AND id > ? ORDER BY id LIMIT ?""",
        extractor, after, limit,
    )  # fmt: skip
    return [Capture(*row) for row in rows]


def store_article(ledger: Ledger, capture: Capture, article: Article) -> str:
    """Add what a capture says, inside a transaction; return "new", "changed" or "same".

    A text equal to the one before it (title, lead and body) is no revision: only the time it was
    last seen moves. Captures of one article must come in the order of their ids.
    """
    outcome = "same"
    before = _revision_before(ledger, capture)
    if before is not None and before["content_hash"] == article.content_hash:
        ledger.execute(
            "UPDATE revision SET last_seen_at = max(last_seen_at, ?) WHERE key = ? AND number = ?",
            capture.captured_at, capture.key, before["number"],
        )  # fmt: skip
    else:
        _put_revision(ledger, capture, article, before["number"] + 1 if before else 1)
        outcome = "changed" if before else "new"
    mark_extracted(ledger, capture, article.extractor_version, outcome)
    return outcome


def _revision_before(ledger: Ledger, capture: Capture) -> sqlite3.Row | None:
    rows = ledger.query(
        """SELECT number, content_hash FROM revision WHERE key = ? AND capture < ?
           ORDER BY number DESC LIMIT 1""",
        capture.key, capture.id,
    )  # fmt: skip
    return rows[0] if rows else None


def _put_revision(ledger: Ledger, capture: Capture, article: Article, number: int) -> None:
    """Insert a revision, or rewrite it when a newer extractor reads the same capture again."""
    newest = ledger.query("SELECT max(number) FROM revision WHERE key = ?", capture.key)[0][0] or 0
    ledger.execute(
        """INSERT INTO revision
               (key, number, capture, content_hash, version, article, last_seen_at, is_head)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET content_hash = excluded.content_hash, version =
           excluded.version,
               article = excluded.article, indexed = 0, dead_reason = NULL""",
        capture.key, number, capture.id, article.content_hash,
        capture.captured_at * VERSIONS_PER_CAPTURE + article.extractor_version,
        article.to_json(), capture.captured_at, number >= newest,
    )  # fmt: skip
    # The text before becomes an earlier revision: it is to be indexed again, as such.
    ledger.execute(
        "UPDATE revision SET is_head = 0, indexed = 0 WHERE key = ? AND number < ? AND is_head",
        capture.key, number,
    )  # fmt: skip


def mark_extracted(ledger: Ledger, capture: Capture, extractor: int, outcome: str) -> None:
    """Record, inside a transaction, that an extractor version has read a capture, and what came."""
    ledger.execute(
        "UPDATE capture SET extractor = ?, outcome = ? WHERE id = ?", extractor, outcome, capture.id
    )


def _read(row: sqlite3.Row) -> Revision:
    return Revision(
        key=row["key"],
        number=row["number"],
        version=row["version"],
        is_head=bool(row["is_head"]),
        article=Article.from_json(row["article"]),
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        changed_at=row["changed_at"],
        gone_since=row["gone_since"],
        is_indexed=bool(row["indexed"]),
        dead_reason=row["dead_reason"],
    )


def waiting(ledger: Ledger, limit: int) -> list[Revision]:
    """Return revisions that no bulk item was acknowledged for and that are no dead letters."""
    rows = ledger.query(
        REVISIONS
        + "WHERE r.indexed = 0 AND r.dead_reason IS NULL ORDER BY r.key, r.number LIMIT ?",
        limit,
    )
    return [_read(row) for row in rows]


def mark_indexed(ledger: Ledger, key: str, number: int, version: int) -> None:
    """Record, inside a transaction, that a revision's own bulk item succeeded.

    A revision that changed meanwhile is not marked.
    """
    ledger.execute(
        """UPDATE revision SET indexed = 1, dead_reason = NULL
           WHERE key = ? AND number = ? AND version = ?""",
        key, number, version,
    )  # fmt: skip


def bury(ledger: Ledger, key: str, number: int, reason: str) -> None:
    """Record, inside a transaction, that Elasticsearch refuses a revision, and why."""
    ledger.execute(
        "UPDATE revision SET dead_reason = ? WHERE key = ? AND number = ?", reason, key, number
    )


def dead_letters(ledger: Ledger) -> list[Revision]:
    """Return the revisions that Elasticsearch refused."""
    return [_read(row) for row in ledger.query(REVISIONS + "WHERE r.dead_reason IS NOT NULL")]


def revive(ledger: Ledger, key: str | None = None) -> int:
    """Let the next indexing try dead letters again: one article's, or all; return how many."""
    with ledger.transaction():
        cursor = ledger.execute(
            "UPDATE revision SET dead_reason = NULL, indexed = 0 "
            "WHERE dead_reason IS NOT NULL AND (?1 IS NULL OR key = ?1)",
            key,
        )
    return cursor.rowcount


def mark_unindexed(ledger: Ledger) -> None:
    """Let the next indexing send everything: the index is another one than before."""
    with ledger.transaction():
        ledger.execute("UPDATE revision SET indexed = 0 WHERE dead_reason IS NULL")


def heads(ledger: Ledger) -> Iterator[Revision]:
    """Yield the newest text of every article, in order of key; memory stays flat."""
    after = ""
    while True:
        rows = ledger.query(
            REVISIONS + "WHERE r.is_head AND r.key > ? ORDER BY r.key LIMIT 500", after
        )
        yield from map(_read, rows)
        if not rows:
            return
        after = rows[-1]["key"]


def backlog(ledger: Ledger) -> dict[str, int]:
    """Return how many articles there are, and how much waits.

    Waiting are captures that no extractor has read, and revisions; dead letters do not wait.
    """
    row = ledger.query(
        """SELECT (SELECT count(*) FROM capture WHERE extractor = 0) AS unextracted,
                  (SELECT count(*) FROM revision WHERE is_head) AS articles,
                  (SELECT count(*) FROM revision WHERE indexed = 0 AND dead_reason IS NULL) AS
                  waiting,
                  (SELECT count(*) FROM revision WHERE dead_reason IS NOT NULL) AS dead"""
    )[0]
    return dict(row)
