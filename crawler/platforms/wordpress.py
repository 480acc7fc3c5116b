"""WordPress, with whatever theme.

Recognised by its generator meta element, the link to its REST interface or files of its themes.
Portals: doluong.gov.vn, hoilhpn.angiang.gov.vn. Measured on a genuine 6.1 (tests/portals/
wordpress_server).

An article's address ends in its slug, unique within the portal: `/<slug>/`, `/<category>/<slug>/`
and `/<year>/<month>/<slug>/` by setting. Pages have such addresses, too, and are told from articles
by the class of <body> only. Every article names `/?p=<id>` as its short link, which redirects to it
and is no address of its own here. A changed slug, a wrong category and a part of a slug redirect;
capitals do not. Its dates are honest; its author is the account that pressed the button.
"""

import re

from lxml import html

from crawler.dates import Published, parse_label, parse_moment
from crawler.page import Page, SelectorMismatch
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.platforms.wordpress_rest import find_rest, is_rest, parse_rest
from crawler.platforms.wordpress_terms import LISTS, find_categories, read_terms
from crawler.reading.body import Content, read_content
from crawler.reading.byline import take_byline
from crawler.reading.lead import take_bold_lead
from crawler.reading.metadata import parse_published, parse_section, parse_title, take_lead
from crawler.reading.pager import find_next
from crawler.reading.parts import drop_printed
from crawler.reading.slug import count_words, split_path
from crawler.urls import normalise

TITLE_WORDS = 4
"""Fewer make the address of a page ("/lien-he/"); `article_pattern` overrides it."""

_GENERATOR = re.compile(rb'content=["\'](WordPress[ .\d]*)')
_BODY_CLASS = re.compile(rb'<body[^>]+class=["\']([^"\']*)')
_OTHER = re.compile(
    "wp-.*|feed|rss2?|atom|comments|tag|the|tu-khoa"
    "|author|tac-gia|page|trang|search|tim-kiem|embed|amp|trackback|print|in-tin|login|dang-nhap"
    "|comment-page-[0-9]+"
)
"""Segments of lists, feeds, forms and copies in another dress."""
_DATED = re.compile(r"/(?:19|20)\d\d/\d{1,2}/(?:\d{1,2}/)?[^/]*[^/\d][^/]*/?$|/archives/\d+/?$")
_FILE = re.compile(r"\.(?!html?$|php$)[a-z0-9]{2,5}$")
_CONTENT = ".wp-block-post-content, .td-post-content, .entry-content, .post-content"
_TIME = "time.published, .wp-block-post-date time, time.entry-date"
_NEXT = "a.next.page-numbers, a.wp-block-query-pagination-next, .nav-previous a"
"""The way on leads to older articles, so that themes call it "previous", too."""


class WordPress(Platform):
    """Posts of any theme that keeps the usual class names, and their list by REST."""

    name = "wordpress"

    def __init__(self, article_pattern: str | None = None) -> None:
        """Take a regular expression that is found in an article's path with query."""
        self._pattern = re.compile(article_pattern) if article_pattern else None

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        if found := _GENERATOR.search(page.body):
            return f"generator {found[1].decode()}"
        marks = (b"https://api.w.org/", b"/wp-content/themes/")
        return next((f"address {mark.decode()}" for mark in marks if mark in page.body), None)

    def article_key(self, url: str) -> str | None:
        """Return the slug; of an address that a pattern knows by its query, path and query."""
        spelled, segments = normalise(url), split_path(url)
        if spelled is None or LISTS & {*segments} or any(map(_OTHER.fullmatch, segments)):
            return None
        path = "/" + spelled.split("/", 3)[-1]
        plain = path.partition("?")[0]
        if self._pattern and not self._pattern.search(plain):
            return path if self._pattern.search(path) else None
        if not segments:
            return None
        last = segments[-1]
        titled = count_words(last) >= TITLE_WORDS and not _FILE.search(last)
        return last if self._pattern or _DATED.search(plain) or titled else None

    def canonical_url(self, url: str) -> str:
        """Return an article's address without its query; of other addresses the normalised one."""
        plain = url.partition("?")[0]
        return normalise(plain if self.article_key(plain) else url) or url

    def parse_list(self, page: Page) -> Listing:
        """Read a list, or an answer of the REST interface.

        `sections` are the categories that a page links to, its main feed, and the REST interface's
        list of all articles.
        """
        if is_rest(page):
            return parse_rest(page)
        ways = [(url, link) for url, link in links(page) if not self.article_key(url)]
        following = next((url for url, _ in links(page, _NEXT)), None) or find_next(page, ways)
        articles = tuple(self.find_articles(page).values())
        feeds = [url for url, _ in links(page, "link[type='application/rss+xml']")]
        sections = (*find_categories(page), *feeds[:1], *find_rest(page))
        return Listing(articles, following, sections=tuple(dict.fromkeys(sections)))

    def parse_article(self, page: Page) -> Facts:
        """Read the text between title and comments; the signature under it names its writers."""
        if any(name.startswith("page-id-") for name in _body_classes(page)):
            raise SelectorMismatch(f"a page, not an article: {page.url}")
        title, heading = parse_title(page)
        content = _read_text(page)
        byline = take_byline(content)
        lead = take_lead(page, content) or take_bold_lead(content)
        terms = dict.fromkeys(read_terms(page))
        sections = [name for is_category, name in terms if is_category]
        edited = (time.get("datetime") for time in page.many("time.updated"))
        return Facts(
            title=title,
            lead=lead,
            content=content,
            byline=byline,
            section=next(iter(sections), None) or parse_section(page, title),
            tags=tuple(name for is_category, name in terms if not is_category),
            published=_published(page, heading),
            updated_at=next(map(parse_moment, edited), None),
        )

    def is_not_found(self, page: Page) -> bool:
        """Tell by the class of <body>; some caches answer such a page 200."""
        return "error404" in _body_classes(page)


def _body_classes(page: Page) -> list[str]:
    found = _BODY_CLASS.search(page.body)
    return found[1].decode("utf-8", "replace").split() if found else []


def _read_text(page: Page) -> Content:
    """Read the first text of the page: related articles may follow with texts of their own."""
    texts = page.many(_CONTENT)
    content = read_content(texts[:1] or [page.one(".entry-content")], page.url)
    drop_printed(content, page.many(".wp-block-file"), page.url)
    return content


def _published(page: Page, heading: html.HtmlElement | None) -> Published:
    labels = (parse_label(time.get("datetime") or "") for time in page.many(_TIME))
    return next((date for date in labels if date.at), None) or parse_published(page, heading)
