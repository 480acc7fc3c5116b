"""Where an article stands on a page whose CMS is unknown, and what is printed there.

trafilatura tells text from menus but loses figures, signatures and notices of one line. So its
texts only show the place: the smallest element that holds the title and all of them. That element
is read as any platform's container is.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from lxml import html

from crawler.article import Attachment
from crawler.page import Page
from crawler.reading.attachments import attachment, is_attachment
from crawler.reading.body import Content, Kind, read_content
from crawler.text import clean

_TELLING = (
    "[string-length(normalize-space(.)) >= 25"
    " and not(ancestor::a or ancestor::nav or ancestor::aside or ancestor::footer"
    " or ancestor::option or ancestor::script or ancestor::style or ancestor::noscript)]"
)
"""Menus, lists of other news and imprints are made of links and of shorter texts."""
_MARKED = (
    "ancestor::*[self::article"
    " or contains(@itemtype, 'schema.org/') and contains(@itemtype, 'Article')]"
)
_DATE_LINE = re.compile(
    r"\(?(?:(?:ngày )?(?:đăng|cập nhật|xuất bản)|publish|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật"
    r"|\d).{0,80}\d{4}(?!\d)[^.]{0,40}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"(?:các )?(?:file|tệp|tập|tệp tin|tập tin|tài liệu|văn bản)(?: (?:đính|gửi))? kèm(?: theo)?"
    r" ?:?",
    re.IGNORECASE,
)
_ABOUT_FILES = "/descendant::text()[contains(., 'èm') or contains(., 'ÈM')][string-length(.) < 80]"
_TOO_MUCH = "boolean(//table[count(ancestor::table) >= 15]) or count(//*) > 8000"
"""Its time grows with the cube of tables within tables, minutes for 300 that were left open, and
with the square of paragraphs; recorded pages have some hundred elements."""
_HEADER = 3
"""How many blocks after the title may be the line with its date."""


def read_main(page: Page, title: str | None, heading: html.HtmlElement | None) -> Content:
    """Return what the page holds of its article, without title and date line.

    `heading` is the title's element, if any. An element that HTML marks as the article is taken
    whole where trafilatura finds nothing in it: a scan, a notice of one line.
    """
    scope = _scope(page, heading)
    joined = clean(" ".join(_trafilatura(page)))
    found = [holder for holder, text in _texts(scope, heading) if text != title and text in joined]
    if not found and scope is page.root:
        return Content()
    top = _common([*found, *([] if heading is None else [heading])]) if found else scope
    content = read_content([top], page.url)
    _drop_header(content, title)
    content.attachments += _listed(page, content.attachments)
    return content


def _scope(page: Page, heading: html.HtmlElement | None) -> html.HtmlElement:
    """Return the element marked as the article, the whole page if there is not exactly one."""
    marked = [] if heading is None else heading.xpath(_MARKED)
    articles = marked[-1:] or page.many("article")
    return articles[0] if len(articles) == 1 else page.root


def _trafilatura(page: Page) -> Iterator[str]:
    """Yield the texts that trafilatura takes for the article's; it works on a copy of the tree."""
    import trafilatura  # half a second that the crawl and the registry need not wait for

    if page.root.xpath(_TOO_MUCH):
        return
    try:
        found = trafilatura.bare_extraction(
            page.root, url=page.url, fast=True, include_comments=False
        )
    except RecursionError:  # hundreds of lists within lists, left open
        return
    if found is not None and not isinstance(found, dict) and found.body is not None:
        yield from found.body.itertext()


def _texts(
    scope: html.HtmlElement, heading: html.HtmlElement | None
) -> Iterator[tuple[html.HtmlElement, str]]:
    """Yield each telling text after the heading, once, with the element that holds it."""
    seen: set[str] = set()
    whole = scope.getparent() is None
    start, axis = (scope, "descendant") if heading is None else (heading, "following")
    for node in start.xpath(f"{axis}::text(){_TELLING}"):
        text, holder = clean(node), node.getparent()
        if node.is_tail:
            holder = holder.getparent()
        if text not in seen and (whole or scope in holder.iterancestors() or holder is scope):
            seen.add(text)
            yield holder, text


def _common(elements: Iterable[html.HtmlElement]) -> html.HtmlElement:
    """Return the innermost element that holds all of them.

    Of broken markup libxml2 makes two roots side by side; the last element's one counts.
    """
    lines = [[element, *element.iterancestors()][::-1] for element in elements]
    lines = [line for line in lines if line[0] is lines[-1][0]]
    shared = [level[0] for level in zip(*lines, strict=False) if len(set(level)) == 1]
    return shared[-1]


def _drop_header(content: Content, title: str | None) -> None:
    texts = [block.text for block in content.blocks]
    if title in texts:
        del content.blocks[: texts.index(title) + 1]
    head = [block for block in content.blocks if block.kind is Kind.PARAGRAPH][:_HEADER]
    for block in head:
        if _DATE_LINE.fullmatch(block.text):
            content.blocks.remove(block)


def _listed(page: Page, known: Iterable[Attachment]) -> Iterator[Attachment]:
    """Yield the files of the list that is headed "Tệp đính kèm" (attached files)."""
    urls = {file.url for file in known}
    labels = (words.getparent() for words in page.root.xpath(_ABOUT_FILES) if _is_label(words))
    for label in labels:
        for link in page.many("a[href]", label if label is page.root else label.getparent()):
            href = (link.get("href") or "").strip()
            if not is_attachment(href):
                continue
            with suppress(ValueError):
                found = attachment(page.url, href, link.text_content())
                if found.url not in urls:
                    urls.add(found.url)
                    yield found


def _is_label(words: str) -> bool:
    return _FILES.fullmatch(clean(words)) is not None
