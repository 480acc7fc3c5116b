"""Any portal that no other platform recognises.

Recognises nothing itself. It knows articles by the shape of their addresses and reads them where
trafilatura finds text; the date comes only from places that are honest on such pages. Portals read
this way until they have a module of their own: doluong.gov.vn (WordPress), ncov.moh.gov.vn
(Liferay 7).
"""

import re
from urllib.parse import unquote

from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.byline import take_byline
from crawler.reading.container import read_main
from crawler.reading.metadata import (
    parse_published,
    parse_section,
    parse_tags,
    parse_title,
    take_lead,
)
from crawler.reading.pager import find_next
from crawler.urls import normalise

_WITHIN = (
    "login|dang-nhap|dang-ky|logout|register|search|tim-kiem|tags?|tu-khoa|print|in-tin|feed|rss"
    "|amp|sitemap|so-do|lien-he|contact|gop-y|hoi-dap|category|chuyen-muc|danh-muc|author|tac-gia"
    "|page|trang|home|trang-chu|wp-(?:admin|content|json|login)|documents|uploads?|images?"
    "|download|admin|users?"
)
_OTHER = re.compile(
    rf"/(?:{_WITHIN})(?:[./?]|$)|[?&](?:p_p_id=58|print=|share=|replytocom=|s=|q=|keyword=)"
    r"|\.(?:jpe?g|png|gif|svg|webp|ico|css|js|pdf|docx?|xlsx?|pptx?|zip|rar|7z|mp[34]|xml|txt)"
    r"(?:$|[?])",
    re.IGNORECASE,
)
_IDENTITY = re.compile(
    r"[?&](?:itemid|newsid|articleid|ddocname|nid|id)=[\w-]+|/node/\d+|/bai-viet/\d+|/-/[\w-]{4,}",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"^/(?:vi|en)(?=/)")
_ENDING = re.compile(r"\.(?:html?|aspx?|php|jsp|vov|epi)$", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)\d\d[-/]\d{1,2}(?:[-/]\d{1,2})?/")
_NUMBERED = re.compile(r"(?:^|[-_])[a-z]{0,4}\d{3,}$", re.IGNORECASE)


class Generic(Platform):
    """Links by pattern; the article where trafilatura finds text."""

    name = "generic"

    def __init__(self, article_pattern: str | None = None) -> None:
        """Take a regular expression that is found in an article's path with query."""
        self._pattern = re.compile(article_pattern) if article_pattern else None

    def evidence(self, page: Page) -> str | None:
        """Return None: this platform takes what the others leave."""
        return None

    def article_key(self, url: str) -> str | None:
        """Return host, path and query of an article's address.

        Without scheme, "www." and language prefix: one article's copies differ in them.
        """
        spelled = normalise(url)
        if spelled is None:
            return None
        address = spelled.partition("://")[2]
        path = address[address.find("/") :]
        is_article = self._pattern.search(path) if self._pattern else _is_article(path)
        host, plain = address[: len(address) - len(path)], _LANGUAGE.sub("", path)
        return f"{host.removeprefix('www.')}{plain}".rstrip("/") if is_article else None

    def canonical_url(self, url: str) -> str:
        """Return the normalised address."""
        return normalise(url) or url

    def parse_list(self, page: Page) -> Listing:
        """Return every link that looks like an article's, and the pager's way on."""
        found = self.find_articles(page)
        return Listing(articles=tuple(found.values()), next_url=self._next_url(page))

    def parse_article(self, page: Page) -> Facts:
        """Read the metadata, and the text where trafilatura finds it."""
        title, heading = parse_title(page)
        published = parse_published(page, heading)
        content = read_main(page, title, heading)
        lead = take_lead(page, content)
        byline = take_byline(content)
        return Facts(
            title=title,
            lead=lead,
            content=content,
            byline=byline,
            section=parse_section(page, title),
            tags=parse_tags(page),
            published=published,
        )

    def _next_url(self, page: Page) -> str | None:
        for address, _ in links(page, "link[rel~=next][href]"):
            return address
        ways = ((url, link) for url, link in links(page) if not self.article_key(url))
        return find_next(page, ways)


def _is_article(path: str) -> bool:
    if _OTHER.search(path):
        return False
    if _IDENTITY.search(path):
        return True
    plain, _, query = path.partition("?")  # Tiền Giang has slug and id in a keyless query
    segments = query.split("/") if query.startswith("/") else [plain.rstrip("/").rpartition("/")[2]]
    slug = max(segments, key=lambda segment: segment.count("-"))
    bare = _ENDING.sub("", unquote(slug))
    words = bare.count("-") + bare.count("_") + 1
    marked = bare != slug or _NUMBERED.search(bare) or _DATED.search(plain) or query.startswith("/")
    return words >= 4 if marked else words >= 6
