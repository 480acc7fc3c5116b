"""The line that states an article's date: the landmark of pages whose class names mean nothing.

Between portals of one CMS the theme changes and with it every class, and some servers make up class
names at each fetch. The order stays: title, a line with nothing but the date, text.
"""

import re
from copy import deepcopy
from itertools import takewhile

from lxml import etree, html

from crawler.page import Page, SelectorMismatch
from crawler.reading.body import Content, read_content
from crawler.reading.markup import read_text
from crawler.text import clean

DATE_LINE = re.compile(
    r"(?=.*\d[/.-]\d{4})(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật"
    r"|(?:ngày |lúc )?(?:đăng|xuất bản|cập nhật)(?: bài| tin| ngày| lúc)?|ngày|lúc|giờ|gmt|[ap]m|sa"
    r"|ch|(?:số )?lượt (?:xem|truy cập)|\d+|[\s()|,.:;/+–-])+"
    r"(?:tác giả\s*:\s*(?P<authors>[^|]+)(?:\|.*)?)?",
    re.IGNORECASE,
)
"""Nothing but a date, with weekday, time and perhaps author and counter: "(Thứ bảy, 22/05/2021
11:38)", "Ngày đăng bài: 12/03/2023 | Tác giả: Hữu Hạnh"."""
_SHORT = etree.XPath("descendant::*[string-length(normalize-space(.)) <= 120]")
"""What may be such a line, by its length in characters."""
_TAIL = re.compile(r"(?:tags?|từ khóa|(?:file|tệp|tập tin) đính kèm)(?: ?:.*)?", re.IGNORECASE)
"""The line that heads an article's tags or files ("attached files"): its text ends there."""


def find_line(area: html.HtmlElement, pattern: re.Pattern[str]) -> html.HtmlElement | None:
    """Return the area's first element whose whole text the pattern matches.

    Of elements within each other with the same text it is the innermost: a scan without a word
    beside its date must not be taken for a part of the line.
    """
    for element in _SHORT(area):
        text = clean(read_text(element))
        if text and pattern.fullmatch(text):
            inner = [e for e in _SHORT(element) if clean(read_text(e)) == text]
            return inner[-1] if inner else element
    return None


def find_area(
    page: Page, selector: str, pattern: re.Pattern[str]
) -> tuple[html.HtmlElement, html.HtmlElement]:
    """Return the first and innermost element of the selector with such a line, and the line.

    Raises SelectorMismatch if there is none.
    """
    areas = ((area, find_line(area, pattern)) for area in page.many(selector))
    dated = [(area, line) for area, line in areas if line is not None]
    first = dated[0][1] if dated else None
    within = [pair for pair in dated if pair[1] is first]
    if not within:
        raise SelectorMismatch(f"no line with a date in {selector!r} on {page.url}")
    return within[-1]


def read_heading(area: html.HtmlElement, line: html.HtmlElement, url: str) -> str | None:
    """Return the text that stands last before the line: the title."""
    blocks = read_content([before(area, line)], url).blocks
    return blocks[-1].text if blocks else None


def read_after(area: html.HtmlElement, line: html.HtmlElement, url: str) -> Content:
    """Return what the area holds after the line: text up to its tags or files, and these files."""
    rest = after(area, line)
    whole, tail = read_content([rest], url), find_line(rest, _TAIL)
    if tail is None:
        return whole
    content = read_content([before(rest, tail)], url)
    content.attachments = whole.attachments
    return content


def before(area: html.HtmlElement, line: html.HtmlElement) -> html.HtmlElement:
    """Return a copy of the area without the line and all that stands after it."""
    copy, steps = deepcopy(area), _steps(area, line)
    node = copy
    for step in steps:
        del node[step + 1 :]
        node = node[step]
        node.tail = None
    node.drop_tree()
    return copy


def after(area: html.HtmlElement, line: html.HtmlElement) -> html.HtmlElement:
    """Return a copy of the area without the line and all that stands before it."""
    copy, steps = deepcopy(area), _steps(area, line)
    node = copy
    for step in steps:
        node.text = None
        del node[:step]
        node = node[0]
    node.drop_tree()
    return copy


def _steps(area: html.HtmlElement, line: html.HtmlElement) -> list[int]:
    """Return the way from the area down to the line, as places among siblings."""
    inside = takewhile(lambda element: element is not area, line.iterancestors())
    return [element.getparent().index(element) for element in (*list(inside)[::-1], line)]
