"""What every CMS family knows: its articles' addresses, its lists' pagers, what a page says."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from urllib.parse import urljoin

from lxml import html

from crawler.dates import Published as Published
from crawler.page import Page
from crawler.reading.body import Content
from crawler.reading.byline import Byline


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page: absolute addresses of articles and of the next page, as written.

    `declared_total` is what the pager says there is; `sections` are further lists, feeds and
    sitemaps of the portal.
    """

    articles: tuple[str, ...] = ()
    next_url: str | None = None
    next_form: tuple[tuple[str, str], ...] = ()
    """The fields to post to `next_url`, in order; none: a plain GET. ASP.NET pages on this way."""
    declared_total: int | None = None
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a platform reads from an article page.

    Texts are cleaned (NFC, one space) but not yet judged.
    """

    title: str | None = None
    lead: str | None = None
    content: Content = field(default_factory=Content)
    byline: Byline = field(default_factory=Byline)
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: Published = field(default_factory=Published)
    updated_at: datetime | None = None


class Platform(ABC):
    """One CMS family. Every method is pure: an address or a Page in, facts out."""

    name: ClassVar[str]
    delay: ClassVar[float] = 1.0
    """Seconds between two requests to a portal of this family unless its entry says otherwise."""

    @abstractmethod
    def evidence(self, page: Page) -> str | None:
        """Return the mark by which a page shows that it is this family's, None without one.

        A few words for a person, such as "generator NukeViet v4.5".
        """

    @abstractmethod
    def article_key(self, url: str) -> str | None:
        """Return the article's key within its portal, None where the address is no article's.

        The key is the same for every address of one article: copies in other languages, under other
        sections, with session ids or tracking parameters. Addresses that show the same article in
        another dress (print, e-mail, download, login) are None: they must not be fetched.
        """

    @abstractmethod
    def canonical_url(self, url: str) -> str:
        """Return the address to fetch and to cite, without session id and list state."""

    @abstractmethod
    def parse_list(self, page: Page) -> Listing:
        """Return what a list page links to; an empty Listing for a page that lists nothing."""

    @abstractmethod
    def parse_article(self, page: Page) -> Facts:
        """Return what an article page says.

        Raises SelectorMismatch if it is not one of this family's.
        """

    def find_articles(self, page: Page, selector: str = "a[href]") -> dict[str, str]:
        """Return the first address of each article that the page links to, by its key."""
        found: dict[str, str] = {}
        for address, _ in links(page, selector):
            if key := self.article_key(address):
                found.setdefault(key, address)
        return found

    def is_not_found(self, page: Page) -> bool:
        """Tell whether a page answered with status 200 is this family's "not found" page."""
        return False


def links(page: Page, selector: str = "a[href]") -> Iterator[tuple[str, html.HtmlElement]]:
    """Yield each link as (absolute address without fragment, element), in document order.

    Only http(s): "javascript:", "mailto:" and "#" links lead to no page. <base href> is honoured.
    """
    base = page.url
    with suppress(ValueError):  # a <base> that is no address
        base = urljoin(base, next(iter(page.root.xpath("//base/@href")), ""))
    for element in page.many(selector):
        href = (element.get("href") or "").partition("#")[0].strip()
        if not href:
            continue
        try:
            address = urljoin(base, href)
        except ValueError:  # an editor's "http://[đường dẫn]"
            continue
        if address.startswith(("http://", "https://")):
            yield address, element
