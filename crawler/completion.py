"""What one capture of an article does not say and another does.

A page loses its date with a redesign and has it again a month later; the article was published on
the same day all the time. Nothing that a capture states is ever replaced.
"""

from dataclasses import replace

from crawler.article import Article, Flag

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
