"""Elements of HTML as the eye sees them: which begin a line, how they are set, what they say."""

import re
from collections.abc import Iterable, Iterator

from lxml import html

from crawler.page import Page
from crawler.text import clean

MAX_DEPTH = 100
"""Elements within each other. Editors leave hundreds of <font> open; deeper ones are mere text."""
SKIPPED = frozenset(
    "script style template iframe object embed form button select textarea input svg "  # noqa: SIM905
    "noscript nav video audio map".split()
)
BLOCKS = frozenset(
    "p div section article blockquote li dd dt dl ul ol pre address center h1 h2 h3 "  # noqa: SIM905
    "h4 h5 h6 body fieldset main figure details summary caption tbody thead tr th td".split()
)
_ALIGN = re.compile(r"text-align\s*:\s*(center|right|left|justify)", re.IGNORECASE)
_ALIGN_CLASS = re.compile(
    r"(?<![\w-])(?:has-)?text-(?:align-)?(center|right|left|justify)(?![\w-])", re.IGNORECASE
)


def read_text(element: html.HtmlElement) -> str:
    """Return an element's text with spaces where the eye sees a new line or cell."""
    return "".join(_pieces(element, 0))


def read_first(page: Page, selector: str) -> str | None:
    """Return the clean text of the first element that matches, None without one or any text."""
    found = page.many(selector)
    return clean(found[0].text_content()) or None if found else None


def outermost(elements: Iterable[html.HtmlElement]) -> list[html.HtmlElement]:
    """Return the elements, in document order, that stand in none of the others."""
    kept: list[html.HtmlElement] = []
    for element in elements:
        if not any(element is other or other in element.iterancestors() for other in kept):
            kept.append(element)
    return kept


def read_alignment(element: html.HtmlElement) -> str | None:
    """Return "center", "right", "left" or "justify" by tag, attribute, style or class."""
    if element.tag == "center":
        return "center"
    align = element.get("align")
    if align:
        return str(align).strip().lower()
    style = element.get("style")
    if style and "align" in style and (found := _ALIGN.search(style)):
        return found[1].lower()
    names = element.get("class")
    if names and "text-" in names and (found := _ALIGN_CLASS.search(names)):
        return found[1].lower()
    return None


def _pieces(element: html.HtmlElement, depth: int) -> Iterator[str]:
    if depth == MAX_DEPTH:
        yield " ".join(element.itertext())
        return
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED:
            gap = " " if child.tag in BLOCKS or child.tag == "br" else ""
            yield gap
            yield from _pieces(child, depth + 1)
            yield gap
        yield child.tail or ""
