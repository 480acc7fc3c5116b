"""The Tân Dân replica: three pagers lead to every article once, in either case of "pages"."""

from collections.abc import Iterator

import pytest

from crawler.page import Page
from crawler.platforms.tandan_sharepoint import TanDanSharePoint
from tests.portals import Served, expected, serve
from tests.portals.recorded import fetch, fetch_page
from tests.portals.tandan_sharepoint import MAINTENANCE, MISSING, OFFSITE
from tests.portals.walking import walk

PATHS = {facts["path"] for facts in expected("tandan_sharepoint")}


@pytest.fixture(scope="module")
def portal() -> Iterator[Served]:
    with serve("tandan_sharepoint") as served:
        yield served


def test_lists_name_every_article_once(portal: Served) -> None:
    found = walk(TanDanSharePoint(), [f"{portal.url}/"])
    addresses = [url.removeprefix(portal.url) for url in found.values()]
    assert sorted(addresses) == sorted(PATHS | {MISSING, MAINTENANCE, OFFSITE})


@pytest.mark.parametrize(
    ("channel", "pages"),
    [("KenhTin/Tin-tuc-su-kien", 3), ("Pages/Thong-bao", 2), ("KenhTin/Van-hoa-xa-hoi", 2)],
)
def test_each_channel_pages_on_to_its_end(portal: Served, channel: str, pages: int) -> None:
    platform, url = TanDanSharePoint(), f"{portal.url}/portal/{channel}.aspx"
    listing, read = platform.parse_list(fetch_page(url)), 1
    while listing.next_url:
        reply = fetch(listing.next_url, listing.next_form)
        assert reply.status == 200
        listing, read = platform.parse_list(Page(url, reply.body)), read + 1
    assert read == pages


def test_sections_are_the_channels_of_the_menu(portal: Served) -> None:
    sections = TanDanSharePoint().parse_list(fetch_page(f"{portal.url}/")).sections
    own = [url.removeprefix(portal.url) for url in sections if url.startswith(portal.url)]
    assert own == [
        "/portal/KenhTin/Tin-tuc-su-kien.aspx",
        "/portal/Pages/Thong-bao.aspx",
        "/portal/KenhTin/Van-hoa-xa-hoi.aspx",
        "/portal/Pages/Lich-cong-tac.aspx",
    ]
