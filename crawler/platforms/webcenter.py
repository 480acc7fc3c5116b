"""Oracle WebCenter Portal with ADF pages: Quảng Nam's province and district portals.

Recognised by `/webcenter/portal/` addresses beside ADF's hidden fields (`javax.faces.ViewState`,
`Adf-Window-Id`) or `dDocName=`. Portals: nongson.quangnam.gov.vn, duyxuyen.quangnam.gov.vn.

`dDocName` is the one stable part of an article's address; `_afrLoop`, `_adf.ctrl-state`,
`;jsessionid` and the widths of the page's columns change at each fetch. So do class names, which
the server makes up: pages are read by their order alone, title, "01/03/2023 | 03:40 PM", text. A
user agent that looks like a browser's gets a script of 7 KB instead of the page, an honest one
gets the page. `/webcenter/documentContent?dDocName=…` is a file or an image.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from urllib.parse import urlsplit

from lxml import html

from crawler.dates import parse_label
from crawler.page import Page, SelectorMismatch
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.body import Content
from crawler.reading.byline import take_byline
from crawler.reading.dateline import find_line, read_after, read_heading
from crawler.reading.metadata import parse_section, take_lead
from crawler.reading.pager import find_next
from crawler.urls import normalise

_MARKS = (b"javax.faces.ViewState", b"Adf-Window-Id", b"dDocName=")
_ARTICLE = re.compile(r"[?&]dDocName=(?P<name>\w+)", re.IGNORECASE)
_PORTAL = re.compile(r"/webcenter/portal/[^/?]+")
_OTHER_DRESS = re.compile(r"/(?:in|in-tin|in-bai-viet|print|gui-mail|email)(?=[/?;]|$)|[?&]print=")
_HOME = re.compile(r"/(?:webcenter/portal/[^/]+(?:/pages_trang-chu)?)?/?")
_LIST = re.compile(r"/webcenter/portal/[^/]+/pages_(?!dang-nhap|login|tim-kiem)[^/]+(?:/[^/]+)?")
_PAGED = re.compile(r"[?&]page=\d+")
_WIDTHS = re.compile(r"(?:left|center|right)Width=|show(?:Header|Footer)=", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}\s*\|\s*\d{1,2}:\d{2}(?:\s*[AP]M)?", re.IGNORECASE)


class WebCenter(Platform):
    """Lists `?catalog=…&page=N`, articles `?dDocName=…`."""

    name = "webcenter"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        if b"/webcenter/portal/" not in page.body:
            return None
        found = next((mark for mark in _MARKS if mark in page.body), None)
        return f"/webcenter/portal/ and {found.decode()}" if found else None

    def article_key(self, url: str) -> str | None:
        """Return the dDocName, in capitals as the content server keeps it."""
        found = _ARTICLE.search(url)
        if found is None or not _PORTAL.search(url) or _OTHER_DRESS.search(url):
            return None
        return found["name"].upper()

    def canonical_url(self, url: str) -> str:
        """Return the address with the dDocName alone; a list's without the state of the session."""
        place, _, query = url.partition("#")[0].partition("?")
        found = _ARTICLE.search(url) if self.article_key(url) else None
        kept = (part for part in query.split("&") if part and not _WIDTHS.match(part))
        query = f"dDocName={found['name']}" if found else "&".join(kept)
        return normalise(f"{place}?{query}" if query else place) or url

    def parse_list(self, page: Page) -> Listing:
        """Read every article link; of a home page the lists that it links to, too."""
        pages = ((url, link) for url, link in links(page) if _PAGED.search(url))
        onward = find_next(page, pages)
        return Listing(
            articles=tuple(self.find_articles(page).values()),
            next_url=self.canonical_url(onward) if onward else None,
            sections=tuple(dict.fromkeys(self._sections(page))),
        )

    def parse_article(self, page: Page) -> Facts:
        """Read what follows the line with date and time, in the smallest element that holds it."""
        line = find_line(page.root, _DATE)
        if line is None:
            raise SelectorMismatch(f"no line with date and time on {page.url}")
        area, content = _area(page, line)
        title = read_heading(area, line, page.url)
        lead = take_lead(page, content)
        byline = take_byline(content)
        return Facts(
            title=title,
            lead=lead,
            content=content,
            byline=byline,
            section=parse_section(page, title),
            published=parse_label(line.text_content()),
        )

    def _sections(self, page: Page) -> Iterator[str]:
        here = urlsplit(page.url)
        if not _HOME.fullmatch(here.path.partition(";")[0]):
            return
        for url, _ in links(page):
            address = self.canonical_url(url)
            parts = urlsplit(address)
            if parts.netloc == here.netloc and _LIST.fullmatch(parts.path):
                is_list = "catalog=" in parts.query or not parts.query
                if is_list and not _HOME.fullmatch(parts.path) and not _OTHER_DRESS.search(address):
                    yield address


def _area(page: Page, line: html.HtmlElement) -> tuple[html.HtmlElement, Content]:
    """Return the smallest element around the line with a title before it and text after it."""
    for area in takewhile(lambda element: element.tag != "html", line.iterancestors()):
        content = read_after(area, line, page.url)
        shown = content.blocks or content.attachments or content.images
        if shown and read_heading(area, line, page.url):
            return area, content
    raise SelectorMismatch(f"nothing around the line with date and time on {page.url}")
