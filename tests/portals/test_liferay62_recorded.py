"""The Liferay 6.2 replica is built as the recorded portal is, and forgives the same addresses."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from crawler.page import Page
from tests.portals import PORTALS, expected
from tests.portals.recorded import fetch, fetch_page, load_recorded
from tests.portals.story import load_stories

LIFERAY_ARTICLE = """
div.asset-full-content-title
div.assetPublishDate.block_timer
div.asset-full-content > div.asset-content[id^="_101_"]
div.sapo-wrapper > p.sapo > strong
div.asset-content > div.journal-content-article
div.journal-content-article > p.view-content-author > strong > em
#column-2 div.journal-content-article
div.asset-control-detail .print-action
div.related_asset > ul.related_asset_list
div.dd_chuyenmuc > span.tintuc > p
meta[property]
h1.portlet-title
link[rel=canonical]
link[hreflang]
#portlet_status
""".strip().splitlines()


def liferay_url(wanted: str) -> str:
    return next(url for url in load_recorded("hanoi-portal").rows if re.search(wanted, url))


def same_counts(real: Page, copy: Page, selectors: list[str]) -> None:
    """Hold that each selector matches both pages or neither, and once where it is once."""
    for selector in selectors:
        pair = len(real.many(selector)), len(copy.many(selector))
        assert min(pair[0], 2) == min(pair[1], 2), (selector, pair)


def test_liferay_article_is_built_as_recorded(liferay62: str) -> None:
    real = load_recorded("hanoi-portal").page(liferay_url(r"/-/view_content/4378921-"))
    copy = fetch_page(liferay62 + expected("liferay62")[2]["path"])
    skipped = {"#column-2 div.journal-content-article", "h1.portlet-title"}
    same_counts(real, copy, [s for s in LIFERAY_ARTICLE if s not in skipped])
    for page in (real, copy):
        assert page.many("#column-2 div.journal-content-article")
        assert page.many("#column-2 h1.portlet-title")
        assert len(page.many("h1")) == len(page.many("#column-2 h1"))
        date = page.one("div.assetPublishDate").text_content().strip()
        assert re.fullmatch(r"\d\d/\d\d/\d{4} \| \d?\d:\d\d [AP]M", date)


@pytest.mark.parametrize("prefix", ["/vi", "/en", "/tin-tuc-su-kien/-/view_content/1-x"])
def test_liferay_finds_an_article_by_its_last_id(prefix: str, liferay62: str) -> None:
    facts = expected("liferay62")[2]
    page = fetch_page(liferay62 + prefix + facts["path"])
    assert page.one("div.asset-full-content-title").text == facts["title"]


def test_liferay_answers_200_where_nothing_is(liferay62: str) -> None:
    portal = load_recorded("hanoi-portal")
    real = Page("/", portal.pages[portal.rows["/(any unknown address)"]["file"]])
    missing = next(story for story in load_stories("liferay62") if story.missing)
    targets = ("/khong-co", "/documents/20182/0/mat-roi.jpg", f"/x/-/view_content/{missing.id}-x")
    for target in targets:
        reply = fetch(liferay62 + target)
        copy = Page(target, reply.body)
        assert reply.status == 200
        for page in (real, copy):
            assert page.one("title").text.startswith("Trạng thái - ")
        same_counts(
            real,
            copy,
            [*LIFERAY_ARTICLE, "h3.alert.alert-error", "code.lfr-url-error", "#column-1"],
        )


def buttons(page: Page) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return each pager button's class, label and state, the numbers left out."""
    found = []
    fixed = {"_101_delta", "_101_cur"}
    for item in page.many("ul.pager.lfr-pagination-buttons > li"):
        link = page.one("a", item)
        query = parse_qsl(urlsplit(link.get("href")).query, keep_blank_values=True)
        state = [(name, "" if name in fixed else value) for name, value in query]
        found.append((item.get("class").strip(), link.text.strip(), state))
    return found


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_liferay_pager_is_built_as_recorded(place: str, liferay62: str) -> None:
    theirs = {"first": r"^/bao-chi-xuat-ban\?.*_101_delta=15.*_101_cur=1$"}
    theirs |= {"middle": r"^/bao-chi-xuat-ban\?.*_101_delta=15.*_101_cur=7$"}
    theirs |= {"last": r"^/bao-chi-xuat-ban\?.*_101_delta=15.*_101_cur=97$"}
    own = {"first": 1, "middle": 2, "last": 3}
    real = load_recorded("hanoi-portal").page(liferay_url(theirs[place]))
    copy = fetch_page(f"{liferay62}/tin-tuc-su-kien?_101_cur={own[place]}")
    assert buttons(copy) == buttons(real)
    for page in (real, copy):
        text = page.one("small.search-results").text.strip()
        assert re.fullmatch(r"Hiển thị [\d.]+ - [\d.]+ of [\d.]+ kết quả\.", text)
    if place == "first":
        for page in (real, copy):
            for item in page.many("div.asset-abstract"):
                assert len(page.many("h3.asset-title > a", item)) == 1
                assert len(page.many("div.assetPublishDate", item)) == 1
                assert len(page.many("div.asset-summary", item)) == 1


def test_liferay_menu_names_every_page(liferay62: str) -> None:
    page = fetch_page(f"{liferay62}/tin-tuc-su-kien")
    listed = PORTALS["liferay62"]().listed("tin-tuc-su-kien")
    menu = page.many("ul.lfr-menu-list > li.custom-paging > a")
    assert [link.text_content().strip() for link in menu] == ["1", "2", "3"]
    assert page.one("small.search-results").text.strip().endswith(f"of {len(listed)} kết quả.")


def test_liferay_table_and_inline_lists_are_built_as_recorded(liferay62: str) -> None:
    portal, base = load_recorded("hanoi-portal"), liferay62
    tables = portal.page(liferay_url(r"^/qlttps\?")), fetch_page(f"{base}/van-ban-chi-dao")
    for page in tables:
        links = page.many("table.table > tbody.table-data > tr > td.table-cell > a")
        assert links
        for link in links:
            assert re.search(r"/-/view_content/\d+-[^.]*\?redirect=http", link.get("href"))
        assert not page.many("h3.asset-title")
    inline = portal.page("/-au-thau-mua-sam-cong"), fetch_page(f"{base}/cong-khai-ngan-sach")
    same_counts(*inline, ['div.asset-content[id^="_101_"]', "p.sapo", "div.asset-abstract"])
    for page in inline:
        address = page.many("ul.lfr-menu-list > li > a")[0].get("href")
        assert "_101_delta=1&" in address
