"""SharePoint publishing sites, the portals of ministries and some provinces.

Recognised by the generator mark or `_spPageContextInfo`, without the names of systems built on it.
Portals: mard.gov.vn, moj.gov.vn.

Articles are pages of a library, `/…/Pages/<slug>.aspx`, or items of a list, `….aspx?ItemID=`.
Lists page on by `?page=`, by posts, or are read as JSON from the site's own interface,
`…/_api/web/lists/getbytitle('Pages')/items?$top=…`, whose answers name the next one. Traps: a list
and an article may differ by the item's number alone; the library holds lists and forms, too.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from crawler.dates import Published, parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.body import read_content
from crawler.reading.byline import take_byline
from crawler.reading.markup import outermost
from crawler.reading.metadata import parse_section, parse_title
from crawler.reading.odata import parse_items
from crawler.reading.postback import find_next_page
from crawler.text import clean
from crawler.urls import normalise

_GENERATOR = re.compile(rb'content="(Microsoft SharePoint)[^"]*"')
_OTHER_FAMILY = (b"tandan-", b"/noidung/tintuc/")
_PAGE = re.compile(r"/(?:pages|sitepages|lists)/(?:.*/)?(?P<name>[^/]+)\.aspx$", re.IGNORECASE)
_NO_ARTICLE = re.compile(
    r"(?:default|home|print|login|search|sitemap|(?:all|edit|new)(?:items|form)|rss)\w*",
    re.IGNORECASE,
)
_WORDS = 4
"""Words of a slug from which on a page without a number is an article and not a list."""
_NUMBERS = ("itemid", "newsid", "id")
_OTHER_DRESS = frozenset(("print", "isdlg", "email"))
_FEEDS = "link[type='application/rss+xml'][href], a[href*='/rss/']"
_MENU = "ul.static a[href], ul.dynamic a[href], .ms-core-listMenu-root a[href], nav a[href]"
_INTERFACE = "/_api/"
_DATE = "[class*=date], [class*=ngay], [id*=Date], time"
_TEXT = ".ms-rtestate-field, [id*=RichHtmlField], .news-content, .noidung"
_PAGES = "a[href*='age='], a[href*='ageIndex=']"


class SharePoint(Platform):
    """Pages of a publishing site; lists as pages, or as JSON from the site's interface."""

    name = "sharepoint"

    def __init__(self, article_pattern: str | None = None) -> None:
        """Take a regular expression that is found in the path with query of a page's address."""
        self._pattern = re.compile(article_pattern) if article_pattern else None

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        if any(mark in page.body for mark in _OTHER_FAMILY):
            return None
        if found := _GENERATOR.search(page.body):
            return f"generator {found[1].decode()}"
        mark = b"_spPageContextInfo"
        return f"script variable {mark.decode()}" if mark in page.body else None

    def article_key(self, url: str) -> str | None:
        """Return path and number, lower case as SharePoint does not mind it."""
        if ".aspx" not in url.lower() or _INTERFACE in url.lower():
            return None
        try:
            parts = urlsplit(normalise(url) or "")
        except ValueError:
            return None
        query = {name.lower(): value.strip() for name, value in parse_qsl(parts.query)}
        found = _PAGE.search(parts.path)
        if found is None or _NO_ARTICLE.fullmatch(found["name"]) or _OTHER_DRESS & query.keys():
            return None
        number = next((query[name] for name in _NUMBERS if query.get(name, "").isdecimal()), "")
        words = found["name"].count("-") + found["name"].count("_") + 1
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        known = self._pattern.search(target) if self._pattern else number or words >= _WORDS
        return f"{parts.path.strip('/')}{number and '?'}{number}".lower() if known else None

    def canonical_url(self, url: str) -> str:
        """Return an article's address with its number alone; of others the normalised one."""
        spelled = normalise(url) or url
        if not self.article_key(url):
            return spelled
        address, _, query = spelled.partition("?")
        number = (part for part in query.split("&") if part.partition("=")[0].lower() in _NUMBERS)
        kept = next(number, "")
        return f"{address}?{kept}" if kept else address

    def parse_list(self, page: Page) -> Listing:
        """Read a page, or the interface's JSON; `sections` are feeds and what the menu names."""
        if (page.content_type or "").startswith("application/json") or page.body[:1] == b"{":
            listed = parse_items(page)
            keyed = {key: url for url in listed.addresses if (key := self.article_key(url))}
            return Listing(tuple(keyed.values()), listed.next_url)
        found = self.find_articles(page)
        ways = ((url, link) for url, link in links(page, _PAGES) if not self.article_key(url))
        next_url, next_form = find_next_page(page, ways)
        sections = tuple(dict.fromkeys(self._sections(page)))
        return Listing(tuple(found.values()), next_url, next_form, sections=sections)

    def parse_article(self, page: Page) -> Facts:
        """Read the rich text field of the page, its title, and the date printed with them."""
        title, _ = parse_title(page)
        content = read_content(outermost(page.many(_TEXT)), page.url)
        byline = take_byline(content)
        content.offer(read_content(page.many("[class*=attach], .dinhkem"), page.url).attachments)
        leads = [clean(place.text_content()) for place in page.many(".sapo, .summary, .trichyeu")]
        return Facts(
            title=title,
            lead=next(filter(None, leads), None),
            content=content,
            byline=byline,
            section=parse_section(page, title),
            published=_published(page),
        )

    def _sections(self, page: Page) -> Iterator[str]:
        for address, _ in links(page, _FEEDS):
            yield address
        for address, _ in links(page, _MENU):
            found = _PAGE.search(urlsplit(address).path)
            if found and not _NO_ARTICLE.fullmatch(found["name"]) and not self.article_key(address):
                yield normalise(address) or address


def _published(page: Page) -> Published:
    labels = (parse_label(clean(label.text_content())) for label in page.many(_DATE))
    return next((date for date in labels if date.at or date.flags), Published())
