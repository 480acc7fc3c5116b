"""A captured page to an Article: what the platform read, judged."""

from datetime import datetime

from crawler.article import Article, Flag
from crawler.blocking import Blocked, classify
from crawler.dates import reject_future
from crawler.page import Page, SelectorMismatch
from crawler.platforms.base import Facts, Platform
from crawler.reading.byline import find_credits
from crawler.text import has_diacritics

EXTRACTOR_VERSION = 3
"""Grows with every change that reads more or better; older captures are read again."""
SHORT = 200
"""Characters of lead and body; 187 of 3,439 Hanoi articles have fewer (scans, attachments)."""


class NotAnArticle(ValueError):
    """A capture that holds no article; `reason` is a word that can be counted."""

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.reason = reason


def extract(
    page: Page,
    *,
    site: str,
    platform: Platform,
    captured_at: datetime,
    http_status: int = 200,
    warc_file: str | None = None,
    warc_offset: int | None = None,
) -> Article:
    """Return the Article that the capture holds; `captured_at` is aware.

    Raises NotAnArticle: the reasons of `crawler.blocking`, `no_article_address`, `unknown_layout`
    (the platform does not know the page's markup) and `no_content` (no title, text, image or file).
    """
    if reason := classify(http_status, page.body, page.content_type):
        raise NotAnArticle(reason.value, page.url)
    if platform.is_not_found(page):
        raise NotAnArticle(Blocked.NOT_FOUND.value, page.url)
    key = platform.article_key(page.url)
    if key is None:
        raise NotAnArticle("no_article_address", page.url)
    try:
        facts = platform.parse_article(page)
    except SelectorMismatch as error:
        raise NotAnArticle("unknown_layout", page.url) from error
    content, byline = facts.content, facts.byline
    if not (facts.title or facts.lead or content.body or content.images or content.attachments):
        raise NotAnArticle("no_content", page.url)
    published = reject_future(facts.published, captured_at)
    return Article(
        url=page.url,
        canonical_url=platform.canonical_url(page.url),
        key=f"{site}:{key}",
        site=site,
        platform=platform.name,
        captured_at=captured_at,
        http_status=http_status,
        title=facts.title,
        lead=facts.lead,
        body=content.body,
        captions=content.captions,
        authors=byline.authors,
        office=byline.office,
        source=byline.source,
        photo_credits=tuple(
            dict.fromkeys((*byline.photo_credits, *find_credits(content.captions)))
        ),
        section=facts.section,
        tags=facts.tags,
        published_at=published.at,
        published_precision=published.precision,
        published_from=published.source,
        updated_at=facts.updated_at,
        images=tuple(content.images),
        attachments=tuple(content.attachments),
        language=_language(facts),
        flags=(*_flags(facts, page), *published.flags, *(() if published.at else (Flag.NO_DATE,))),
        extractor_version=EXTRACTOR_VERSION,
        warc_file=warc_file,
        warc_offset=warc_offset,
    )


def _flags(facts: Facts, page: Page) -> tuple[Flag, ...]:
    content = facts.content
    length = sum(map(len, content.body)) + len(facts.lead or "")
    states = {
        Flag.NO_TITLE: not facts.title,
        Flag.NO_BODY: not content.body,
        Flag.SHORT: length < SHORT,
        Flag.SCAN_ONLY: length == 0 and bool(content.images or content.attachments),
        Flag.LEGACY_ENCODING: page.legacy is not None,
    }
    return tuple(flag for flag, holds in states.items() if holds)


def _language(facts: Facts) -> str:
    """Return "vi" or, for a text long enough to tell that has not one Vietnamese letter, "und"."""
    text = " ".join((facts.title or "", facts.lead or "", *facts.content.body))
    return "vi" if len(text) < SHORT or has_diacritics(text) else "und"
