"""Drupal 7 to 10.

Recognised by its generator meta element or its settings. Portals: locbinh.langson.gov.vn (7),
longxuyen.angiang.gov.vn (10).

An article is `/[language/]node/<id>` or, where the portal makes addresses of titles, an alias that
does not tell the id. Both answer 200, and a portal with aliases names `/node/<id>` as the short
link of each article: its entry gives an `article_pattern` that knows aliases only. `?page=` counts
from 0. A date without a time is noon UTC in <time datetime>, so that what is printed counts. Print
copies lack the date.
"""

import re
from collections.abc import Iterator

from lxml import html

from crawler.dates import Published, parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.body import Content, read_content
from crawler.reading.byline import take_byline
from crawler.reading.lead import take_bold_lead
from crawler.reading.metadata import parse_section, parse_title, take_lead
from crawler.reading.pager import read_total
from crawler.reading.parts import drop_printed, own
from crawler.reading.slug import count_words, split_path
from crawler.text import clean
from crawler.urls import normalise

_GENERATOR = re.compile(rb'content="(Drupal \d+)')
_MARKS = (b"Drupal.settings", b"data-drupal-selector", b"/sites/default/files/")
_OTHER = frozenset(
    "admin user users login dang-nhap logout register print printmail printpdf in-tin search "  # noqa: SIM905
    "tim-kiem taxonomy comment filter sites themes modules core system feed feeds rss rss.xml "
    "sitemap so-do lien-he contact gop-y hoi-dap tag tags the tu-khoa calendar lich edit".split()
)
"""Segments of forms, files, copies in another dress and lists that are not of news."""
_NODE = "article[class*=node], div.node"
_BODY = ".field--name-body, .field-name-body"
_FILES = ".field--type-file, .field-type-file"
_IMAGE = ".field--name-field-image, .field-name-field-image"
_TAGS = ".field--name-field-tags a, .field-name-field-tags a"
_CATEGORY = ".field--name-field-post-category a, .field-name-field-chuyen-muc a"
_LEAD = "[class*=name-field-tom-tat], [class*=name-field-sapo], [class*=name-field-trich-yeu]"
_DATE = (
    ".post-created, [class*=submitted], [class*=-created], [class*=post-date], [class*=ngay-dang]"
)
_MENU = "nav a[href], .menu a[href], .main-menu a[href]"
_NEXT = "li.pager__item--next a, li.pager-next a, li.next a, .pagination a[rel~=next]"


class Drupal(Platform):
    """Nodes of any theme that keeps the class names of nodes and fields."""

    name = "drupal"

    def __init__(self, article_pattern: str | None = None) -> None:
        """Take a regular expression that is found in an article's path without its language."""
        self._pattern = re.compile(article_pattern) if article_pattern else None

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        if found := _GENERATOR.search(page.body):
            return f"generator {found[1].decode()}"
        return next((mark.decode() for mark in _MARKS if mark in page.body), None)

    def article_key(self, url: str) -> str | None:
        """Return the path without its language: node/<id>, or the alias."""
        segments = split_path(url)
        if segments[:1] and segments[0] in ("vi", "en"):
            segments = segments[1:]
        if not segments or normalise(url) is None or _OTHER & {*segments}:
            return None
        path = "/".join(segments)
        if self._pattern:
            return path if self._pattern.search(f"/{path}") else None
        if segments[0] == "node":
            return path if re.fullmatch(r"node/\d+", path) else None
        least = 6 if len(segments) == 1 else 4  # sections stand at the root, too
        return path if count_words(segments[-1]) >= least and "." not in path else None

    def canonical_url(self, url: str) -> str:
        """Return an article's address without its query; of other addresses the normalised one."""
        plain = url.partition("?")[0]
        return normalise(plain if self.article_key(plain) else url) or url

    def parse_list(self, page: Page) -> Listing:
        """Read a view or a term's page; `sections` are its feeds and what the menu names."""
        summaries = page.many(".view-header, .view-footer, .views-summary")
        return Listing(
            articles=tuple(self.find_articles(page).values()),
            next_url=next((url for url, _ in links(page, _NEXT)), None),
            declared_total=read_total(clean(part.text_content()) for part in summaries),
            sections=tuple(dict.fromkeys(self._sections(page))),
        )

    def parse_article(self, page: Page) -> Facts:
        """Read the first node of the page that is no teaser."""
        node = _node(page)
        title = parse_title(page)[0]
        content = _read_text(page, node)
        byline = take_byline(content)
        lead = next(_names(page, _LEAD, node), None) or take_lead(page, content)
        lead = lead or take_bold_lead(content)
        content.put_first(read_content(own(page, _IMAGE, node)[:1], page.url))
        return Facts(
            title=title,
            lead=lead,
            content=content,
            byline=byline,
            section=next(_names(page, _CATEGORY, node), None) or parse_section(page, title),
            tags=tuple(_names(page, _TAGS, node)),
            published=_published(page, node),
        )

    def _sections(self, page: Page) -> Iterator[str]:
        for url, _ in links(page, _MENU):
            names = {*split_path(url)}
            if names and "?" not in url and not _OTHER & names and not self.article_key(url):
                yield url
        yield from (url for url, _ in links(page, "link[type='application/rss+xml']"))


def _node(page: Page) -> html.HtmlElement:
    found = [node for node in page.many(_NODE) if "teaser" not in node.get("class", "")]
    return found[0] if found else page.one("article.node")


def _read_text(page: Page, node: html.HtmlElement) -> Content:
    bodies = own(page, _BODY, node) or own(page, ".node__content, .content", node)
    files = own(page, _FILES, node)
    content = read_content(bodies[:1], page.url)
    drop_printed(content, files, page.url)
    listed = read_content(files, page.url).attachments
    content.offer(listed)
    return content


def _names(page: Page, selector: str, node: html.HtmlElement) -> Iterator[str]:
    return (clean(link.text_content()) for link in own(page, selector, node))


def _published(page: Page, node: html.HtmlElement) -> Published:
    dates = (parse_label(label.text_content()) for label in own(page, _DATE, node))
    return next((date for date in dates if date.at or date.flags), Published())
