"""A person's posts over time, asked of the real server."""

import uuid
from collections.abc import Iterator
from datetime import datetime

import pytest

from crawler.article import Article
from crawler.config import Config
from crawler.extract import NotAnArticle, extract
from crawler.page import Page
from crawler.platforms import make
from indexer.bulk import Loader
from indexer.client import connect
from indexer.documents import Action, History, Portal, build_document, index_action
from indexer.facets.locality import Unit
from indexer.indices import IndexNotReady, articles, ensure_indices
from search.official import Period, Position, read_official
from search.reader import Reader
from tests.indexer.samples import MU_CANG_CHAI, THO_XUAN, article
from tests.test_extract_generic import CAPTURED, read_nukeviet

VAN_LANG = Unit("182", "2025-06-30", "Huyện Văn Lãng", "Huyện", "Lạng Sơn", "Văn Lãng")
SAID = (
    ("2020-03-01", "Ông Vũ Tiến Đức, Phó Chủ tịch UBND huyện nói.", MU_CANG_CHAI),
    ("2021-05-02", "Đồng chí Vũ Tiến Đức, Huyện ủy viên, Phó Chủ tịch UBND huyện.", MU_CANG_CHAI),
    ("2023-06-03", "Chủ tịch UBND huyện Vũ Tiến Đức dự.", MU_CANG_CHAI),
    (None, "Ông Vũ Tiến Đức, nguyên Bí thư Huyện ủy dự.", MU_CANG_CHAI),
    ("2022-01-01", "Ông Vũ Tiến Đức, Giám đốc Sở Y tế nói.", THO_XUAN),
    ("2009-01-01", "Ông Hà Văn Dự, Chủ tịch UBND huyện nói.", MU_CANG_CHAI),
    ("2011-01-01", "Ông Hà Văn Dự, Chủ tịch UBND huyện nói.", MU_CANG_CHAI),
    ("2024-01-01", "Ông Hà Văn Dự, Trưởng phòng Nội vụ huyện nói.", MU_CANG_CHAI),
)


def written(number: int, day: str | None, text: str, unit: Unit) -> tuple[Article, Unit]:
    published = day and datetime.fromisoformat(f"{day}T08:00:00+07:00")
    return article(number, "Tin", text, published_at=published), unit


def recorded() -> Iterator[tuple[Article, Unit]]:
    for url, body in read_nukeviet():
        page = Page(url, body, "text/html;charset=UTF-8")
        try:
            read = extract(page, site="mau", platform=make("nukeviet"), captured_at=CAPTURED)
        except NotAnArticle:
            continue
        yield read, VAN_LANG


def action(of: Article, unit: Unit, index: str) -> Action:
    history = History(of.captured_at, of.captured_at)
    return index_action(build_document(of, portal=Portal("P", unit), history=history), index)


@pytest.fixture(scope="module")
def archive(elasticsearch_url: str) -> Iterator[Reader]:
    config = Config(
        elasticsearch_url=elasticsearch_url, index_prefix=f"test-{uuid.uuid4().hex[:12]}"
    )
    with connect(config) as client:
        ensure_indices(client, config.index_prefix)
        family = articles(config.index_prefix)
        pages = [written(number, *said) for number, said in enumerate(SAID)]
        pages += recorded()
        outcomes = Loader(client).load(action(*page, family.write) for page in pages)
        assert {outcome.result for outcome in outcomes} == {"indexed"}
        client.indices.refresh(index=family.read)
        yield Reader(client, config.index_prefix)
        for index in client.indices.get(index=f"{config.index_prefix}*"):
            client.indices.delete(index=index)


def days(post: Position) -> tuple[str, str] | None:
    return None if post.first is None or post.last is None else (post.first, post.last)


def test_years_far_apart_may_be_those_of_namesakes(archive: Reader) -> None:
    key = "hà văn dự@Yên Bái/Mù Cang Chải"
    both = read_official(archive, key)
    assert both is not None
    assert both.periods == (Period(2009, 2011, 2), Period(2024, 2024, 1))
    assert len(both.positions) == 2
    for period in both.periods:
        one = read_official(archive, key, period.first, period.last)
        assert one is not None
        assert (one.periods, one.total, len(one.positions)) == ((period,), period.count, 1)
    assert read_official(archive, key, 2015, 2016) is None


def test_posts_in_their_order_with_first_last_and_count(archive: Reader) -> None:
    found = read_official(archive, "vũ tiến đức@Yên Bái/Mù Cang Chải")
    assert found is not None
    held = found.positions
    assert [(post.title, post.organisation, days(post), post.count) for post in held] == [
        ("Bí thư Huyện ủy Mù Cang Chải", "Huyện ủy Mù Cang Chải", None, 1),
        ("Phó Chủ tịch UBND huyện Mù Cang Chải", "UBND huyện Mù Cang Chải",
         ("2020-03-01", "2021-05-02"), 2),
        ("Huyện ủy viên Mù Cang Chải", "Huyện ủy Mù Cang Chải", ("2021-05-02", "2021-05-02"), 1),
        ("Chủ tịch UBND huyện Mù Cang Chải", "UBND huyện Mù Cang Chải",
         ("2023-06-03", "2023-06-03"), 1),
    ]  # fmt: skip
    assert [post.former for post in held] == [True, False, False, False]


def test_an_official_of_the_recorded_portal(archive: Reader) -> None:
    found = read_official(archive, "nông quốc bảo@Lạng Sơn/Văn Lãng")
    assert found is not None
    held = {post.title: (days(post), post.count) for post in found.positions}
    assert held["Chủ tịch UBND huyện Văn Lãng"] == (("2022-01-07", "2024-09-09"), 7)
    assert "Phó Bí thư Huyện ủy Văn Lãng" in held


def test_nobody_held_nothing(archive: Reader) -> None:
    assert read_official(archive, "vũ tiến đức@Yên Bái") is None


def test_without_an_index(elasticsearch_url: str) -> None:
    with connect(Config(elasticsearch_url=elasticsearch_url)) as client:
        reader = Reader(client, "test-none")
        with pytest.raises(IndexNotReady):
            read_official(reader, "ai@")
