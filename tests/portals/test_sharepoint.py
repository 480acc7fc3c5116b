"""The SharePoint replica: pages, posts and the site's JSON lead to every article once."""

from collections.abc import Iterator

import pytest

from crawler.platforms.sharepoint import SharePoint
from tests.portals import Served, expected, serve
from tests.portals.recorded import fetch_page
from tests.portals.sharepoint import INTERFACE, MAINTENANCE, MISSING, OFFSITE
from tests.portals.walking import walk

FACTS = expected("sharepoint")
PATHS = {facts["path"] for facts in FACTS}
NEWS = {path for path in PATHS if "ItemID" not in path}


@pytest.fixture(scope="module")
def portal() -> Iterator[Served]:
    with serve("sharepoint") as served:
        yield served


def found(portal: Served, start: str) -> list[str]:
    addresses = walk(SharePoint(), [portal.url + start]).values()
    return sorted(url.removeprefix(portal.url) for url in addresses)


def test_lists_name_every_article_once(portal: Served) -> None:
    assert found(portal, "/") == sorted(PATHS | {MISSING, MAINTENANCE, OFFSITE})


def test_the_interface_names_every_page_of_the_library_once(portal: Served) -> None:
    before = len(portal.requests)
    assert found(portal, f"{INTERFACE}?$top=5") == sorted(NEWS)
    assert len(portal.requests) - before == 3


def test_documents_are_listed_by_posts(portal: Served) -> None:
    first = SharePoint().parse_list(fetch_page(f"{portal.url}/vanban/Pages/van-ban.aspx"))
    assert dict(first.next_form)["__EVENTTARGET"].endswith("$tiep")
    assert "__VIEWSTATE" in dict(first.next_form)


def test_a_pattern_takes_what_the_words_of_an_address_leave_out() -> None:
    address = "https://a.example.vn/tin/Pages/khai-mac.aspx"
    assert SharePoint().article_key(address) is None
    pattern = r"^/tin/Pages/[^/]+\.aspx$"
    assert SharePoint(article_pattern=pattern).article_key(address) == "tin/pages/khai-mac.aspx"
    assert SharePoint(article_pattern="^/bai/").article_key(address) is None
