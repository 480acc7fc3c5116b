"""Parts of an article's container that are fields of their own: files, images, related articles."""

from collections.abc import Iterable

from lxml import html

from crawler.page import Page
from crawler.reading.body import Content, read_content

_FOREIGN = (
    "ancestor::*[contains(@class, 'related') or contains(@class, 'teaser')"
    " or contains(@class, 'comment')]"
)


def own(page: Page, selector: str, within: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the elements within an article that are not a related article's or a comment's."""
    return [element for element in page.many(selector, within) if not element.xpath(_FOREIGN)]


def drop_printed(content: Content, parts: Iterable[html.HtmlElement], url: str) -> None:
    """Take out of a content the texts that its parts print: the names of its files, a button."""
    printed = read_content(parts, url).body
    content.blocks = [block for block in content.blocks if block.text not in printed]
