"""The later half of the ledger.

Captures to extract, the texts of articles, and what is not indexed yet.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawler.article import Article
from crawler.completion import add_to, complete, pass_date_on, take_date
from crawler.ledger import Ledger
from crawler.revisits import first_interval, schedule

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

    `number` names the text for ever, `rank` counts the article's texts in time from 1: an import
    may bring an older one. `first_seen_at` is the article's, `changed_at` this text's first
    capture, `last_seen_at` its newest one. `moved_to` is the key, and `moved_from` are the
    addresses, of the same article elsewhere on the portal.
    """

    key: str
    number: int
    rank: int
    version: int
    is_head: bool
    article: Article
    first_seen_at: int
    last_seen_at: int
    changed_at: int
    gone_since: int | None
    moved_to: str | None
    moved_from: tuple[str, ...]
    is_indexed: bool
    dead_reason: str | None


REVISIONS = """
    SELECT r.*, a.gone_since, CASE WHEN a.gone_since IS NULL THEN a.moved_to END AS moved_to,
        (SELECT min(captured_at) FROM capture WHERE capture.key = r.key) AS first_seen_at,
        (SELECT count(*) FROM revision x WHERE x.key = r.key AND x.changed_at <= r.changed_at)
            AS rank,
        (SELECT group_concat(url, char(10)) FROM address x
         WHERE x.moved_to = r.key AND x.gone_since IS NULL) AS moved_from
    FROM revision r JOIN address a ON a.key = r.key
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
    """Add what a capture says, inside a transaction; return "new", "changed", "same" or "emptied".

    A text equal to the one before it or after it (title, lead and body) is no revision: only the
    time it was seen moves, and what it did not say beside the text it says now. A changed text
    that states no date has the date of the ones before. Where nothing is left of a text but its
    title the page is broken: the text stays. Captures may come in any order; an import brings old
    ones.
    """
    before, after = _neighbours(ledger, capture)
    own = ledger.query(
        "SELECT number FROM revision WHERE key = ? AND capture = ?", capture.key, capture.id
    )
    if before:
        earlier = Article.from_json(before["article"])
        if earlier.has_content and not (article.has_content or own):
            mark_extracted(ledger, capture, article.extractor_version, "emptied")
            return "emptied"
        article = take_date(article, earlier)
    outcome = "changed" if before or after else "new"
    if before and before["content_hash"] == article.content_hash:
        outcome = "same"
        ledger.execute(
            "UPDATE revision SET last_seen_at = max(last_seen_at, ?) WHERE key = ? AND number = ?",
            capture.captured_at, capture.key, before["number"],
        )  # fmt: skip
        add_to(ledger, before, complete(Article.from_json(before["article"]), article))
    elif own:
        _rewrite(ledger, capture, article, own[0]["number"])
    elif after and after["content_hash"] == article.content_hash:
        outcome = "same"
        ledger.execute(
            "UPDATE revision SET changed_at = ?, indexed = 0 WHERE key = ? AND number = ?",
            capture.captured_at, capture.key, after["number"],
        )  # fmt: skip
        add_to(ledger, after, complete(Article.from_json(after["article"]), article))
    else:
        _insert(ledger, capture, article, is_head=after is None)
    if after is None:
        _schedule(ledger, capture, article, outcome)
    elif article.published_at:
        pass_date_on(ledger, capture.key, capture.captured_at, article)
    mark_extracted(ledger, capture, article.extractor_version, outcome)
    return outcome


def _neighbours(ledger: Ledger, capture: Capture) -> tuple[sqlite3.Row | None, sqlite3.Row | None]:
    """Return the texts that were there just before a capture and just after it, its own apart."""
    sql = """SELECT key, number, content_hash, article FROM revision
             WHERE key = ? AND capture <> ? AND changed_at {0} ? ORDER BY changed_at {1} LIMIT 1"""
    values = capture.key, capture.id, capture.captured_at
    before = ledger.query(sql.format("<=", "DESC"), *values)
    after = ledger.query(sql.format(">", "ASC"), *values)
    return (before[0] if before else None), (after[0] if after else None)


def _rewrite(ledger: Ledger, capture: Capture, article: Article, number: int) -> None:
    """Put what a newer extractor reads in the same capture in the place of the older reading."""
    ledger.execute(
        """UPDATE revision SET content_hash = ?, version = max(?, version + 1), article = ?,
               indexed = 0,
               dead_reason = NULL WHERE key = ? AND number = ?""",
        article.content_hash, _version(capture, article), article.to_json(),
        capture.key, number,
    )  # fmt: skip


def _insert(ledger: Ledger, capture: Capture, article: Article, *, is_head: bool) -> None:
    # The other texts are to be indexed again: they become earlier or later ones.
    ledger.execute(
        "UPDATE revision SET indexed = 0, is_head = is_head AND NOT ? WHERE key = ?",
        is_head, capture.key,
    )  # fmt: skip
    ledger.execute(
        """INSERT INTO revision (key, number, capture, content_hash, version, article,
               last_seen_at, changed_at, is_head)
           SELECT ?1, 1 + coalesce(max(number), 0), ?2, ?3,
               iif(?7, max(?4, 1 + coalesce(max(version), 0)), ?4), ?5, ?6, ?6, ?7
           FROM revision WHERE key = ?1""",
        capture.key, capture.id, article.content_hash, _version(capture, article),
        article.to_json(), capture.captured_at, is_head,
    )  # fmt: skip


def _version(capture: Capture, article: Article) -> int:
    """Return the version by the capture's time.

    A text that takes another one's place has a higher one in any case: see `crawler.clock_jumps`.
    """
    return capture.captured_at * VERSIONS_PER_CAPTURE + article.extractor_version


def _schedule(ledger: Ledger, capture: Capture, article: Article, outcome: str) -> None:
    """Note the date of the newest text, and when to look again; another extractor is no look."""
    at = article.published_at
    published = None if at is None else int(at.timestamp() * 1000)
    ledger.execute("UPDATE address SET published_at = ? WHERE key = ?", published, capture.key)
    if ledger.query("SELECT 1 FROM capture WHERE id = ? AND extractor = 0", capture.id):
        schedule(ledger, capture.key, outcome, first_interval(published, capture.captured_at))


def mark_extracted(ledger: Ledger, capture: Capture, extractor: int, outcome: str) -> None:
    """Record, inside a transaction, that an extractor version has read a capture, and what came."""
    ledger.execute(
        "UPDATE capture SET extractor = ?, outcome = ? WHERE id = ?", extractor, outcome, capture.id
    )


def _read(row: sqlite3.Row) -> Revision:
    return Revision(
        key=row["key"],
        number=row["number"],
        rank=row["rank"],
        version=row["version"],
        is_head=bool(row["is_head"]),
        article=Article.from_json(row["article"]),
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        changed_at=row["changed_at"],
        gone_since=row["gone_since"],
        moved_to=row["moved_to"],
        moved_from=tuple((row["moved_from"] or "").split()),
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


def is_as_sent(ledger: Ledger, item: Revision) -> bool:
    """Tell whether a revision is still what the indexer took, but for when it was last seen.

    Another stage may have made it an earlier text meanwhile, or one that is gone.
    """
    rows = ledger.query(REVISIONS + "WHERE r.key = ? AND r.number = ?", item.key, item.number)
    now = replace(_read(rows[0]), last_seen_at=item.last_seen_at, is_indexed=item.is_indexed)
    return now == item


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
