"""ASP.NET WebForms with a grid of news, the portals of Yên Bái's districts until 2025.

Recognised by `__VIEWSTATE` with an address `chi-tiet….aspx?ItemID=` or a news grid's classes.
Portals: mucangchai.yenbai.gov.vn, yenbai.gov.vn.

Lists page on by `__doPostBack('grid','Page$2')`, ten numbers, then "…"; sub-sites by `PageIndex=`.
Traps: an item's number is unique only in its list, which `l=` names, padded with 30 to 60 "+";
`lv` and `page` tell of the list that linked it; port 443 is spelled out; a session may stand in
the path, `/(S(…))/`; calendars name months without end; an unknown item answers 200.
"""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from crawler.dates import parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.body import read_content
from crawler.reading.byline import parse_authors, take_byline
from crawler.reading.markup import read_first
from crawler.reading.postback import find_next_page
from crawler.text import clean
from crawler.urls import normalise

_DETAIL = re.compile(
    r"^(?P<web>.*?)(?:/noidung/tintuc)?(?:/pages)?/chi-?tiet[\w-]*\.aspx$", re.IGNORECASE
)
_LIST = re.compile(r"/danh-?sach[\w-]*\.aspx$", re.IGNORECASE)
_SESSION = re.compile(r"/(?:\([A-Z]\([^()/]*\)\))+(?=/)", re.IGNORECASE)
_KEPT = frozenset(("itemid", "l", "lv", "userkey"))
_OTHER_DRESS = frozenset(("print", "in", "email"))
_TOTAL = re.compile(r"\d+\s*-\s*\d+\s+(?:of|của|trên)\s+(?P<total>[\d.,]+)", re.IGNORECASE)
_ABOUT_TOTAL = "//text()[contains(., '-') and string-length(normalize-space(.)) < 60]"
_OTHER_FAMILY = (b"tandan-", b"/DesktopModules/")
_DETAIL_LINK = re.compile(rb"/?chi-?tiet[\w-]*\.aspx\?[^\"'>]*ItemID=", re.IGNORECASE)
_MISSING = "Không tìm thấy nội dung"
_PAGES = "a[href*='PageIndex='], a[href*='page=']"


class WebForms(Platform):
    """GridView lists and `chi-tiet-tin-tuc.aspx?ItemID=` articles."""

    name = "webforms"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        body = page.body
        if b"__VIEWSTATE" not in body or any(mark in body for mark in _OTHER_FAMILY):
            return None
        if _DETAIL_LINK.search(body) or _DETAIL.match(urlsplit(page.url).path):
            return "__VIEWSTATE and chi-tiet….aspx?ItemID="
        return None

    def article_key(self, url: str) -> str | None:
        """Return `[sub-site/][list/]number`, lower case as IIS does not mind it."""
        if "itemid=" not in url.lower():
            return None
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        found, query = _DETAIL.match(_SESSION.sub("", parts.path)), _query(parts.query)
        number = query.get("itemid", "")
        if found is None or not number.isdecimal() or _OTHER_DRESS & query.keys():
            return None
        segments = [found["web"].strip("/"), query.get("l", ""), number]
        return "/".join(filter(None, segments)).lower()

    def canonical_url(self, url: str) -> str:
        """Return the address with ItemID, l and lv alone; of a list the one of its first page."""
        try:
            parts = urlsplit(url)
            secure = "https" if parts.port == 443 else parts.scheme
        except ValueError:
            return url
        query = parts.query
        if self.article_key(url) or _is_list(parts):
            pairs = ((name, value.strip()) for name, value in parse_qsl(query))
            query = urlencode([pair for pair in pairs if pair[0].lower() in _KEPT])
        path = _SESSION.sub("", parts.path)
        plain = parts._replace(scheme=secure, path=path, query=query, fragment="")
        return normalise(plain.geturl()) or url

    def parse_list(self, page: Page) -> Listing:
        """Read grids, sub-sites and home; `sections` are the lists that the menu names."""
        found = self.find_articles(page)
        next_url, next_form = find_next_page(page, links(page, _PAGES))
        return Listing(
            articles=tuple(self.canonical_url(address) for address in found.values()),
            next_url=next_url,
            next_form=next_form,
            declared_total=_total(page),
            sections=tuple(dict.fromkeys(self._sections(page))),
        )

    def parse_article(self, page: Page) -> Facts:
        """Read `div.tieude`, `div.ngaydang`, `div.noidung` and `div.tacgia`."""
        content = read_content([page.one("div.noidung")], page.url)
        signed = take_byline(content)
        printed = parse_authors(read_first(page, "div.tacgia") or "")
        content.offer(read_content(page.many("div.dinhkem"), page.url).attachments)
        lead = read_first(page, "div.tomtat")
        return Facts(
            title=read_first(page, "div.tieude"),
            lead=lead,
            content=content,
            byline=printed.complete(signed),
            section=read_first(page, "div.duongdan a:last-of-type"),
            tags=tuple(clean(tag.text_content()) for tag in page.many("div.tukhoa a")),
            published=parse_label(read_first(page, "div.ngaydang") or ""),
        )

    def is_not_found(self, page: Page) -> bool:
        """Tell the page of an unknown item, answered 200: no title, and the text says so."""
        if _MISSING.encode() not in page.body:
            return False
        return not read_first(page, "div.tieude") and (
            read_first(page, "div.noidung") or ""
        ).startswith(_MISSING)

    def _sections(self, page: Page) -> Iterator[str]:
        for address, _ in links(page):
            parts = urlsplit(address)
            section = self.canonical_url(address)
            if _is_list(parts) and normalise(section):  # a trap of relative links is none
                yield section


def _is_list(parts: SplitResult) -> bool:
    query = _query(parts.query)
    return "itemid" not in query and bool(
        _LIST.search(parts.path) or query.keys() & {"l", "userkey"}
    )


def _query(text: str) -> dict[str, str]:
    return {name.lower(): value.strip() for name, value in parse_qsl(text)}


def _total(page: Page) -> int | None:
    texts = (clean(text) for text in page.root.xpath(_ABOUT_TOTAL))
    found = next(filter(None, map(_TOTAL.fullmatch, texts)), None)
    return int(re.sub(r"\D", "", found["total"])) if found else None
