"""What holds for any page: the written ones, mutilated at random, break no rule."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.article import Article, Flag
from crawler.dates import parse_label
from crawler.extract import NotAnArticle, extract
from crawler.legacy import Legacy, convert
from crawler.page import Page
from crawler.platforms import PLATFORMS, make, recognise
from indexer.facets.dates import find_event_dates

CAPTURED = datetime(2024, 12, 1, tzinfo=UTC)
WRITTEN = Path(__file__).parent / "platforms"
PAGES = {
    platform: [path.read_bytes() for path in WRITTEN.glob(f"{platform}/*.html")]
    for platform in PLATFORMS
}
JUNK = (
    *(
        b"<",
        b">",
        b'"',
        b"&#0;",
        b"&#x110000;",
        b"\x00",
        b"\xff\xfe",
        b"<!--",
        b"]]>",
        b"<table><tr>",
    ),
    *(b"<article>", b"</div></div></div>", b"<p>", b"<br><br>", b"<img src='http://[x]'>"),
    *(b"<a href='http://[x]/a.pdf'>", b"<h1></h1>", b"<base href='http://[x'>", b"<?xml ?>"),
    *(
        b"<time datetime='2023-02-31'>",
        b"<svg><a>",
        b"<p>99/99/9999 99:99 CH</p>",
        b"T\xe1\xbb\x87p k\xc3\xa8m",
    ),
)


@st.composite
def mutilated(draw: st.DrawFn, platform: str) -> bytes:
    """Return a written page of the platform with pieces cut out, moved, repeated and put in."""
    body = draw(st.sampled_from(PAGES[platform]))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = start + draw(st.integers(0, 2_000))
        piece = draw(
            st.one_of(st.sampled_from(JUNK), st.binary(max_size=20), st.just(body[start:end]))
        )
        place = draw(st.integers(0, len(body)))
        body = (
            body[:start] + body[end:]
            if draw(st.booleans())
            else body[:place] + piece + body[place:]
        )
    return body


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_page_is_an_article_or_is_none(platform: str, data: st.DataObject) -> None:
    """Nothing but NotAnArticle is raised, and what is read can be written down and read again."""
    written = json.loads((WRITTEN / platform / "article.json").read_bytes())
    page = Page(written["address"], data.draw(mutilated(platform)))
    family = make(platform)
    family.parse_list(page)
    recognise(page)
    try:
        article = extract(page, site="a/b", platform=family, captured_at=CAPTURED)
    except NotAnArticle:
        return
    assert Article.from_json(article.to_json()) == article


OPENED = "<article><h1>Họp xã</h1>".encode()
GARBAGE = {
    "empty": b"",
    "blanks": b" \r\n\t" * 9,
    "binary": bytes(range(256)) * 99,
    "a PDF": b"%PDF-1.4\n" + bytes(range(256)) * 99,
    "UTF-16": OPENED.decode().encode("utf-16"),
    "one line": OPENED + b"xin chao " * 40_000,
    "no blank": OPENED + b"<p>" + b"1" * 300_000,
    "days": OPENED + "<p>Ngày 1/2, ".encode() + "ngày 1/2, ".encode() * 20_000,
    "halves of days": OPENED + b"<p>" + b"1/" * 99_000,
    "elements left open": OPENED + b"<div><font><b><i>" * 3_000 + b"xin chao",
    "lists left open": OPENED + b"<ul><li>" * 9_000 + b"xin chao",
    "tables left open": OPENED + b"<table><tr><td>x" * 2_000,
    "paragraphs": OPENED + b"<p>a" * 30_000,
    "files": OPENED + b"".join(b"<p><a href=/%d.pdf>a</a>" % n for n in range(6_000)),
    "breaks": OPENED + b"a<br>" * 9_000,
    "images": OPENED + b"<img src=/a.jpg><p><i>a</i></p>" * 3_000,
    "NULs": OPENED + b"<p>\x00a\x00" * 9_000,
    "entities": b"<!DOCTYPE a [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;'>]>"
    + OPENED
    + b"<p>"
    + b"&b;" * 30_000,
    "broken UTF-8": OPENED + b"<p>\xe1\xbb" * 9_000,
    "attributes": OPENED + b"<p " + b"class=related " * 9_000 + b">a",
}
"""What is no article, or is one a thousandfold: with square time each would take minutes."""


@pytest.mark.parametrize("platform", ["generic", "liferay62", "newspaper", "nukeviet"])
@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_a_flagged_article_or_a_counted_drop(name: str, platform: str) -> None:
    written = json.loads((WRITTEN / platform / "article.json").read_bytes())
    page, family = Page(written["address"], GARBAGE[name]), make(platform)
    family.parse_list(page)
    try:
        article = extract(page, site="a/b", platform=family, captured_at=CAPTURED)
    except NotAnArticle:
        return
    assert Flag.NO_DATE in article.flags
    find_event_dates(article)


@given(st.text(), st.sampled_from(Legacy))
def test_any_text_is_converted(text: str, font: Legacy) -> None:
    assert convert(text, font).isascii() or not text.isascii()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["utf-8", "cp1258", "utf-16", "cp1252"]))
def test_any_bytes_are_read(body: bytes, encoding: str) -> None:
    text = "<h1>Họp xã</h1><p>Ủy ban".encode(encoding, "replace")
    page = Page("https://a.example.vn/1", text + body, f"text/html; charset={encoding}")
    assert page.root.text_content() is not None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*"0123456789/-. ,(", "ngày ", "từ ", "đến ", "sáng "])).map("".join)
)
@example("ngày 31/2, 30 và 31/2")
@example("từ ngày 29/2 đến 1/1")
@example("ngày 1/1/0000")
@example("ngày 29/2/2024 đến 1/1")
def test_any_day_of_an_event_is_in_reach(text: str) -> None:
    article = Article(
        url="https://a.example.vn/1",
        canonical_url="https://a.example.vn/1",
        key="a/b:1",
        site="a/b",
        platform="generic",
        captured_at=CAPTURED,
        http_status=200,
        title=None,
        lead=text,
        body=(),
        published_at=CAPTURED,
    )
    for event in find_event_dates(article):
        assert event.start <= event.end
        assert event.start <= CAPTURED.date()
        assert text[event.mention.start : event.mention.end].strip()


@given(st.text())
@example("1/1/0000")
@example("ngày 1 tháng 1 năm 9999, 23:59")
@example("9999-12-31T23:59:59-12:00")
@example("0001-01-01T00:00:00+14:00")
def test_any_label_is_a_date_or_is_none(text: str) -> None:
    found = parse_label(text)
    assert found.at is None or found.at.year >= 1997
