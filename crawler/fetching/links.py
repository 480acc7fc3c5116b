"""Links of fetched pages: which of them are articles of the portal, and under which key."""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape
from typing import TypeVar
from urllib.parse import urljoin

from crawler.platforms.base import Platform
from crawler.urls import host_of, refusal

HREF = re.compile(rb"""<a\s(?:[^<>]*?\s)?href\s*=\s*["']\s*([^"'<>\s]+)""", re.IGNORECASE)
"""Links that a reader can click; <link href> names other addresses of the page itself."""
T = TypeVar("T", str, bytes)
MAX_LINKS = 50_000
"""Addresses of one page that are looked at: as many as a sitemap may have; each takes 0.07 ms."""
MAX_REMEMBERED = 20_000
"""Rooted hrefs of which the answer is kept: menus and sidebars stand on every page."""


class LinkFinder:
    """Finds the addresses of a portal's articles.

    The same article in another dress is found once.
    """

    def __init__(self, hosts: frozenset[str], platform: Platform) -> None:
        """Take the portal's hosts, as `crawler.urls.host_of` spells them, and its platform."""
        self._hosts = hosts
        self._platform = platform
        self._remembered: dict[bytes, tuple[str, str] | None] = {}
        self.refused: Counter[str] = Counter()
        """Distinct addresses that are not fetched, by kind; of a "copy" the article is."""
        self._refused: set[str] = set()

    def in_scope(self, url: str) -> bool:
        """Tell whether an absolute address is the portal's."""
        return host_of(url) in self._hosts

    def articles(self, urls: Iterable[str], base: str) -> dict[str, str]:
        """Return canonical addresses of the articles among some addresses by key, in order."""
        found: dict[str, str] = {}
        for url in self._bounded(urls):
            if article := self._article(url, base):
                found.setdefault(*article)
        return found

    def articles_in(self, body: bytes, base: str) -> dict[str, str]:
        """Return the articles that a page links to anywhere.

        A scan of the bytes, several times faster than a parse. Related news and sidebars name
        articles of sections that no list shows any more.
        """
        found: dict[str, str] = {}
        for href in self._bounded(dict.fromkeys(HREF.findall(body))):
            if href in self._remembered:
                article = self._remembered[href]
            else:
                article = self._article(unescape(href.decode("utf-8", "replace")), base)
                if href.startswith((b"/", b"http")) and len(self._remembered) < MAX_REMEMBERED:
                    self._remembered[href] = article
            if article:
                found.setdefault(*article)
        return found

    def _bounded(self, addresses: Iterable[T]) -> list[T]:
        """Return a page's first addresses, and count those that are too many."""
        found = list(addresses)
        if len(found) > MAX_LINKS:
            self.refused["too_many"] += len(found) - MAX_LINKS
        return found[:MAX_LINKS]

    def _article(self, url: str, base: str) -> tuple[str, str] | None:
        """Return key and canonical address of an article of the portal, None for all else."""
        try:
            absolute = urljoin(base, url)
        except ValueError:
            return None
        if not self.in_scope(absolute):
            self._refuse(absolute, "offsite")
            return None
        key = self._platform.article_key(absolute)
        if key is None:
            self._refuse(absolute, refusal(absolute))
            return None
        canonical = self._platform.canonical_url(absolute)
        if absolute.partition("#")[0] != canonical:
            self._refuse(absolute, "copy")
        return key, canonical

    def _refuse(self, url: str, kind: str) -> None:
        """Count an address once; script and mail links are none."""
        if url.startswith("http") and url not in self._refused:
            self.refused[kind] += 1
            if len(self._refused) < MAX_REMEMBERED:
                self._refused.add(url)
