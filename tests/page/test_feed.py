"""The Atom feed as a feed reader reads it."""

from datetime import UTC, datetime

import feedparser
import pytest
import requests
from lxml import etree

from search.page.addresses import Address
from search.page.feed import ENTRIES, MEDIA_TYPE, write_feed
from search.results import Hit
from tests.page.collection import ATTACK, HOSTILE
from tests.page.conftest import Read

TAG = "tag:example.org,2025:"


def parsed(base: str, path: str) -> feedparser.FeedParserDict:
    """Return the feed at a path, with addresses resolved; fails unless it is well-formed."""
    answer = requests.get(base + path, timeout=60)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    etree.fromstring(answer.content)
    headers = {"content-type": MEDIA_TYPE, "content-location": base + path}
    read = feedparser.parse(answer.content, response_headers=headers)
    assert not read.bozo, read.get("bozo_exception")
    return read


def test_the_newest_first_with_links_that_lead_to_pages(base: str) -> None:
    read = parsed(base, "/atom")
    assert len(read.entries) == ENTRIES
    moments = [entry.updated_parsed for entry in read.entries if "published" in entry]
    assert moments == sorted(moments, reverse=True)
    assert len({entry.id for entry in read.entries}) == ENTRIES
    assert all(entry.id.startswith(TAG) for entry in read.entries)
    by_rel = {link.rel: link.href for link in read.feed.links}
    assert by_rel == {"self": f"{base}/atom", "alternate": f"{base}/"}
    page = requests.get(read.entries[0].link, headers={"Accept": "text/html"}, timeout=60)
    assert page.status_code == 200
    assert read.entries[0].title in page.text


def test_a_query_s_feed_has_the_articles_of_its_page(base: str, read: Read) -> None:
    tree = read("/", q="lễ hội", province_now="Lạng Sơn", order="newest", map="then", hl="en")
    (href,) = tree.xpath('//link[@rel="alternate"][@type="application/atom+xml"]/@href')
    titles = [" ".join(h2.text_content().split()) for h2 in tree.xpath('//ol[@class="hits"]//h2')]
    assert titles
    entries = parsed(base, href).entries
    assert [entry.title for entry in entries][: len(titles)] == titles


def test_an_entry_keeps_its_id_in_every_feed(base: str) -> None:
    title = HOSTILE.title or ""
    feeds = (parsed(base, path) for path in ("/atom?q=họp thôn", "/atom?year=2024&q=phòng cháy"))
    (first,), (second,) = ([e for e in feed.entries if e.title == title] for feed in feeds)
    assert first.id == second.id == TAG + HOSTILE.key


def test_hostile_texts_stay_texts(base: str) -> None:
    answer = requests.get(f"{base}/atom", params={"q": f"họp thôn {ATTACK}\x00\x0b"}, timeout=60)
    root = etree.fromstring(answer.content)
    assert {etree.QName(each).namespace for each in root.iter()} == {"http://www.w3.org/2005/Atom"}
    assert ATTACK in (root.findtext("{*}title") or "")


def test_what_is_unchanged_is_not_sent_again(base: str) -> None:
    first = requests.get(f"{base}/atom?q=hội", timeout=60)
    known = {"If-None-Match": first.headers["etag"]}
    again = requests.get(f"{base}/atom?q=hội", headers=known, timeout=60)
    assert (again.status_code, again.content) == (304, b"")
    assert requests.get(f"{base}/atom?q=lễ", headers=known, timeout=60).status_code == 200


@pytest.mark.parametrize("query", ["year=x", "from=31/02/2023", "q=" + "a" * 1001])
def test_what_cannot_be_used_is_said(base: str, query: str) -> None:
    assert requests.get(f"{base}/atom?{query}", timeout=60).status_code == 400


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    everything = "".join(map(chr, [*range(0x100), 0xFFFE, 0xFFFF, 0x1F600]))
    document = {
        "key": "a/b:1?x=<&>",
        "title": everything,
        "portal": "x\x00y",
        "lead": "",
        "body": ["chữ " * 400],
        "section": None,
        "published_at": None,
        "captured_at": datetime(2025, 5, 1, tzinfo=UTC).isoformat(),
        "canonical_url": "javascript:alert(1)",
    }
    content = write_feed((Hit(0.0, document, {}),), "t\x1b", Address("/atom"), TAG)
    (entry,) = feedparser.parse(content).entries
    assert entry.id == f"{TAG}a/b:1%3Fx%3D%3C%26%3E"
    assert entry.updated == "2025-05-01T00:00:00+00:00"
    assert [link.rel for link in entry.links] == ["alternate"]
    assert "\U0001f600" in entry.title
    assert len(entry.summary) <= 502


def test_a_feed_without_entries_is_one(base: str) -> None:
    read = parsed(base, "/atom?year=1999&q=không có gì")
    assert read.entries == []
    assert read.feed.updated.startswith("1970")
