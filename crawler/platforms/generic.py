"""Any portal that no other platform recognises.

Recognises nothing itself. It knows articles by the shape of their addresses and reads pages with
trafilatura; the date comes only from places that are honest on such pages. Portals read this way
until they have a module of their own: doluong.gov.vn (WordPress), ncov.moh.gov.vn (Liferay 7).
"""

import re
from urllib.parse import unquote

from crawler.body import Content, read_content
from crawler.byline import take_byline
from crawler.metadata import parse_published, parse_title
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.text import clean
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
_ENDING = re.compile(r"\.(?:html?|aspx?|php|jsp|vov|epi)$", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)\d\d[-/]\d{1,2}(?:[-/]\d{1,2})?/")
_NUMBERED = re.compile(r"(?:^|[-_])[a-z]{0,4}\d{3,}$", re.IGNORECASE)
_NEXT = frozenset(
    ("sau", "tiếp", "tiếp theo", "trang sau", "trang tiếp", "next", "›", "»", ">", ">>")
)
_PRUNED = [
    f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    for name in ("hidden", "sr-only", "breadcrumb", "view-content-author")
] + ["//*[contains(@class, 'related')]"]


class Generic(Platform):
    """Links by scope and pattern; trafilatura for the page."""

    name = "generic"

    def __init__(self, article_pattern: str | None = None) -> None:
        """Take a regular expression that is found in an article's path with query."""
        self._pattern = re.compile(article_pattern) if article_pattern else None

    def recognises(self, page: Page) -> bool:
        """Recognise nothing: this platform takes what the others leave."""
        return False

    def article_key(self, url: str) -> str | None:
        """Return host, path and query of an article's address, without scheme and "www."."""
        spelled = normalise(url)
        if spelled is None:
            return None
        address = spelled.partition("://")[2]
        path = address[address.find("/") :]
        is_article = self._pattern.search(path) if self._pattern else _is_article(path)
        return address.removeprefix("www.").rstrip("/") if is_article else None

    def canonical_url(self, url: str) -> str:
        """Return the normalised address."""
        return normalise(url) or url

    def parse_list(self, page: Page) -> Listing:
        """Return every link that looks like an article's, and the pager's way on."""
        found = self.find_articles(page)
        return Listing(articles=tuple(found.values()), next_url=self._next_url(page))

    def parse_article(self, page: Page) -> Facts:
        """Read title, date and what trafilatura takes for the text."""
        title, heading = parse_title(page)
        published = parse_published(page, heading)
        content = _content(page)
        content.blocks, byline = take_byline(content.blocks)
        body = content.body[1:] if content.body[:1] == (title,) else content.body
        return Facts(
            title=title,
            body=body,
            captions=content.captions,
            authors=byline.authors,
            office=byline.office,
            source=byline.source,
            published=published,
            images=tuple(content.images),
            attachments=tuple(content.attachments),
        )

    def _next_url(self, page: Page) -> str | None:
        for address, _ in links(page, "link[rel~=next][href], a[rel~=next]"):
            return address
        named = [(clean(link.text_content()).lower(), address) for address, link in links(page)]
        ways = [(text, url) for text, url in named if url != page.url and not self.article_key(url)]
        marks = page.many(".active, .current, .CurrentPage, [aria-current=page]")
        current = next((int(t) for m in marks if (t := m.text_content().strip()).isdecimal()), None)
        wanted = {str(current + 1)} if current else _NEXT
        return next((url for text, url in ways if text in wanted), None)


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


def _content(page: Page) -> Content:
    """Read what trafilatura takes for the article; it works on a copy of the tree."""
    import trafilatura  # half a second that the crawl and the registry need not wait for

    found = trafilatura.bare_extraction(
        page.root, url=page.url, include_comments=False, include_tables=True, prune_xpath=_PRUNED
    )
    if found is None or isinstance(found, dict) or found.body is None:
        return Content()
    return read_content([found.body], page.url)
