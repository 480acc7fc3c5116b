"""The WebCenter replica: nothing on its pages stays the same but order and dDocName."""

import re
from urllib.request import Request, urlopen

from crawler.page import Page
from crawler.platforms.webcenter import WebCenter
from tests.portals import expected, serve
from tests.portals.recorded import fetch, fetch_page
from tests.portals.walking import walk
from tests.portals.webcenter import HOME, MAINTENANCE, OFFSITE
from tests.portals.webcenter import WebCenter as Replica


def test_lists_name_every_article_once() -> None:
    with serve("webcenter") as portal:
        found = walk(WebCenter(), [portal.url + HOME])
    missing = {Replica.document_name(story) for story in Replica().stories if story.missing}
    own = {key: url for key, url in found.items() if key not in {MAINTENANCE, OFFSITE} | missing}
    assert sorted(own.values()) == sorted(portal.url + f["path"] for f in expected("webcenter"))


def test_the_lists_and_pages_to_fetch_are_the_same_at_every_fetch() -> None:
    platform = WebCenter()
    with serve("webcenter") as portal:
        pages = [fetch_page(portal.url + HOME) for _ in range(2)]
        homes = [platform.parse_list(page) for page in pages]
        lists = [platform.parse_list(fetch_page(homes[0].sections[0])) for _ in range(2)]
    assert pages[0].body != pages[1].body
    assert homes[0].sections == homes[1].sections
    assert len(homes[0].sections) >= len(Replica.sections)
    assert homes[0].articles != homes[1].articles, "as written, with loop numbers"
    assert lists[0].next_url == lists[1].next_url
    assert lists[0].next_url == f"{homes[0].sections[0]}&page=2"


def test_class_names_are_made_up_at_every_fetch() -> None:
    path = expected("webcenter")[0]["path"]
    with serve("webcenter") as portal:
        first, second = (fetch(portal.url + path).body for _ in range(2))
    names = [set(re.findall(rb'class="(x\w+)"', body)) for body in (first, second)]
    assert names[0]
    assert not names[0] <= names[1]


def test_a_browser_gets_a_script_in_place_of_the_page() -> None:
    facts = expected("webcenter")[0]
    with serve("webcenter") as portal:
        asked = Request(portal.url + facts["path"], headers={"User-Agent": "Mozilla/5.0"})
        with urlopen(asked) as reply:
            body = reply.read()
        honest = fetch_page(portal.url + facts["path"])
    assert b"runLoopback" in body
    assert not WebCenter().evidence(Page(portal.url, body))
    assert facts["title"] in honest.text
