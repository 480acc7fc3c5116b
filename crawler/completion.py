"""What one capture of an article does not say and another does.

A page loses its date with a redesign and has it again a month later; the article was published on
the same day all the time. Nothing that a capture states is ever replaced.
"""

import sqlite3
from dataclasses import replace

from crawler.article import Article, Flag
from crawler.ledger import Ledger

BESIDE_THE_TEXT = (
    "captions",
    "authors",
    "office",
    "source",
    "photo_credits",
    "section",
    "tags",
    "updated_at",
    "images",
    "attachments",
)
"""What a page may say beside title, lead and body. The date is a fact of its own."""


def take_date(article: Article, other: Article) -> Article:
    """Return the article with the date of another capture of it if it has none itself."""
    if article.published_at or not other.published_at:
        return article
    return replace(
        article,
        published_at=other.published_at,
        published_precision=other.published_precision,
        published_from=other.published_from,
        flags=tuple(flag for flag in article.flags if flag != Flag.NO_DATE),
    )


def complete(article: Article, other: Article) -> Article:
    """Return the article with what another capture of the same text says and it does not."""
    missing = {name: getattr(other, name) for name in BESIDE_THE_TEXT if not getattr(article, name)}
    return take_date(replace(article, **missing), other)


def add_to(ledger: Ledger, revision: sqlite3.Row, completed: Article) -> None:
    """Put, inside a transaction, a completed article in a revision's place, to be indexed again."""
    if completed != Article.from_json(revision["article"]):
        ledger.execute(
            """UPDATE revision SET article = ?, version = version + 1, indexed = 0,
                   dead_reason = NULL WHERE key = ? AND number = ?""",
            completed.to_json(), revision["key"], revision["number"],
        )  # fmt: skip


def pass_date_on(ledger: Ledger, key: str, moment: int, article: Article) -> None:
    """Give a dated article's date to its texts after a moment, inside a transaction.

    As if it had been there before them; `moment` in milliseconds since 1970.
    """
    later = ledger.query(
        "SELECT key, number, article FROM revision WHERE key = ? AND changed_at > ?", key, moment
    )
    for revision in later:
        add_to(ledger, revision, take_date(Article.from_json(revision["article"]), article))
    if article.published_at:
        ledger.execute(
            "UPDATE address SET published_at = coalesce(published_at, ?) WHERE key = ?",
            int(article.published_at.timestamp() * 1000), key,
        )  # fmt: skip
