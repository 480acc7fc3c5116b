"""Newspapers, such as those of military regions, on the CMS whose classes begin with "cms-".

Recognised by these classes. Portals by their selectors in public scrapers: baohatinh.vn,
baogialai.com.vn; a military region's own markup is not recorded, so that other papers' usual names
of container, lead and date are read, too.

An article's number stands at the end of its address: `<slug>-post<id>.html`, `<slug>-<id>.html`,
`<slug>-<id>`. Lists page on by `?trang=N`, `/trang-N` or rel=next; many lists show the latest only,
so that the menu's sections, feeds and the sitemap count. Datelines lack the year ("Chiều 26-6"),
captions stand between paragraphs, writers at the end ("Tin, ảnh: …"). Metadata are honest.
"""

import re
from collections.abc import Iterator

from lxml import html

from crawler.dates import Published, parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.body import read_content
from crawler.reading.byline import parse_field, take_byline
from crawler.reading.lead import take_bold_lead
from crawler.reading.metadata import (
    parse_published,
    parse_section,
    parse_tags,
    parse_title,
    take_lead,
)
from crawler.reading.pager import find_next
from crawler.reading.parts import own
from crawler.reading.slug import split_path
from crawler.text import clean
from crawler.urls import normalise

_MARK = re.compile(rb'class="[^"]*\b((?:cms|zce)-(?:body|title|desc|link|content-body))\b')
_ID = re.compile(
    r"-(?:post|[a-z])?(?P<id>\d{4,})(?:\.(?:html?|vnp|epi|aspx))?$|-(?P<code>\d+s\d+gs)$"
)
_OTHER = frozenset(
    "amp print in-bai in tim-kiem search tag tags tu-khoa chu-de rss video-embed login dang-nhap "  # noqa: SIM905
    "tac-gia author gui-binh-luan media api upload uploads".split()
)
_BODY = ".cms-body, .article__body, [itemprop=articleBody], .detail-content, .post-content"
_LEAD = ".cms-desc, .article__sapo, .post-summary, .sapo"
_DATE = ".article__meta time, .article__meta, .post-subinfo, .datetime, .cms-date"
_AUTHOR = ".cms-author, .article__author .name"
_FILES = "[class*=attach], [class*=dinh-kem]"
_MENU = "nav a[href], .menu a[href], .c-menu a[href]"


class Newspaper(Platform):
    """Articles with a number at the end of their address."""

    name = "newspaper"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        found = _MARK.search(page.body)
        return f"class {found[1].decode()}" if found else None

    def article_key(self, url: str) -> str | None:
        """Return the number, or the code, at the end of the path."""
        segments = split_path(url)
        if not segments or normalise(url) is None or _OTHER & {*segments}:
            return None
        found = _ID.search(segments[-1])
        return (found["id"] or found["code"]) if found else None

    def canonical_url(self, url: str) -> str:
        """Return an article's address without its query; of other addresses the normalised one."""
        plain = url.partition("?")[0]
        return normalise(plain if self.article_key(plain) else url) or url

    def parse_list(self, page: Page) -> Listing:
        """Read a section's page or the front page; `sections` are the menu's and the feeds."""
        ways = ((url, link) for url, link in links(page) if not self.article_key(url))
        return Listing(
            articles=tuple(self.find_articles(page).values()),
            next_url=find_next(page, ways),
            sections=tuple(dict.fromkeys(self._sections(page))),
        )

    def parse_article(self, page: Page) -> Facts:
        """Read lead, text and signature; an author field counts where nobody signed."""
        title, heading = parse_title(page)
        bodies = page.many(_BODY)
        content = read_content(bodies[:1] or [page.one(".cms-body")], page.url)
        byline = take_byline(content)
        named = parse_field(", ".join(clean(n.text_content()) for n in page.many(_AUTHOR)))
        leads = (clean(lead.text_content()) for lead in own(page, _LEAD, page.root))
        lead = next(filter(None, leads), None) or take_lead(page, content)
        content.offer(read_content(page.many(_FILES), page.url).attachments)
        return Facts(
            title=title,
            lead=lead or take_bold_lead(content),
            content=content,
            byline=byline.complete(named),
            section=parse_section(page, title),
            tags=parse_tags(page),
            published=_published(page, heading),
        )

    def _sections(self, page: Page) -> Iterator[str]:
        for url, _ in links(page, _MENU):
            names = {*split_path(url)}
            if names and "?" not in url and not _OTHER & names and not self.article_key(url):
                yield url
        yield from (url for url, _ in links(page, "link[type='application/rss+xml']"))


def _published(page: Page, heading: html.HtmlElement | None) -> Published:
    dates = (parse_label(label.text_content()) for label in own(page, _DATE, page.root))
    shown = next((date for date in dates if date.at or date.flags), None)
    return shown or parse_published(page, heading)
