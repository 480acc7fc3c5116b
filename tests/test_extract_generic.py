"""Pages of portals that no platform knows: recorded ones of known families, read as unknown."""

import csv
import random
import tarfile
from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest

from bench.body_quality import f1, read_corpus, tokens
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make
from crawler.platforms.base import Facts
from tests.portals.recorded import corpus

CAPTURED = datetime(2025, 1, 1, tzinfo=UTC)
PAGES = 40


def read_nukeviet() -> list[tuple[str, bytes]]:
    """Return each article once, as first fetched."""
    found: dict[str, tuple[str, bytes]] = {}
    with tarfile.open(corpus("nukeviet")) as tar:
        content = {m.name: file.read() for m in tar if (file := tar.extractfile(m))}
    for row in csv.DictReader(content["index.tsv"].decode().splitlines(), delimiter="\t"):
        url = f"http://127.0.0.1:8802{row['url']}"
        key = make("nukeviet").article_key(url)
        if key and row["status"] == "200" and row["kind"] == "page":
            found.setdefault(key, (url, content[row["file"]]))
    return list(found.values())


def read_hanoi() -> list[tuple[str, bytes]]:
    return [(url, body) for _, url, body in read_corpus(corpus("hanoi-portal"))]


@cache
def both(name: str) -> list[tuple[Facts, Facts]]:
    """Return what the known platform and `generic` read from 40 recorded pages."""
    pages = read_hanoi() if name == "liferay62" else read_nukeviet()
    read = [Page(url, body, "text/html;charset=UTF-8") for url, body in pages]
    chosen = random.Random(2022).sample(read, PAGES)
    return [(make(name).parse_article(p), make("generic").parse_article(p)) for p in chosen]


@pytest.mark.parametrize("name", ["liferay62", "nukeviet"])
def test_recorded_pages_read_as_unknown(name: str) -> None:
    """Measured: 1.00 of titles, leads, dates, authors and images; F1 .999 and .995."""
    for known, generic in both(name):
        assert generic.title == known.title
        assert generic.published.at == known.published.at
        assert generic.lead == known.lead
        assert tokens(" ".join(generic.byline.authors)) == tokens(" ".join(known.byline.authors))
        assert generic.byline.source == known.byline.source
        assert set(generic.content.captions) >= set(known.content.captions)
        assert images(generic) == images(known)
    scores = [f1(text(generic), text(known)) for known, generic in both(name)]
    assert sum(scores) / len(scores) >= 0.99


def images(facts: Facts) -> set[str]:
    return {image.url for image in facts.content.images}


def text(facts: Facts) -> Counter[str]:
    return tokens(" ".join((facts.lead or "", *facts.content.body, *facts.content.captions)))


@pytest.mark.parametrize(
    ("file", "paragraphs", "published"),
    [("6847912-182", 25, "2021-05-22T11:38"), ("6848045-2", 0, "2021-04-19T15:17")],
)
def test_recorded_liferay7_article(file: str, paragraphs: int, published: str) -> None:
    """Its canonical link points to another host, its headings are menus, its title is a span."""
    with tarfile.open(corpus("liferay7-pages")) as tar:
        member = tar.extractfile(f"pages/ncov-moh_article-{file}.html")
        assert member is not None
        page = Page(f"https://ncov.moh.gov.vn/-/{file}", member.read())
    article = extract(page, site="bo/y-te", platform=make("generic"), captured_at=CAPTURED)
    assert article.canonical_url == page.url
    assert article.title
    assert article.published_at
    assert f"{article.published_at:%Y-%m-%dT%H:%M}" == published
    assert len(article.body) == paragraphs
    assert len(article.images) == min(1, paragraphs)
    assert article.authors == (("Vũ Phương Nhi",) if paragraphs else ())


URL = "https://a.example.vn/tin-tuc?page=2"


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='?page=1'>« Trang trước</a> <a href='?page=3'>Trang sau »</a>",
        "<a href='?page=3'>Tiếp&nbsp;›</a>",
        "<a href='?page=1'>‹</a><a href='?page=3'>›</a><a href='?page=9'>»</a>",
        "<a href='?page=1'>1</a> <strong>2</strong> <a href='?page=3'>3</a><a href='?page=9'>9</a>",
        "<ul><li><a href='?page=1'>1</a></li><li><span>2</span></li><li><a href='?page=3'>3</a>",
        "<li class=active><a href='#'>2</a></li><li><a href='?page=3'>3</a></li>",
        "<a href='?page=9' title='Trang cuối'></a><a href='?page=3' title='Trang sau'></a>",
        "<a href='?page=3' rel='nofollow next'></a>",
    ],
)
def test_pager_leads_on(pager: str) -> None:
    listing = make("generic").parse_list(Page(URL, f"<body>{pager}</body>".encode()))
    assert listing.next_url == "https://a.example.vn/tin-tuc?page=3"


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='?page=1'>« Trang trước</a> <a href='?page=1'>1</a> <b>2</b>",
        "<a href='?page=2'>Trang sau »</a>",
        "<a href='javascript:next()'>Trang sau</a>",
        "<a href='?thang=11'>11</a> <a href='?thang=12'>12</a>",
        f"<a href='/x'>{'9' * 5000}</a>",
    ],
)
def test_last_page_leads_nowhere(pager: str) -> None:
    assert make("generic").parse_list(Page(URL, f"<body>{pager}</body>".encode())).next_url is None


@pytest.mark.parametrize("depth", [100, 400])
@pytest.mark.parametrize("tag", ["div", "font", "table><tr><td"])
def test_elements_left_open_hide_no_text(tag: str, depth: int) -> None:
    text = "Nhân dân trong xã đóng góp ngày công làm đường liên thôn. " * 5
    markup = f"<body><article><h1>Tin</h1>{f'<{tag}>' * depth}{text}</article></body>"
    facts = make("generic").parse_article(Page(URL, markup.encode()))
    assert facts.content.body == (text.strip(),)
