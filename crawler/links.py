"""Links of fetched pages: which of them are articles of the portal, and under which key."""

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from crawler.platforms.base import Platform

HREF = re.compile(rb"""href\s*=\s*["']\s*([^"'<>\s]+)""", re.IGNORECASE)
MAX_REMEMBERED = 50_000
"""Rooted hrefs of which the answer is kept: menus and sidebars stand on every page."""


class LinkFinder:
    """Finds the addresses of a portal's articles.

    The same article in another dress is found once.
    """

    def __init__(self, hosts: frozenset[str], platform: Platform) -> None:
        """Take the portal's hosts (lower case.

        With port) and the platform that knows its addresses.
        """
        self._hosts = hosts
        self._platform = platform
        self._no_articles: set[bytes] = set()

    def in_scope(self, url: str) -> bool:
        """Tell whether an absolute address is the portal's."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and parts.netloc.lower() in self._hosts

    def articles(self, urls: Iterable[str], base: str) -> dict[str, str]:
        """Return canonical addresses of the articles among some addresses by key.

        In their order.
        """
        found: dict[str, str] = {}
        for url in urls:
            try:
                absolute = urljoin(base, url)
            except ValueError:
                continue
            key = self._platform.article_key(absolute) if self.in_scope(absolute) else None
            if key is not None and key not in found:
                found[key] = self._platform.canonical_url(absolute)
        return found

    def articles_in(self, body: bytes, base: str) -> dict[str, str]:
        """Return the articles that a page links to anywhere.

        A scan of the bytes, several times faster than a parse.

        Related news and sidebars name articles of sections that no list shows any more.
        """
        found: dict[str, str] = {}
        for href in dict.fromkeys(HREF.findall(body)):
            if href in self._no_articles:
                continue
            here = self.articles([unescape(href.decode("utf-8", "replace"))], base)
            found.update(here)
            rooted = href.startswith((b"/", b"http"))
            if rooted and not here and len(self._no_articles) < MAX_REMEMBERED:
                self._no_articles.add(href)
        return found
