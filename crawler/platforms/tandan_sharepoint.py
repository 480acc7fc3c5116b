"""Tân Dân's portal on SharePoint, the system of Thanh Hóa, Ninh Thuận and Điện Biên.

Recognised by its `tandan-` class names. Portals: thoxuan.thanhhoa.gov.vn, dienbien.gov.vn.

Articles are `/portal/Pages/YYYY-M-D/<slug cut at 50 letters><6 characters>.aspx`, lists
`/portal/KenhTin/<slug>.aspx` or `/portal/Pages/<channel>.aspx`, paged by `?PageIndex=`, by posts or
by the link after `span.CurrentPage`. Traps: `p.tandan-p-article-main` is empty, the text stands in
a rich text field beside it; "pages" is spelled in both cases; captions are set in tables and
parentheses; file names of images are printed as text; other channels' pages hold no list at all.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.article import DateSource
from crawler.dates import Published, parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.body import read_content
from crawler.reading.byline import take_byline
from crawler.reading.markup import outermost, read_first
from crawler.reading.postback import find_next_page
from crawler.text import clean
from crawler.urls import normalise

_ARTICLE = re.compile(
    r"/pages/(?P<year>(?:19|20)\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})/(?P<name>[^/]+)\.aspx$",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"^/[^/]+/(?:KenhTin|Pages)/(?P<name>[^/]+)\.aspx$", re.IGNORECASE)
_NO_CHANNEL = re.compile(
    r"default|home|print|login|dang-?nhap|search|tim-?kiem|sitemap|so-?do.*|lien-?he|gop-?y.*"
    r"|hoi-?dap.*|error.*|send-?mail|rss",
    re.IGNORECASE,
)
_MENU = "#menu a[href], nav a[href], [class*=menu] a[href], [class*=channel-title] a[href]"
_PAGES = "a[href*='PageIndex='], span.CurrentPage + a[href]"


class TanDanSharePoint(Platform):
    """`.channel-news-title` lists and articles in a RichHtmlField."""

    name = "tandan_sharepoint"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        found = re.search(rb"""["' ](tandan-[\w-]+|td-[\w-]+ tandan[\w-]*)""", page.body)
        return f"class {found[1].decode()}" if found else None

    def article_key(self, url: str) -> str | None:
        """Return day and file name, lower case: the six characters make the name unique."""
        if ".aspx" not in url.lower():
            return None
        try:
            found = _ARTICLE.search(urlsplit(url).path)
        except ValueError:
            return None
        if found is None:
            return None
        year, month, day = map(int, found.group("year", "month", "day"))
        return f"{year}-{month}-{day}/{found['name'].lower()}"

    def canonical_url(self, url: str) -> str:
        """Return an article's address without query; of other addresses the normalised one."""
        if not self.article_key(url):
            return normalise(url) or url
        return (
            normalise(re.sub(r"/pages/", "/Pages/", url.partition("?")[0], flags=re.IGNORECASE))
            or url
        )

    def parse_list(self, page: Page) -> Listing:
        """Read channels and home; `sections` are the channels that the menu names."""
        found = self.find_articles(page)
        next_url, next_form = find_next_page(page, links(page, _PAGES))
        return Listing(
            articles=tuple(found.values()),
            next_url=next_url,
            next_form=next_form,
            sections=tuple(dict.fromkeys(self._channels(page))),
        )

    def parse_article(self, page: Page) -> Facts:
        """Read the fields of the article; the text is `.tandan-p-article-main` and what follows."""
        title = page.one(".tandan-p-article-news-title")
        fields = page.many(".tandan-p-article-main, [id*=PlaceHolderMain].ms-rtestate-field")
        content = read_content(outermost(fields), page.url)
        byline = take_byline(content)
        content.offer(read_content(page.many("[class*=attach]"), page.url).attachments)
        return Facts(
            title=clean(title.text_content()) or None,
            lead=read_first(page, ".tandan-p-article-news-summary"),
            content=content,
            byline=byline,
            section=read_first(page, ".tandan-p-channel-title, .channel-title"),
            tags=tuple(clean(tag.text_content()) for tag in page.many(".td-tags a")),
            published=self._published(page),
        )

    def _published(self, page: Page) -> Published:
        """Return the printed day; without one the day of the address, which is the page's own."""
        printed = parse_label(read_first(page, ".tandan-span-date-publish") or "")
        if printed.at or printed.flags:
            return printed
        day = (self.article_key(page.url) or "").partition("/")[0].split("-")
        return parse_label("/".join(reversed(day)), DateSource.URL)

    def _channels(self, page: Page) -> Iterator[str]:
        for address, _ in links(page, _MENU):
            found = _CHANNEL.match(urlsplit(address).path)
            if found and not _NO_CHANNEL.fullmatch(found["name"]):
                yield normalise(address.partition("?")[0]) or address
