"""Liferay 7, the Java portal of ministries and provinces since 2018.

Recognised by portlet names that begin with `com_liferay_`. Portals: ncov.moh.gov.vn (recorded),
moh.gov.vn.

Articles are `/-/<urlTitle>`, also below /web/<site>, or
`/-/asset_publisher/<instance>/content/<urlTitle>`; a urlTitle is unique within its site. Lists page
on by a parameter of 100 letters that ends in `_cur`. The page's canonical link may name another
host, on which the portal's articles are not to be had. There is no metadata with a date; the
article's own template prints "(Thứ bảy, 22/05/2021 11:38)" before the text. A page has up to three
h1, none of them the title.
"""

import re
from urllib.parse import urlsplit

from crawler.dates import Published, parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform
from crawler.platforms.liferay import (
    OTHER_DRESS,
    find_next_page,
    parse_sections,
    parse_total,
    strip_language,
)
from crawler.reading.body import read_content
from crawler.reading.byline import take_byline
from crawler.reading.dateline import DATE_LINE, after, find_line
from crawler.reading.metadata import parse_section, take_lead
from crawler.text import clean
from crawler.urls import normalise

_ARTICLE = re.compile(
    r"(?:/web/(?P<site>[^/]+))?(?:/(?!-/)[^/]+)*/-/"
    r"(?:asset_publisher/\w+/content/(?:id/)?)?(?P<title>[^/;]{2,})/?"
)
_NO_TITLE = re.compile(
    r"asset_publisher|blogs|calendar|categories|document_library|journal|login|message_boards|rss"
    r"|search|tags?|wiki"
)
"""Portlets that have addresses of their own behind `/-/`."""
_TAGS = ".taglib-asset-tags-summary a"
_SITE = "guest"
"""The site that is served without /web/<site>, too."""


class Liferay7(Platform):
    """Asset publishers: `/-/<urlTitle>` links and `div.asset-full-content` articles."""

    name = "liferay7"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        return "portlets com_liferay_…" if b"com_liferay_" in page.body else None

    def article_key(self, url: str) -> str | None:
        """Return the urlTitle, after its site's name unless that is guest."""
        if "/-/" not in url or OTHER_DRESS.search(url):
            return None
        try:
            path = strip_language(urlsplit(url).path)
        except ValueError:
            return None
        found = _ARTICLE.fullmatch(path.partition(";")[0])
        if found is None or _NO_TITLE.fullmatch(found["title"]):
            return None
        site = found["site"] or _SITE
        return found["title"] if site == _SITE else f"{site}/{found['title']}"

    def canonical_url(self, url: str) -> str:
        """Return the address without language, an article's without its query."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return url
        query = "" if self.article_key(url) else parts.query
        path = strip_language(parts.path) or "/"
        return normalise(parts._replace(path=path, query=query).geturl()) or url

    def parse_list(self, page: Page) -> Listing:
        """Read every article link; of a home page the menu, too."""
        return Listing(
            articles=tuple(self.find_articles(page).values()),
            next_url=find_next_page(page),
            declared_total=parse_total(page),
            sections=parse_sections(page),
        )

    def parse_article(self, page: Page) -> Facts:
        """Read the web content of the one asset that is shown in full."""
        asset = page.one("div.asset-full-content")
        bodies = page.many("div.journal-content-article", asset) or [page.one(".asset-content")]
        line = find_line(bodies[0], DATE_LINE)
        shown = bodies[0] if line is None else after(bodies[0], line)
        content = read_content([shown], page.url)
        content.attachments = read_content([asset], page.url).attachments
        lead = take_lead(page, content)
        byline = take_byline(content)
        title = page.maybe(".asset-title", asset)
        named = clean(bodies[0].get("data-analytics-asset-title"))
        return Facts(
            title=(clean(title.text_content()) if title is not None else "") or named or None,
            lead=lead,
            content=content,
            byline=byline,
            section=parse_section(page, named),
            tags=tuple(clean(tag.text_content()) for tag in page.many(_TAGS, asset)),
            published=Published() if line is None else parse_label(line.text_content()),
        )

    def is_not_found(self, page: Page) -> bool:
        """Tell by the status portlet, which some portals answer with 200."""
        return b'id="portlet_status"' in page.body or b"lfr-url-error" in page.body
