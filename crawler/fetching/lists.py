"""What a list's address answers: a page, a feed, a sitemap or JSON, all read as a Listing."""

import zlib
from http import HTTPStatus
from io import BytesIO

import feedparser
from scrapy.http import Response
from scrapy.utils.sitemap import Sitemap

from crawler.blocking import Blocked, classify
from crawler.fetching.responses import content_type, page_of
from crawler.page import SelectorMismatch
from crawler.platforms.base import Listing, Platform

MAX_UNPACKED = 64 << 20
"""Bytes. The sitemap protocol allows 50 MB; what unpacks to more is an attack."""
GZIP_MAGIC = b"\x1f\x8b"
HEAD = 2000
"""Bytes within which a feed or a sitemap names itself."""


class SitemapIndex(Listing):
    """A Listing of nothing but sitemaps: each of them must be one."""


class UnreadableList(ValueError):
    """An answer that is no list; its text is the reason, a word that can be counted."""


def read_list(response: Response, platform: Platform) -> Listing:
    """Return what a list links to; raises UnreadableList."""
    if response.status != HTTPStatus.OK:
        reason = f"http_{response.status}"
        raise UnreadableList(reason)
    body = _unpack(response.body) if response.body.startswith(GZIP_MAGIC) else response.body
    head = body[:HEAD]
    if b"<urlset" in head or b"<sitemapindex" in head:
        return parse_sitemap(body)
    if b"<rss" in head or b"<feed" in head or b"<rdf:RDF" in head:
        return parse_feed(body)
    problem = classify(response.status, body, content_type(response))
    if problem and not (problem is Blocked.NOT_HTML and _is_json(response)):
        raise UnreadableList(problem.value)
    try:
        return platform.parse_list(page_of(response))
    except SelectorMismatch as error:
        reason = f"unknown_layout: {error}"
        raise UnreadableList(reason) from error


def parse_sitemap(body: bytes) -> Listing:
    """Return the pages of a sitemap, or the sitemaps of a sitemap index as sections.

    External entities are not resolved; broken XML is read as far as it goes. Raises UnreadableList
    for what has no element at all.
    """
    try:
        sitemap = Sitemap(body)
    except StopIteration:
        reason = "not_xml"
        raise UnreadableList(reason) from None
    locations = tuple(entry["loc"] for entry in sitemap if entry.get("loc"))
    if sitemap.type == "sitemapindex":
        return SitemapIndex(sections=locations)
    return Listing(articles=locations)


def parse_feed(body: bytes) -> Listing:
    """Return the articles that an RSS or Atom feed links to, and its next page (RFC 5005)."""
    # Given bytes alone, feedparser tries them as a file's name first.
    feed = feedparser.parse(BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    links = [entry.get("link") for entry in feed.entries]
    ways = feed.feed.get("links", ())
    onward = next((way.get("href") for way in ways if way.get("rel") == "next"), None)
    return Listing(articles=tuple(filter(None, links)), next_url=onward)


def _is_json(response: Response) -> bool:
    return "json" in (content_type(response) or "").lower()


def _unpack(body: bytes) -> bytes:
    """Return what a gzip file holds, nothing of one that is damaged or unpacks to too much."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        unpacked = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return b""
    return b"" if unpacker.unconsumed_tail else unpacked
