"""The way on from a list page whose CMS is unknown."""

import re
from collections.abc import Iterable, Iterator

from lxml import html

from crawler.page import Page
from crawler.text import clean

_WORDS = frozenset(
    (
        *("sau", "tiếp", "tiếp theo", "kế tiếp", "trang sau", "trang tiếp", "trang tiếp theo"),
        *("trang kế", "trang kế tiếp", "next", "next page"),
    )
)
_DECORATION = " \t»›>→⟩…"
_ARROWS = ("›", ">", "→", "»", ">>")
"""Where a pager has several, the doubled one leads to the last page."""
_CURRENT = ".active, .current, .CurrentPage, [aria-current=page]"
_TOTAL = re.compile(r"(?:của|trên|trong(?: tổng)? số|of)\s+(\d[\d.,]*)", re.IGNORECASE)
_DIGITS = 6
"""No list has a million pages; a longer number is no page's."""


def find_next(page: Page, ways: Iterable[tuple[str, html.HtmlElement]]) -> str | None:
    """Return the address of the next list page: by rel, by word, by number, by arrow.

    `ways` are the page's links, (address, element), without those that lead to articles. A word
    counts with its arrow ("Trang sau »") and in a link's title or label, a number if it follows the
    current page's.
    """
    ways = [(url, link) for url, link in ways if url != page.url]
    for url, link in ways:
        if "next" in (link.get("rel") or "").lower().split():
            return url
    for url, link in ways:
        if any(name.lower().strip(_DECORATION) in _WORDS for name in _names(link)):
            return url
    texts = [(clean(link.text_content()), url, link) for url, link in ways]
    current = {clean(mark.text_content()) for mark in page.many(_CURRENT)}
    for text, url, link in texts:
        if (
            _is_number(text)
            and (before := str(int(text) - 1))
            and (before in current or before == _unlinked_before(link))
        ):
            return url
    found = {text: url for text, url, _ in reversed(texts)}
    return next((found[arrow] for arrow in _ARROWS if arrow in found), None)


def _names(link: html.HtmlElement) -> Iterator[str]:
    yield clean(link.text_content())
    yield clean(link.get("title"))
    yield clean(link.get("aria-label"))


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= _DIGITS


def _unlinked_before(link: html.HtmlElement) -> str | None:
    """Return the text before a link of a pager if it is no link: the current page's number."""
    before = link.getprevious()
    if before is None:
        before = link.getparent().getprevious()
    if before is None or not isinstance(before.tag, str) or before.xpath("descendant-or-self::a"):
        return None
    return clean(before.text_content())


def read_total(texts: Iterable[str]) -> int | None:
    """Return the total that the first of some summaries states: "Hiển thị 1 - 5 của 3.435"."""
    found = next(filter(None, map(_TOTAL.search, texts)), None)
    return int(re.sub(r"\D", "", found[1])) if found else None
