"""Sections: lists that page on, and sitemaps, which are lists of one page or of other sitemaps."""

import zlib
from dataclasses import dataclass, field

from scrapy.utils.sitemap import Sitemap

MAX_PAGES = 20_000
"""Pages of one section in one run: more than any portal has."""
MAX_SITEMAP_BYTES = 64 << 20
"""The sitemap protocol allows 50 MB; what unpacks to more is an attack."""
Form = tuple[tuple[str, str], ...]
"""Fields to post, in order; empty for a GET."""
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(slots=True)
class Section:
    """One reading of a section.

    New is what no finished reading of it has seen, nor this one yet.
    """

    url: str
    finished_run: int
    """The last run that read the section to its end; 0: none."""
    declared_total: int | None = None
    pages: set[tuple[str, Form]] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    open_pages: int = 0
    redirects: int = 0
    failed: bool = False

    def take(self, found: dict[str, str], known: dict[str, int]) -> bool:
        """Note a page's articles; tell whether it brings anything new.

        `known` gives for each known key the run that first saw it. What an interrupted run saw
        first is still new: behind it may lie pages that nobody has read.
        """
        new = any(
            key not in self.seen and (key not in known or known[key] > self.finished_run)
            for key in found
        )
        self.seen.update(found)
        return new

    def may_read(self, url: str, form: Form) -> bool:
        """Tell whether this reading has not asked for a page yet, nor for too many."""
        return (url, form) not in self.pages and len(self.pages) < MAX_PAGES

    @property
    def ended(self) -> bool:
        """Tell whether every page of this reading was answered, and well."""
        return self.open_pages == 0 and not self.failed


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A sitemap: addresses of pages, and of further sitemaps if it is an index."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def parse_sitemap(body: bytes) -> SitemapPage | None:
    """Return what a sitemap or sitemap index lists, None if the document is neither.

    A compressed one that is damaged, or unpacks to more than `MAX_SITEMAP_BYTES`, is none either.
    """
    if body.startswith(GZIP_MAGIC):
        body = _unpack(body)
    head = body[:2000]
    if b"<urlset" not in head and b"<sitemapindex" not in head:
        return None
    sitemap = Sitemap(body)
    locations = tuple(entry["loc"] for entry in sitemap if entry.get("loc"))
    if sitemap.type == "sitemapindex":
        return SitemapPage(sitemaps=locations)
    return SitemapPage(pages=locations)


def _unpack(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        unpacked = unpacker.decompress(body, MAX_SITEMAP_BYTES)
    except zlib.error:
        return b""
    return b"" if unpacker.unconsumed_tail else unpacked
