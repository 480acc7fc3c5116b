"""The WordPress replica as the platform reads it: lists, REST interface, redirects, traps."""

import json

import pytest

from crawler.page import Page, SelectorMismatch
from crawler.platforms import make
from crawler.platforms.wordpress_rest import PER_PAGE
from tests.portals import serve
from tests.portals.recorded import fetch, fetch_page
from tests.portals.story import load_stories
from tests.portals.walking import walk
from tests.portals.wordpress import WordPress

PLATFORM = make("wordpress")
PLACE = "https://a.example.vn/wp-json/wp/v2/posts?per_page=100&offset=0&_fields=link"


def test_a_walk_finds_every_article_once() -> None:
    replica = WordPress()
    with serve(replica) as portal:
        found = walk(PLATFORM, [f"{portal.url}/"])
        wanted = {PLATFORM.article_key(f"{portal.url}{replica.path(s)}") for s in replica.stories}
    assert set(found) - wanted == {replica.about, replica.upkeep}
    assert wanted <= set(found)


def test_the_rest_interface_alone_names_every_article() -> None:
    replica = WordPress()
    with serve(replica) as portal:
        home = PLATFORM.parse_list(fetch_page(f"{portal.url}/"))
        rest = next(url for url in home.sections if "wp-json" in url)
        listed = PLATFORM.parse_list(fetch_page(rest))
        assert fetch(rest.replace("offset=0", "page=2")).status == 400
    assert [url.removeprefix(portal.url) for url in listed.articles] == [
        replica.path(story) for story in replica.stories
    ]
    assert listed.next_url is None


@pytest.mark.parametrize(("posts", "following"), [(PER_PAGE, "offset=100"), (3, None), (0, None)])
def test_the_rest_interface_pages_on_while_its_lists_are_full(
    posts: int, following: str | None
) -> None:
    body = json.dumps([{"link": f"https://a.example.vn/bai-{n}/"} for n in range(posts)])
    listing = PLATFORM.parse_list(Page(PLACE, body.encode(), "application/json"))
    assert len(listing.articles) == posts
    assert listing.next_url == (following and PLACE.replace("offset=0", following))


@pytest.mark.parametrize("body", [b"[1]", b'[{"id": 1}]', b"[{"])
def test_json_that_lists_no_posts_is_an_unknown_layout(body: bytes) -> None:
    with pytest.raises(SelectorMismatch):
        PLATFORM.parse_list(Page(PLACE, body))


@pytest.mark.parametrize(
    "address",
    [
        "/?p=1184",
        "/ban-giao-tru-so-tai-san-cong/",
        "/ban-giao-tru-so-tai-san-cong-truoc-ngay-01-7-2025",
        "/van-ban/ban-giao-tru-so-tai-san-cong-truoc-ngay-01-7-2025/",
    ],
)
def test_other_addresses_of_an_article_redirect_to_it(address: str) -> None:
    (story,) = (s for s in load_stories("wordpress") if s.id == 1184)
    with serve("wordpress") as portal:
        reply = fetch(portal.url + address)
    assert reply.status == 301
    assert reply.headers["Location"] == portal.url + WordPress().path(story)


def test_a_page_is_no_article_and_a_missing_one_is_known_by_its_class() -> None:
    with serve("wordpress") as portal:
        with pytest.raises(SelectorMismatch):
            PLATFORM.parse_article(fetch_page(f"{portal.url}/{WordPress.about}/"))
        missing = fetch_page(f"{portal.url}/khong-co-bai-nay-dau/")
    assert PLATFORM.is_not_found(missing)
