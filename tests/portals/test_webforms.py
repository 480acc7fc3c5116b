"""The WebForms replica: every article by its posts, each page's state good for that page alone."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from crawler.page import Page
from crawler.platforms.webforms import WebForms
from tests.portals import Served, expected, serve
from tests.portals.recorded import fetch, fetch_page
from tests.portals.walking import walk
from tests.portals.webforms import MAINTENANCE, MISSING, OFFSITE

LIST = "/noidung/tintuc/Pages/danh-sach-tin.aspx?l=TinTuc&lv=4"


@pytest.fixture(scope="module")
def portal() -> Iterator[Served]:
    with serve("webforms") as served:
        yield served


def test_lists_name_every_article_once(portal: Served) -> None:
    found = walk(WebForms(), [f"{portal.url}/"])
    planted = {f"tintuc/{number}" for number in (MISSING, MAINTENANCE, OFFSITE)}
    own = [url for key, url in found.items() if key not in planted]
    paths = [facts["path"] for facts in expected("webforms")]
    assert sorted(own) == sorted(portal.url + path for path in paths)
    assert planted < found.keys()


def test_the_walk_posts_its_way_past_the_tenth_page(portal: Served) -> None:
    before = len(portal.requests)
    page, totals = fetch_page(portal.url + LIST), set[int | None]()
    listing = WebForms().parse_list(page)
    pages = 1
    while listing.next_url:
        assert urlsplit(listing.next_url).path == urlsplit(page.url).path
        reply = fetch(listing.next_url, listing.next_form)
        listing = WebForms().parse_list(Page(listing.next_url, reply.body))
        totals.add(listing.declared_total)
        pages += 1
    assert (pages, totals) == (13, {13})
    assert len(portal.requests) - before == 13


def test_unknown_item_is_not_found_although_answered_200(portal: Served) -> None:
    address = f"{portal.url}/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?l=TinTuc&ItemID="
    reply = fetch(f"{address}{MISSING}")
    assert reply.status == 200
    assert WebForms().is_not_found(Page(f"{address}{MISSING}", reply.body))
    article = expected("webforms")[0]["path"]
    assert not WebForms().is_not_found(fetch_page(portal.url + article))
