"""WordPress's REST interface as a list: which addresses it has, and what it answers.

Asked for a page beyond the last one it answers 400, by `offset` an empty list: measured on 6.1.
"""

import json
import re
from collections.abc import Iterator

from crawler.page import Page, SelectorMismatch
from crawler.platforms.base import Listing, links

PER_PAGE = 100
"""Articles that it lists at a time: its upper bound."""

_OFFSET = re.compile(r"(?<=[?&]offset=)\d+")


def find_rest(page: Page) -> Iterator[str]:
    """Yield the address of the list of all articles, newest first, if the page's head names it."""
    for url, _ in links(page, "link[rel='https://api.w.org/']"):
        mark = "&" if "?" in url else "?"
        yield f"{url}wp/v2/posts{mark}per_page={PER_PAGE}&offset=0&_fields=link"


def is_rest(page: Page) -> bool:
    """Tell whether a page is such a list: JSON, and an array."""
    return page.body.lstrip()[:1] == b"["


def parse_rest(page: Page) -> Listing:
    """Return the articles, and where more of them stand if the list is full.

    Raises SelectorMismatch for what is no list of posts.
    """
    try:
        found = tuple(str(post["link"]) for post in json.loads(page.text))
    except (ValueError, TypeError, KeyError) as error:
        raise SelectorMismatch(f"no list of posts on {page.url}") from error
    if len(found) < PER_PAGE:
        return Listing(found)
    return Listing(found, next_url=_OFFSET.sub(_following, page.url, count=1))


def _following(offset: re.Match[str]) -> str:
    return str(int(offset.group()) + PER_PAGE)
