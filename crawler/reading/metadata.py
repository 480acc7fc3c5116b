"""What a page whose CMS is unknown says of its article, from places that are honest on such pages.

Title, date, lead, section and tags.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree, html

from crawler.article import DateSource
from crawler.dates import Published, parse_label
from crawler.page import Page
from crawler.reading.body import Content
from crawler.reading.noise import is_noise
from crawler.text import clean

_ABOUT_DATE = re.compile(r"date|time|ngay|publish|created|posted", re.IGNORECASE)
_LABELLED = re.compile(r"đăng|cập nhật|xuất bản|thứ |chủ nhật|gmt|\d{1,2}[:h]\d{2}", re.IGNORECASE)
_headings = etree.XPath(
    "/descendant::*[self::h1 or self::h2 or self::h3 or self::h4 or @class[contains(., 'title')"
    " or contains(., 'Title') or contains(., 'tieude') or contains(., 'tieu-de')]]"
)
_NEAR = 40
"""Elements around the title among which its visible date stands."""
_LABEL_TAGS = ("time", "span", "div", "em", "i", "li", "td", "small", "strong", "label")
_DESCRIPTIONS = "meta[property='og:description'], meta[name=description]"
_SUMMARY_CLASSES = frozenset(
    ("sapo", "lead", "summary", "description", "hometext", "tomtat", "tom-tat")
)
"""Where a lead is printed; "sapo" is the newspapers' word for it, "tóm tắt" means summary."""
_CRUMBS = (
    "[itemtype$='schema.org/BreadcrumbList'] a, [aria-label=breadcrumb] a"
    ", .breadcrumb a, .breadcrumbs a"
)
_HOME = frozenset(("trang chủ", "trang nhất", "home", ""))
_words = etree.XPath("normalize-space()", smart_strings=False)
"""An element's text without indentation, so that its length tells before `clean` works on it."""
_LABEL, _FEW = 80, 6
"""Characters and child elements that such a label has at most."""


def parse_title(page: Page) -> tuple[str | None, html.HtmlElement | None]:
    """Return the title and its element: the longest heading that the document's title begins with.

    Headings alone mislead: a Liferay 7 page has three h1 for menus and none for its article.
    """
    meta = page.many("meta[property='og:title']")
    named = clean(meta[0].get("content")) if meta else _text(page, "title")
    shown = (heading for heading in _headings(page.root) if not is_noise(heading))
    headings = [(clean(heading.text_content()), heading) for heading in shown]
    best = max(
        ((t, h) for t, h in headings if t and named.startswith(t)), key=_length, default=None
    )
    if best:
        return best
    site = page.many("meta[property='og:site_name']")
    suffix = f" - {clean(site[0].get('content'))}" if site else ""
    first = [(text, heading) for text, heading in headings if heading.tag == "h1" and text]
    if named:
        return named.removesuffix(suffix), None
    return first[0] if len(first) == 1 else (None, None)


def _length(titled: tuple[str, html.HtmlElement]) -> int:
    return len(titled[0])


def _text(page: Page, selector: str) -> str:
    return next((clean(element.text_content()) for element in page.many(selector)), "")


def parse_published(page: Page, heading: html.HtmlElement | None) -> Published:
    """Return the first date that a place honest about publication states; never one from the text.

    htmldate took the body's date for the label's, or 1 January of a year that the text named.
    """
    stated = [(text, DateSource.META) for text in _machine_dates(page)]
    stated += [(text, DateSource.LABEL) for text in _labels(page, heading)]
    dates = (parse_label(text, source) for text, source in stated)
    return next((date for date in dates if date.at or date.flags), Published())


def take_lead(page: Page, content: Content) -> str | None:
    """Take the first block out of the content if the page gives it as its summary, word for word.

    A lead set in italics under an image looks like its caption. A text's only block is no lead.
    """
    first = content.blocks[0].text if len(content.blocks) > 1 else None
    if first is None or first not in _summaries(page):
        return None
    del content.blocks[0]
    content.images[:] = [
        replace(image, caption=None) if image.caption == first else image
        for image in content.images
    ]
    return first


def _summaries(page: Page) -> Iterator[str]:
    for meta in page.many(_DESCRIPTIONS):
        yield clean(meta.get("content"))
    for place in page.many("[itemprop=description]"):
        yield clean(place.text_content())
    for names in page.root.xpath("//@class"):  # a selector of seven takes five times as long
        if not _SUMMARY_CLASSES.isdisjoint(names.split()):
            yield clean(names.getparent().text_content())


def parse_section(page: Page, title: str | None) -> str | None:
    """Return `article:section`, else the last breadcrumb that is neither home nor the title."""
    for meta in page.many("meta[property='article:section'][content]"):
        return clean(meta.get("content")) or None
    if "readcrumb" not in page.text:  # all the selectors name them so
        return None
    crumbs = [clean(crumb.text_content()) for crumb in page.many(_CRUMBS)]
    names = [name for name in crumbs if name.lower() not in _HOME and name != title]
    return names[-1] if names else None


def parse_tags(page: Page) -> tuple[str, ...]:
    """Return every `article:tag`, else the texts of the links that HTML marks as tags."""
    stated = [clean(meta.get("content")) for meta in page.many("meta[property='article:tag']")]
    linked = [clean(link.text_content()) for link in page.many("a[rel~=tag]")]
    return tuple(dict.fromkeys(filter(None, stated or linked)))


def _machine_dates(page: Page) -> Iterator[str]:
    for script in page.many("script[type='application/ld+json']"):
        if found := re.search(r'"datePublished"\s*:\s*"([^"]{8,40})"', script.text or ""):
            yield found[1]
    for meta in page.many("meta[property='article:published_time'], meta[itemprop=datePublished]"):
        yield meta.get("content") or ""


def _labels(page: Page, heading: html.HtmlElement | None) -> Iterator[str]:
    if heading is None:
        return
    for element in _around(heading):
        if element.tag == "time" and element.get("datetime"):
            yield element.get("datetime")
        elif len(element) <= _FEW and not is_noise(element):
            text = _short_text(element)
            names = f"{element.get('class')} {element.get('id')}"
            if text and (_ABOUT_DATE.search(names) or _LABELLED.search(text)):
                yield text


def _short_text(element: html.HtmlElement) -> str:
    """Return an element's text, "" if it is longer than a label."""
    text = _words(element)
    if len(text) > 2 * _LABEL:  # it may hold much that `clean` drops, but not so much
        return ""
    text = clean(text)
    return text if len(text) <= _LABEL else ""


def _around(heading: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the elements that follow in the heading's surroundings, nearest first; never <p>."""
    block, left = heading, _NEAR
    while block is not None and left > 0 and block.tag != "body":
        for sibling in block.itersiblings():
            for element in islice(sibling.iter(*_LABEL_TAGS), left):
                left -= 1
                yield element
        block = block.getparent()
