"""NukeViet 4, the most common open-source CMS of Vietnamese portals.

Recognised by its generator meta element or its `nv_` scripts. Portals: snv.dienbien.gov.vn,
hcc.nghean.gov.vn. Articles are `/<category>/<alias>-<id>.html` or, by setting,
`/[language/]news/<category>/…`. Its machine-readable dates lie (`article:published_time` is
"2023-12-08+0714:05:00", `datePublished` the time of the last edit), so the date is the one printed
for readers.
"""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from lxml import html

from crawler.article import Attachment
from crawler.dates import Published, parse_label, parse_moment
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.attachments import attachment
from crawler.reading.body import Content, read_content
from crawler.reading.byline import Byline, parse_field, take_byline
from crawler.text import clean
from crawler.urls import normalise

_GENERATOR = re.compile(rb'content="(NukeViet[ v.\d]*)')
_ARTICLE = re.compile(r"^/((?:[^/]+/){1,3})[^/]+-(\d+)\.html$", re.IGNORECASE)
_OTHER_DRESS = re.compile(r"(?:^|&)(?:download|pdf)=", re.IGNORECASE)
_NO_ARTICLES = re.compile(
    "about|author|banners|comment|contact|download|feeds|groups|laws|page|print|rating|rss|savefile"
    "|search|seek|sendmail|siteterms|statistics|tag|topic|uploads?|users|voting"
)
"""Modules and functions whose addresses look like an article's."""
_LEAD = "div[itemprop=description], .hometext"  # mobile: its <span> beside them is cut short
_NEXT = ".pagination a[rel~=next], .pagination li.active + li a"
_CRUMB = "[itemtype$='BreadcrumbList'] li:last-child a"
_FIGURES = "figure.article, div:has(> p.imgalt), .imghome"


class NukeViet(Platform):
    """Module news of 4.0 to 4.5, desktop, eGovernment and mobile theme."""

    name = "nukeviet"
    delay = 2.0  # its flood blocker, on by default, refuses the 151st request within 300 s

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        if found := _GENERATOR.search(page.body):
            return f"generator {found[1].decode()}"
        return "script variable nv_base_siteurl" if b"nv_base_siteurl" in page.body else None

    def article_key(self, url: str) -> str | None:
        """Return the id, prefixed by language and module unless vi and news: each has its own."""
        if "-" not in url or ".htm" not in url.lower():
            return None
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        found = _ARTICLE.match(parts.path)
        if found is None or _OTHER_DRESS.search(parts.query):
            return None
        folders = found[1].lower().rstrip("/").split("/")
        language = folders.pop(0) if len(folders) > 1 and len(folders[0]) == 2 else "vi"
        module = folders.pop(0) if len(folders) > 1 else "news"
        if any(_NO_ARTICLES.fullmatch(name) for name in (module, folders[0])):
            return None
        prefix = [name for name in (language, module) if name not in ("vi", "news")]
        return "/".join([*prefix, found[2]])

    def canonical_url(self, url: str) -> str:
        """Return an article's address without its query; of other addresses the normalised one."""
        address = url.partition("?")[0] if self.article_key(url) else url
        return normalise(address) or url

    def parse_list(self, page: Page) -> Listing:
        """Read categories, home and sidebars; `sections` are the categories that have a feed."""
        articles = tuple(self.find_articles(page).values())
        return Listing(articles, next_url=_next_url(page), sections=_sections(page))

    def parse_article(self, page: Page) -> Facts:
        """Read `div.news_column` of type NewsArticle."""
        article = page.one("div[itemtype$='schema.org/NewsArticle']")
        figures = read_content(page.many(_FIGURES, article), page.url)
        content = read_content(page.many(".bodytext", article), page.url)
        byline = _byline(page, article)
        if not byline.authors:
            signed = take_byline(content)
            byline = replace(signed, source=byline.source or signed.source)
        content.put_first(figures)
        content.attachments = _attachments(page, article, content)
        return Facts(
            title=_text(page.one("[itemprop=headline]", article)),
            lead=next(map(_text, page.many(_LEAD, article)), None),
            content=content,
            byline=byline,
            section=next(map(_text, page.many(_CRUMB)[-1:]), None),
            tags=tuple(clean(tag.text_content()) for tag in page.many(".fa-tags ~ a")),
            published=_published(page, article),
            updated_at=_updated(page, article),
        )


def _text(element: html.HtmlElement | None) -> str | None:
    return None if element is None else clean(element.text_content()) or None


def _next_url(page: Page) -> str | None:
    return next((url for url, _ in links(page, _NEXT)), None)


def _sections(page: Page) -> tuple[str, ...]:
    feeds = page.many("link[rel=alternate][type='application/rss+xml']")
    addresses = (urljoin(page.url, feed.get("href") or "") for feed in feeds)
    categories = (re.sub(r"/rss/(?=[^/])", "/", url) for url in addresses if "/rss/" in url)
    crumbs = (url for url, _ in links(page, "[itemtype$='BreadcrumbList'] a[href]"))
    lists = [url for url in (*categories, *crumbs) if "/rss/" not in url]
    return tuple(dict.fromkeys(url for url in lists if urlsplit(url).path.strip("/")))


def _published(page: Page, article: html.HtmlElement) -> Published:
    labels = page.many("span.h5, em.time", article)
    dates = (parse_label(label.text_content()) for label in labels)
    return next((date for date in dates if date.at or date.flags), Published())


def _byline(page: Page, article: html.HtmlElement) -> Byline:
    printed = [_text(line) or "" for line in page.many("p.text-right", article)]
    fields = {
        label.strip(): value.strip() for label, _, value in (p.partition(":") for p in printed)
    }
    writers = parse_field(fields.get("Tác giả", ""))
    return Byline(writers.authors, writers.office, fields.get("Nguồn tin") or None)


def _updated(page: Page, article: html.HtmlElement) -> datetime | None:
    return parse_moment(_text(page.maybe("[itemprop=dateModified]", article)))  # this one is honest


def _attachments(page: Page, article: html.HtmlElement, content: Content) -> list[Attachment]:
    files = page.many(".news-download-file a[href*='download=']", article)
    listed = [
        attachment(page.url, link.get("href"), _text(name) or "")
        for link in files
        for name in page.many("strong", link) or [link]
    ]
    return [*listed, *(file for file in content.attachments if file not in listed)]
