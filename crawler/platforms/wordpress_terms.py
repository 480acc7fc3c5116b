"""Categories and tags of WordPress, as the links of its themes name them."""

from collections.abc import Iterator

from crawler.page import Page
from crawler.platforms.base import links
from crawler.reading.slug import split_path
from crawler.text import clean

LISTS = frozenset(("category", "chuyen-muc", "danh-muc", "the-loai"))
"""Segments that stand before a category's slug: the default and its usual Vietnamese names."""


def is_category(url: str) -> bool:
    """Tell whether an address is the first page of a category."""
    segments = split_path(url)
    return bool({*segments[:1]} & LISTS) and not {"feed", "page"} & {*segments}


def find_categories(page: Page) -> Iterator[str]:
    """Yield the address of every category that a page links to."""
    for url, _ in links(page):
        if is_category(url):
            yield url


def read_terms(page: Page) -> Iterator[tuple[bool, str]]:
    """Yield each term printed with the article, with True for a category.

    Block themes mark categories as tags; then only the address tells.
    """
    for url, link in links(page, "a[rel~=tag], a[rel~=category]"):
        a_category = "category" in link.get("rel").split() or is_category(url)
        if name := clean(link.text_content()):
            yield a_category, name
