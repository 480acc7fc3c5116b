"""A walk over a served replica's lists by the platform's own rules, as the spider does it."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.page import Page
from crawler.platforms.base import Platform
from tests.portals.recorded import fetch

Form = tuple[tuple[str, str], ...]
MOST = 400
"""Pages. A replica has fewer; a walk that does not end is a fault."""


def walk(platform: Platform, starts: Iterable[str]) -> dict[str, str]:
    """Return every article's key and first address; raises AssertionError for a walk without end.

    Lists are followed to their last page, sections to sections; feeds and sitemaps are left to the
    spider.
    """
    found: dict[str, str] = {}
    queue: list[tuple[str, Form]] = [(url, ()) for url in starts]
    seen = set[tuple[str, Form]]()
    hosts = {urlsplit(url).netloc for url, _ in queue}

    def is_own(url: str) -> bool:
        return urlsplit(url).netloc in hosts

    while queue:
        url, form = queue.pop(0)
        if (url, form) in seen:
            continue
        seen.add((url, form))
        assert len(seen) < MOST, url
        reply = fetch(url, form)
        kind = reply.headers["Content-Type"]
        if reply.status != 200 or "xml" in kind:
            continue
        listing = platform.parse_list(Page(url, reply.body, kind))
        for address in listing.articles:
            key = platform.article_key(address)
            if key and is_own(address):
                found.setdefault(key, platform.canonical_url(address))
        queue += [(listing.next_url, listing.next_form)] if listing.next_url else []
        queue += [(section, ()) for section in listing.sections if is_own(section)]
    return found
