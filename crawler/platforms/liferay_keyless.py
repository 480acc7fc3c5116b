"""Liferay with a news portlet that keeps slug and id in a query without a key: Tiền Giang.

Recognised by links such as `/chi-tiet-tin?/gia-mit-thai-tang-manh/32403960`; its pages carry the
marks of the Liferay below, so it is asked before the other two. Portals: tiengiang.gov.vn,
pbgdpl.tiengiang.gov.vn.

Re-encoding the query (`?%2Fgia-mit…%2F32403960=`, as some readers cite it) breaks the address,
dropping it makes all articles one. Only the id counts; the canonical address has slug and id as
the portal spells them. Articles of the system before it are `/vPortal/4/625/1242/32504/….aspx`.
The article stands in a `.portlet-body`: title, "00:00 08/12/2023", text, "Tag:", "File đính kèm".
"""

import re
from urllib.parse import unquote, urlsplit

from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform
from crawler.platforms.liferay import (
    OTHER_DRESS,
    find_next_page,
    parse_sections,
    parse_total,
    read_portlet,
    strip_language,
)
from crawler.urls import normalise

_LINK = re.compile(
    rb"""href\s*=\s*["'][^"'?]*\?(?:/|%2F)[^"'/?&=%]+(?:/|%2F)\d{4}""", re.IGNORECASE
)
_KEYLESS = re.compile(r"/[^/?&=]+/(?P<id>\d{4,})(?![\w/-])")  # a list's pages are "?/trang/2"
_OLD = re.compile(r"/vPortal/\d+/\d+/\d+/(?P<id>\d+)/[^/]*\.aspx$", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}:\d{2}\s+\d{1,2}/\d{1,2}/\d{4}")


class LiferayKeyless(Platform):
    """Lists link `?/<slug>/<id>`; the article is what follows a line with time and date."""

    name = "liferay_keyless"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        found = b"portlet-body" in page.body and _LINK.search(page.body)
        return "links with slug and id in a query without a key" if found else None

    def article_key(self, url: str) -> str | None:
        """Return the id; of the older system's articles `vportal/<id>`, for it counted anew."""
        path, _, query = url.partition("#")[0].partition("?")
        if OTHER_DRESS.search(url):
            return None
        if found := _KEYLESS.match(unquote(query)):
            return found["id"]
        old = _OLD.search(path)
        return f"vportal/{old['id']}" if old else None

    def canonical_url(self, url: str) -> str:
        """Return the address without language, its query as slug and id alone."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return url
        found = _KEYLESS.match(unquote(parts.query))
        raw = _KEYLESS.match(parts.query) or found
        query = raw.group() if raw else "" if _OLD.search(parts.path) else parts.query
        path = strip_language(parts.path)
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
        """Read the portlet in which a line states time and date."""
        return read_portlet(page, _DATE)
