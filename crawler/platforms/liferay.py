"""What the families built on Liferay share: copies by language, menus, pagers, portlets."""

import re
from urllib.parse import urlsplit

from lxml import html

from crawler.dates import parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, links
from crawler.reading.byline import parse_field, take_byline
from crawler.reading.dateline import find_area, read_after, read_heading
from crawler.reading.markup import read_text
from crawler.reading.metadata import parse_section, take_lead
from crawler.reading.pager import find_next
from crawler.text import clean
from crawler.urls import normalise

OTHER_DRESS = re.compile(
    r"[?&]p_p_state=(?:pop_up|exclusive)|[?&]viewMode=print"
    r"|[?&]p_p_id=(?:58|com_liferay_login_\w+)(?:&|$)"
)
"""A print view or the login portlet (58 in 6.2) over an address that is otherwise an article's."""
_LANGUAGE = re.compile(r"^/(?:vi|en)(?=/|$)")
_HOME = re.compile(r"(?:/web/[^/]+)?(?:/(?:home|trang-chu|trangchu))?/?")
_NO_LIST = re.compile(r"/(?:-|c|documents|group|user|image|o)/|\.\w{2,4}$")
_MENU = "nav a[href], #navigation a[href], [role=navigation] a[href]"
_FEEDS = "link[rel=alternate][type='application/rss+xml'], link[rel=alternate][type*='atom']"
_PAGER = "ul.lfr-pagination-buttons li:not(.disabled) a, ul.pagination li:not(.disabled) a"
_RESULTS = ".search-results, .pagination-results"
_TAG = ".//text()[normalize-space(.) = 'Tag:' or normalize-space(.) = 'Tags:']"
_TAGGED = "a | following-sibling::a | following-sibling::*[1][self::ul or self::span]//a"
_TOTAL = re.compile(r"(?:of|của|trong(?: tổng)?(?: số)?|trên)\s+([\d.,]+)", re.IGNORECASE)


def strip_language(path: str) -> str:
    """Return the path without the /vi or /en that every page can be had under."""
    return _LANGUAGE.sub("", path)


def parse_sections(page: Page) -> tuple[str, ...]:
    """Return the lists that a home page's menu names and the feeds of its head.

    Of other pages nothing: their menus are the same, and a portal that is read by its lists alone
    stays read so.
    """
    here = urlsplit(page.url)
    if here.query or not _HOME.fullmatch(strip_language(here.path)):
        return ()
    found = [url for url, _ in links(page, _FEEDS)]
    for url, _ in links(page, _MENU):
        parts = urlsplit(url)
        path = strip_language(parts.path)
        if parts.query or _HOME.fullmatch(path) or _NO_LIST.search(path):
            continue
        found.append(normalise(parts._replace(path=path).geturl()) or "")
    return tuple(dict.fromkeys(url for url in found if urlsplit(url).netloc == here.netloc))


def find_next_page(page: Page) -> str | None:
    """Return the address of the next page that the first pager of a list names."""
    return find_next(page, links(page, _PAGER))


def parse_total(page: Page) -> int | None:
    """Return 2952 for "Hiển thị 1 - 20 of 2.952 kết quả."."""
    results = (clean(element.text_content()) for element in page.many(_RESULTS))
    found = _TOTAL.search(next(results, ""))
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return int(digits) if digits else None


def read_portlet(page: Page, pattern: re.Pattern[str]) -> Facts:
    """Read the article from the innermost portlet in which a line of its own matches the pattern.

    Portlets that are not Liferay's own name their parts as they like; the order is title, the line
    with the date, text, "Tag:", "File đính kèm" (attached files). A group `authors` of the pattern
    is the author field. Raises SelectorMismatch if no portlet has such a line.
    """
    area, line = find_area(page, ".portlet-body", pattern)
    label = clean(read_text(line))
    stated = pattern.fullmatch(label)
    field = stated.groupdict().get("authors") if stated else None
    title, tags = read_heading(area, line, page.url), _tags(area)
    content = read_after(area, line, page.url)
    lead = take_lead(page, content)
    signed = take_byline(content)
    byline = parse_field(field).complete(signed) if field else signed
    return Facts(
        title=title,
        lead=lead,
        content=content,
        byline=byline,
        section=parse_section(page, title),
        tags=tags,
        published=parse_label(label),
    )


def _tags(area: html.HtmlElement) -> tuple[str, ...]:
    """Return the links that follow "Tag:" in its line, or in the list or span behind it."""
    found = (link for words in area.xpath(_TAG) for link in words.getparent().xpath(_TAGGED))
    return tuple(dict.fromkeys(filter(None, (clean(link.text_content()) for link in found))))
