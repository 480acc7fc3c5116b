"""Which links of a home page lead to lists, and which of the pages behind them are worth keeping.

Nothing here fetches.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from crawler.fetching.lists import GZIP_MAGIC, HEAD
from crawler.page import Page
from crawler.platforms.base import Platform, links
from crawler.probing.report import ListSeen
from crawler.text import clean

_MENUS = "nav a[href], header a[href], [class*=menu] a[href], [id*=menu] a[href]"
_FEEDS = "link[rel=alternate][type*=rss], link[rel=alternate][type*=atom]"
_NAMES = "meta[property='og:site_name'], title, header h1, [class*=banner] h1"
_HOME = re.compile(r"(?:trang (?:chủ|nhất)|home(?: page)?|welcome)", re.IGNORECASE)
_NAME_PARTS = re.compile(r"\s+[-|–»]\s+")
_NO_LIST = re.compile(
    r"/(?:login|dang-nhap|dang-ky|register|search|tim-kiem|seek|print|savefile|sendmail|rss|feeds?"
    r"|contact|lien-he|users?|c/portal|en)(?:[/.?]|$)|[?&](?:p_p_id=58|print=|p_p_state=pop_up)"
    r"|\.(?:jpe?g|png|gif|svg|ico|css|js|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34]|xml)(?:$|[?])",
    re.IGNORECASE,
)
"""Addresses of a menu that lead to no list: forms, copies in other languages, files."""
_FILE = re.compile(rb"<(rss|feed|rdf:RDF|urlset|sitemapindex)\b")
_FEED_ROOTS = frozenset((b"rss", b"feed", b"rdf:RDF"))


def find_menu(page: Page, platform: Platform) -> Iterator[tuple[str, str]]:
    """Yield the links of a page that may be lists, with their words; those of menus first."""
    seen = {page.url, platform.canonical_url(page.url)}
    for address, link in (*links(page, _MENUS), *links(page)):
        url = platform.canonical_url(address)
        path = urlsplit(url).path
        words = clean(link.text_content())
        if url in seen or path in ("", "/") or _HOME.fullmatch(words):
            continue
        seen.add(url)
        if not _NO_LIST.search(url) and not platform.article_key(url):
            yield url, words


def find_feeds(page: Page) -> Iterator[str]:
    """Yield the feeds that a page's head names."""
    return (address for address, _ in links(page, _FEEDS))


def find_names(page: Page) -> Iterator[str]:
    """Yield what a home page calls its portal, without the words for "home", the surest first."""
    found = page.many(_NAMES)
    for element in sorted(found, key=lambda element: element.tag != "meta"):
        text = clean(element.get("content") or element.text_content())
        parts = dict.fromkeys(part.strip() for part in _NAME_PARTS.split(text))
        if name := " - ".join(part for part in parts if part and not _HOME.fullmatch(part)):
            yield name


def keep_lists(read: Iterable[tuple[ListSeen, frozenset[str]]]) -> list[ListSeen]:
    """Return the lists that bring articles, without those that show what another one shows.

    Pages that are no lists show the latest news beside their text: what a list of the platform
    has on its first page, or another such page, makes no list.
    """
    read = list(read)
    by_platform = {key for seen, keys in read if seen.by_platform for key in keys}
    kept: list[ListSeen] = []
    known: set[frozenset[str]] = set()
    for seen, keys in read:
        repeated = keys in known or (not seen.by_platform and keys <= by_platform)
        if keys and not repeated:
            kept.append(seen)
        known.add(keys)
    return kept


def file_kind(body: bytes) -> str | None:
    """Return "feed" or "sitemap" for an answer that is one, None for a page."""
    if body.startswith(GZIP_MAGIC):
        return "sitemap"
    found = _FILE.search(body[:HEAD])
    return None if found is None else "feed" if found[1] in _FEED_ROOTS else "sitemap"
