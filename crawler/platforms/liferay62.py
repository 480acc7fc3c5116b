"""Liferay 6.2, the Java portal of many provinces before 2020.

Recognised by `portlet-boundary` markup with asset publisher ids (`_101_`), `/-/view_content/` links
or one of its variants' news portlets, without the `com_liferay_` names of Liferay 7. Portals:
sotttt.hanoi.gov.vn (recorded), baria-vungtau.gov.vn.

One article has many addresses: under each section, /vi/ and /en/, with a doubled /-/view_content/,
and behind relative language links that grow without end ("….html/en/en/vi/en.html"). Only the
asset's id counts.

Two variants keep their news in portlets of their own, known by address: VNPT's
`/-/details/<group>/<slug>` (syt.bacninh.gov.vn; its lists page on by `_dsnews_WAR_…_cur`), and
Bến Tre's `/-/cms-icbt/10180/bai-viet/<id>` with "Ngày đăng bài: … | Tác giả: …".
"""

import re
from urllib.parse import urlsplit

from lxml import html

from crawler.dates import parse_label
from crawler.page import Page
from crawler.platforms.base import Facts, Listing, Platform
from crawler.platforms.liferay import (
    OTHER_DRESS,
    find_next_page,
    parse_sections,
    parse_total,
    read_portlet,
    strip_language,
)
from crawler.reading.body import Content, read_content
from crawler.reading.byline import take_byline
from crawler.reading.dateline import DATE_LINE
from crawler.text import clean
from crawler.urls import normalise

_MARK = "/-/view_content/"
_ASSET = re.compile(r"/-/view_content/(\d+)(?:-[^/?#;]*)?")
_VARIANT = re.compile(
    r"/-/(?:details/(?P<group>\d+)/(?P<slug>[^/?;#]+)|cms-icbt/\d+/bai-viet/(?P<id>\d+))"
)
_INLINE = re.compile(r"^_101_(?:INSTANCE_\w+_)?(\d+)$")
_MARKS = (b"_101_", b"view_content", b'id="portlet_status"', b"_WAR_vnpteportal", b"cms-icbt")


class Liferay62(Platform):
    """Asset publisher pages: `div.asset-abstract` lists and `div.asset-content` articles."""

    name = "liferay62"

    def evidence(self, page: Page) -> str | None:
        """See the base class."""
        body = page.body
        if b"portlet-boundary" not in body or b"com_liferay_" in body:
            return None
        found = next((mark for mark in _MARKS if mark in body), None)
        return f"portlet-boundary and {found.decode()}" if found else None

    def article_key(self, url: str) -> str | None:
        """Return the asset's id, the last one in the address; a variant's group and slug, or id."""
        if "/-/" not in url or OTHER_DRESS.search(url):
            return None
        path = url.partition("?")[0]
        ids: list[str] = _ASSET.findall(path)
        if ids:
            return ids[-1]
        found = _VARIANT.search(path)
        if found is None:
            return None
        return f"icbt/{found['id']}" if found["id"] else f"{found['group']}/{found['slug']}"

    def canonical_url(self, url: str) -> str:
        """Return `/<section>/-/view_content/<id>-<slug>`; of other addresses the normalised one."""
        parts = urlsplit(url)
        path = strip_language(parts.path)
        found = list(_ASSET.finditer(path))
        if variant := None if found else _VARIANT.search(path):
            return normalise(f"{parts.scheme}://{parts.netloc}{path[: variant.end()]}") or url
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
            articles=tuple(found.values()),
            next_url=find_next_page(page),
            declared_total=parse_total(page),
            sections=parse_sections(page),
        )

    def parse_article(self, page: Page) -> Facts:
        """Read the asset that the address names, the page's first if it names none."""
        if not page.many("div.asset-content") and _VARIANT.search(page.url):
            return read_portlet(page, DATE_LINE)
        asset = self._asset(page)
        area = asset.getparent().getparent()
        bodies = page.many("div.journal-content-article", asset)
        content = read_content(bodies[:1] or [asset], page.url)
        byline = take_byline(content)
        header = read_content(page.many("div.sapo-wrapper", asset) if bodies else [], page.url)
        content.put_first(Content(images=header.images))  # its lead reads as a caption
        return Facts(
            title=_first(page, "div.asset-full-content-title", area),
            lead=_first(page, "p.sapo", asset) if bodies else None,
            content=content,
            byline=byline,
            section=_first(page, ".dd_chuyenmuc .tintuc, ul.breadcrumb li:last-child"),
            published=parse_label(_first(page, "div.assetPublishDate", area) or ""),
        )

    def is_not_found(self, page: Page) -> bool:
        """Liferay answers 200 with its status portlet, for missing images too."""
        return b'id="portlet_status"' in page.body

    def _inline(self, page: Page) -> list[tuple[str, str]]:
        parts = urlsplit(page.url)
        section = strip_language(parts.path.partition("/-/")[0].rstrip("/"))
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
