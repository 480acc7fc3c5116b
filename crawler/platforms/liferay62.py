"""Liferay 6.2, the Java portal of many provinces before 2020.

Recognised by `portlet-boundary` markup with asset publisher ids (`_101_`) or `/-/view_content/`
links, without the `com_liferay_` names of Liferay 7. Portals: sotttt.hanoi.gov.vn,
baria-vungtau.gov.vn.

One article has many addresses: under each section, /vi/ and /en/, with a doubled /-/view_content/,
and behind relative language links that grow without end ("….html/en/en/vi/en.html"). Only the
asset's id counts.
"""

import re
from urllib.parse import urlsplit

from lxml import html

from crawler.dates import parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform, links
from crawler.reading.body import read_content
from crawler.reading.byline import take_byline
from crawler.text import clean
from crawler.urls import normalise

_MARK = "/-/view_content/"
_ASSET = re.compile(r"/-/view_content/(\d+)(?:-[^/?#;]*)?")
_LANGUAGE = re.compile(r"^/(?:vi|en)(?=/|$)")
_INLINE = re.compile(r"^_101_(?:INSTANCE_\w+_)?(\d+)$")
_TOTAL = re.compile(r"(?:of|trong số|trên)\s+([\d.,]+)", re.IGNORECASE)
_NEXT = frozenset(("next", "tiếp", "tiếp theo", "sau"))
_LIST_STATE = re.compile(r"[?&]p_p_state=pop_up|[?&]p_p_id=58(?:&|$)")  # print view, login portlet


class Liferay62(Platform):
    """Asset publisher pages: `div.asset-abstract` lists and `div.asset-content` articles."""

    name = "liferay62"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        body = page.body
        if b"portlet-boundary" not in body or b"com_liferay_" in body:
            return None
        marks = (b"_101_", b"view_content", b'id="portlet_status"')
        found = next((mark for mark in marks if mark in body), None)
        return f"portlet-boundary and {found.decode()}" if found else None

    def article_key(self, url: str) -> str | None:
        """Return the asset's id: the last one in the address."""
        if _MARK not in url:
            return None
        ids = _ASSET.findall(url.partition("?")[0])
        return ids[-1] if ids and not _LIST_STATE.search(url) else None

    def canonical_url(self, url: str) -> str:
        """Return `/<section>/-/view_content/<id>-<slug>`; of other addresses the normalised one."""
        parts = urlsplit(url)
        path = _LANGUAGE.sub("", parts.path)
        found = list(_ASSET.finditer(path))
        if not found:
            return normalise(parts._replace(path=path or "/").geturl()) or url
        section = path[: found[0].start()]
        slug = found[-1].group()
        end = slug.find(".html")
        path = section + (slug if end < 0 else slug[: end + len(".html")])
        return normalise(f"{parts.scheme}://{parts.netloc}{path}") or url

    def parse_list(self, page: Page) -> Listing:
        """Read list pages, tables of documents, and pages that show their only article inline."""
        found = self.find_articles(page, "div.asset-abstract a[href]")
        for key, address in (*self.find_articles(page).items(), *self._inline(page)):
            found.setdefault(key, address)
        return Listing(
            articles=tuple(found.values()), next_url=_next_url(page), declared_total=_total(page)
        )

    def parse_article(self, page: Page) -> Facts:
        """Read the asset that the address names, the page's first if it names none."""
        asset = self._asset(page)
        area = asset.getparent().getparent()
        bodies = page.many("div.journal-content-article", asset)
        content = read_content(bodies[:1] or [asset], page.url)
        header = read_content(page.many("div.sapo-wrapper", asset) if bodies else [], page.url)
        content.blocks, byline = take_byline(content.blocks)
        return Facts(
            title=_first(page, "div.asset-full-content-title", area),
            lead=_first(page, "p.sapo", asset) if bodies else None,
            body=content.body,
            captions=content.captions,
            authors=byline.authors,
            office=byline.office,
            source=byline.source,
            section=_first(page, ".dd_chuyenmuc .tintuc, ul.breadcrumb li:last-child"),
            published=parse_label(_first(page, "div.assetPublishDate", area) or ""),
            images=tuple(dict.fromkeys((*header.images, *content.images))),
            attachments=tuple(content.attachments),
        )

    def is_not_found(self, page: Page) -> bool:
        """Liferay answers 200 with its status portlet, for missing images too."""
        return b'id="portlet_status"' in page.body

    def _inline(self, page: Page) -> list[tuple[str, str]]:
        parts = urlsplit(page.url)
        section = _LANGUAGE.sub("", parts.path.partition("/-/")[0].rstrip("/"))
        base = f"{parts.scheme}://{parts.netloc}{section}{_MARK}"
        ids = (_INLINE.match(asset.get("id") or "") for asset in page.many("div.asset-content"))
        return [(found[1], base + found[1]) for found in ids if found]

    def _asset(self, page: Page) -> html.HtmlElement:
        """Return the asset that the address names: editors paste whole pages into articles."""
        assets = page.many("div.asset-content")
        key = self.article_key(page.url) or "_101_"
        named = [asset for asset in assets if key in (asset.get("id") or "")]
        return named[0] if named else page.one("div.asset-content[id^='_101_']")


def _first(page: Page, selector: str, within: html.HtmlElement | None = None) -> str | None:
    found = page.many(selector, within)
    return clean(found[0].text_content()) or None if found else None


def _next_url(page: Page) -> str | None:
    for address, link in links(page, "ul.lfr-pagination-buttons li:not(.disabled) a"):
        if clean(link.text_content()).lower() in _NEXT:
            return address
    return None


def _total(page: Page) -> int | None:
    found = _TOTAL.search(_first(page, ".search-results") or "")
    digits = re.sub(r"\D", "", found[1]) if found else ""
    return int(digits) if digits else None
