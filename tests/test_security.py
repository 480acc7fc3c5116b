"""With security switched on: a key of each role does its work, and nothing beside it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from elasticsearch import ApiError, AuthorizationException, Elasticsearch
from pydantic import SecretStr

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable
from indexer.bulk import Loader
from indexer.client import connect
from indexer.indices import articles, current_index, ensure_indices
from indexer.migration import migrate
from tests.indexer.samples import action, article
from tests.page.serving import serving
from tests.secured import Secured, secured

PREFIX = "khotin-thu"
NEWS = articles(PREFIX)
KEY = article(1, "Lễ hội").key


@pytest.fixture(scope="module")
def server() -> Iterator[Secured]:
    with secured() as server:
        yield server


@pytest.fixture(scope="module")
def indexer(server: Secured, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Give the indexer's configuration, after it has filled an archive."""
    config = server.config_for("indexer", PREFIX, tmp_path_factory.mktemp("data"))
    texts = [article(number, "Lễ hội", f"Đoạn {number}.") for number in range(30)]
    with connect(config) as client:
        ensure_indices(client, PREFIX)
        outcomes = list(Loader(client).load(action(text, NEWS.write) for text in texts))
        client.indices.refresh(index=NEWS.read)
    assert {outcome.result for outcome in outcomes} == {"indexed"}
    return config


@pytest.fixture
def reader(server: Secured, indexer: Config) -> Config:
    return server.config_for("reader", PREFIX, indexer.data)


def test_the_indexers_key_rebuilds_an_index(
    indexer: Config, reader: Config, change_mapping: Callable[..., None]
) -> None:
    change_mapping(mood={"type": "keyword"})
    with connect(indexer) as client:
        assert [done.documents for done in migrate(client, PREFIX)] == [30, 0]
    with connect(reader) as client:
        assert client.count(index=NEWS.read)["count"] == 30


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=le+hoi",
        "/search?q=%22le+hoi%22&cursor=*&size=5",
        "/export?q=le+hoi&format=csv",
        f"/articles/{KEY}",
        "/suggest?q=giang",
        "/healthz",
        "/?q=le+hoi",
        "/do-phu",
        "/atom?q=le+hoi",
        f"/bai/{KEY}",
    ],
)
def test_the_readers_key_serves_every_page(reader: Config, address: str) -> None:
    with serving(reader) as url:
        answer = requests.get(url + address, timeout=30)
    assert answer.status_code == 200, answer.text[:300]


WRITES: dict[str, Callable[[Elasticsearch], object]] = {
    "a document": lambda client: client.index(index=NEWS.read, document={"title": "x"}),
    "an update": lambda client: client.update_by_query(index=NEWS.read),
    "a deletion": lambda client: client.delete_by_query(index=NEWS.read, query={"match_all": {}}),
    "an index": lambda client: client.indices.create(index=f"{PREFIX}-them"),
    "no index": lambda client: client.indices.delete(index=current_index(client, NEWS) or ""),
    "a mapping": lambda client: client.indices.put_mapping(
        index=NEWS.read, properties={"x": {"type": "keyword"}}
    ),
    "a block": lambda client: client.indices.add_block(index=NEWS.read, block="read"),
    "a setting": lambda client: client.cluster.put_settings(
        persistent={"action.auto_create_index": "false"}
    ),
    "a user": lambda client: client.security.put_user(
        username="x", password="khong-duoc", roles=[]
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_the_readers_key_changes_nothing(reader: Config, name: str) -> None:
    with connect(reader) as client:
        with pytest.raises(ApiError) as refused:
            WRITES[name](client)
        assert refused.value.meta.status == 403
        assert client.count(index=NEWS.read)["count"] == 30


@pytest.mark.parametrize("purpose", ["indexer", "reader", "monitor", "backup"])
def test_no_key_sees_another_index(server: Secured, tmp_path: Path, purpose: str) -> None:
    server.admin.index(index="cua-nguoi-khac", id="1", document={"a": 1}, refresh=True)
    with connect(server.config_for(purpose, PREFIX, tmp_path)) as client:
        with pytest.raises(AuthorizationException):
            client.get(index="cua-nguoi-khac", id="1")
        with pytest.raises(AuthorizationException):
            client.index(index="cua-nguoi-khac", document={"a": 2})
        with pytest.raises(AuthorizationException):
            client.perform_request("GET", "/_security/user", headers={"accept": "*/*"})


def test_a_wrong_key_is_one_line(reader: Config) -> None:
    wrong = reader.model_copy(update={"elasticsearch_api_key": SecretStr("c2FpOnNhaQ==")})
    with closing(connect(wrong)) as client, pytest.raises(ElasticsearchUnavailable) as refused:
        ensure_indices(client, PREFIX)
    assert "refuses our credentials" in str(refused.value)
    assert "c2FpOnNhaQ" not in str(refused.value)
