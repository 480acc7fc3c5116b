"""A small archive, indexed once for all tests of the search."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlencode

import pytest
import requests
from elasticsearch import Elasticsearch

from crawler.article import Article
from crawler.config import Config
from indexer.bulk import Loader
from indexer.client import connect
from indexer.indices import articles, ensure_indices
from search.query import SearchRequest
from search.results import Results
from search.searcher import search
from tests.indexer.samples import action, article
from tests.page.serving import serving
from tests.search.asking import Get


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


THO_XUAN, BAO = "thanhhoa/tho-xuan", "laocai/bao"
ARCHIVE = (
    article(
        1,
        "Lễ hội xuống đồng xã Púng Luông",
        "Sáng mùng 8, đông đảo nhân dân các bản về dự lễ hội.",
        "Đồng chí Nguyễn Thị Thúy, Phó Chủ tịch UBND huyện, khai mạc <lễ hội> & trao giải.",
        published_at=at("2023-02-05T00:00:00+07:00"),
    ),
    article(
        2,
        "Hội nghị tổng kết công tác quân sự",
        "Thượng tá Giàng A Vừ dự hội nghị và phát biểu chỉ đạo về an toàn giao thông.",
        published_at=at("2023-02-05T23:59:00+07:00"),
        section="Quân sự",
    ),
    article(
        3,
        "Khởi công trường học",
        "Bà Nguyễn Thị Thuý trao học bổng cho học sinh; nhân dân hoà thuận.",
        published_at=at("2024-01-01T00:00:00+07:00"),
        section="Giáo dục",
    ),
    article(
        4,
        "Lễ hội Lam Kinh",
        "Du khách dự lễ hội Lam Kinh rất đông.",
        site=THO_XUAN,
        published_at=at("2022-09-18T08:00:00+07:00"),
    ),
    article(
        5,
        "Thọ Xuân thu hoạch lúa",
        "Nông dân xuống đồng gặt lúa, hội phụ nữ góp sức.",
        site=THO_XUAN,
        published_at=at("2022-10-01T08:00:00+07:00"),
        section="Kinh tế",
    ),
    article(6, "Thời tiết", "Trời nắng ráo.", site=BAO, published_at=None, section=None),
)


@pytest.fixture(scope="module")
def config(elasticsearch_url: str) -> Config:
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    return Config(elasticsearch_url=elasticsearch_url, index_prefix=prefix)


@pytest.fixture(scope="module")
def client(config: Config) -> Iterator[Elasticsearch]:
    """Give a client and delete the archive's indices at the end."""
    with connect(config) as client:
        yield client
        for index in client.indices.get(index=f"{config.index_prefix}*"):
            client.indices.delete(index=index)


Ask = Callable[..., Results]


@pytest.fixture(scope="module")
def ask(client: Elasticsearch, config: Config) -> Ask:
    """Index ARCHIVE and give a function that searches it: text, then SearchRequest's fields."""
    ensure_indices(client, config.index_prefix)
    family = articles(config.index_prefix)
    written = Loader(client).load(action(each, family.write) for each in ARCHIVE)
    assert {outcome.result for outcome in written} == {"indexed"}
    client.indices.refresh(index=family.read)

    def ask(text: str = "", **fields: object) -> Results:
        return search(client, config, SearchRequest(text, **fields))  # type: ignore[arg-type]

    return ask


@pytest.fixture(scope="module")
def base(config: Config, ask: Ask) -> Iterator[str]:
    """Give the address of the API, served by uvicorn on a free port."""
    assert ask().total == len(ARCHIVE)
    with serving(config) as address:
        yield address


@pytest.fixture(scope="module")
def get(base: str) -> Iterator[Get]:
    """Give a function that gets a path with parameters."""
    with requests.Session() as session:

        def get(path: str, **parameters: object) -> requests.Response:
            query = {k.rstrip("_"): v for k, v in parameters.items() if v is not None}
            return session.get(f"{base}{path}?{urlencode(query, doseq=True)}")

        yield get


def numbers(results: Results) -> list[int]:
    """Return the found articles' numbers in ARCHIVE, in order."""
    return [int(str(hit.document["key"]).rpartition(":")[2]) for hit in results.hits]


def article_of(number: int) -> Article:
    """Return an article of ARCHIVE."""
    return ARCHIVE[number - 1]
