"""What holds for any page: the written ones, mutilated at random, break no rule."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crawler.article import Article
from crawler.dates import parse_label
from crawler.extract import NotAnArticle, extract
from crawler.page import Page
from crawler.platforms import PLATFORMS, make, recognise

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


@given(st.text())
@example("1/1/0000")
@example("ngày 1 tháng 1 năm 9999, 23:59")
@example("9999-12-31T23:59:59-12:00")
@example("0001-01-01T00:00:00+14:00")
def test_any_label_is_a_date_or_is_none(text: str) -> None:
    found = parse_label(text)
    assert found.at is None or found.at.year >= 1997
