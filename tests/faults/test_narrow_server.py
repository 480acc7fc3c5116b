"""An Elasticsearch with little room: full, busy, or asked for more than it takes at one time."""

import shutil
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import ApiError, Elasticsearch

from crawler.config import Config
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from indexer import local_elasticsearch
from indexer.bulk import Loader
from indexer.documents import Action
from indexer.indices import articles, current_index, ensure_indices
from tests.faults.conftest import copy_of
from tests.faults.nodes import narrow_node, start
from tests.faults.portal import ARTICLES, SITE
from tests.faults.seen import count, index, left, write_body
from tests.indexer.samples import action, article
from tests.pipeline.archive import Archive

pytestmark = pytest.mark.drill

NARROW = {
    "http.max_content_length": "400kb",
    "indexing_pressure.memory.limit": "200kb",
    "thread_pool.write.size": 1,
    "thread_pool.write.queue_size": 1,
}
WATERMARKS = ("low", "high", "flood_stage")
BEYOND_MEMORY = ["Bài dài " * 7_000] * 3
"""A body of 250 kB: more than this server holds in memory, which it answers with 429."""
BEYOND_LIMIT = ["Bài dài " * 14_000] * 3
"""More than it takes in one request: 413."""
PRESSED = 2.0
"""Seconds for which others write more than the server takes."""
FIRST = "mau/an-quan"
"""A portal whose turn is before the other one's."""


@pytest.fixture(scope="module")
def node() -> Iterator[Config]:
    with narrow_node(NARROW) as config:
        yield config


@pytest.fixture(scope="module")
def client(node: Config) -> Iterator[Elasticsearch]:
    with Elasticsearch(f"http://127.0.0.1:{node.es_port}") as client:
        yield client


@pytest.fixture
def narrow(kept: Archive, tmp_path: Path, node: Config, client: Elasticsearch) -> Iterator[Archive]:
    """An archive on the narrow server whose texts all wait."""
    prefix = f"narrow-{uuid.uuid4().hex[:8]}"
    yield copy_of(kept, Archive(tmp_path, f"http://127.0.0.1:{node.es_port}", prefix))
    for name in client.indices.get(index=f"{prefix}*"):
        client.indices.delete(index=name)


@contextmanager
def cluster(client: Elasticsearch, settings: dict[str, object]) -> Iterator[None]:
    """Change settings of the whole server for a while."""
    client.cluster.put_settings(persistent=settings)
    try:
        yield
    finally:
        client.cluster.put_settings(persistent=dict.fromkeys(settings))


def add_first_portal(archive: Archive) -> Path:
    """Add a portal with one article, which is indexed before the other's; return its ledger."""
    shutil.copytree(archive.data / SITE, archive.data / FIRST)
    archive.add_site(FIRST, "nukeviet", "http://127.0.0.1:9/")
    path = ledger_path(archive.data, FIRST)
    with Ledger(path) as ledger, ledger.transaction():
        ledger.execute("DELETE FROM revision WHERE key > (SELECT min(key) FROM revision)")
        ledger.execute("UPDATE revision SET article = replace(article, ?, ?)", SITE, FIRST)
    return path


def test_a_full_disk_of_elasticsearch_is_waited_for(narrow: Archive, client: Elasticsearch) -> None:
    assert index(narrow).code == 0
    key = write_body(ledger_path(narrow.data, SITE), ["Bài được sửa lại."])
    prefix = "cluster.routing.allocation.disk.watermark"
    too_much = dict.fromkeys((f"{prefix}.{name}" for name in WATERMARKS), "900tb")
    with cluster(client, {**too_much}):
        wait_for_block(client, narrow.prefix)
        seen = index(narrow)
        assert (seen.code, left(narrow)) == (5, 1)
        assert "above its flood stage" in seen.said
        assert "free some space" in seen.said
        assert count(narrow) == ARTICLES
    assert index(narrow, wait=60).code == 0
    found = narrow.documents()
    assert len(found) == ARTICLES
    assert found[f"{SITE}:{key}"]["body"] == ["Bài được sửa lại."]


def wait_for_block(client: Elasticsearch, prefix: str) -> None:
    """Wait until the server has noticed that its disk is full, and has blocked the index."""
    name = str(current_index(client, articles(prefix)))
    while "blocks" not in client.indices.get_settings(index=name)[name]["settings"]["index"]:
        time.sleep(0.2)


def test_no_shards_left(narrow: Archive, client: Elasticsearch) -> None:
    with cluster(client, {"cluster.max_shards_per_node": 1}):
        seen = index(narrow)
        assert (seen.code, left(narrow)) == (12, ARTICLES)
        assert "maximum normal shards open" in seen.said
    assert index(narrow).code == 0
    assert count(narrow) == ARTICLES


def test_a_request_that_is_too_large_buries_only_its_own_text(narrow: Archive) -> None:
    path = ledger_path(narrow.data, SITE)
    key = write_body(path, BEYOND_LIMIT)
    seen = index(narrow)
    assert (seen.code, left(narrow)) == (10, 0)
    assert "1 refused; `khotin dead list` says why" in seen.said
    with Ledger(path) as ledger:
        ((reason,),) = ledger.query("SELECT dead_reason FROM revision WHERE key = ?", key)
    assert reason == "413 Request Entity Too Large"
    assert count(narrow) == ARTICLES - 1
    write_body(path, ["Bài vừa đủ."], key)
    assert index(narrow).code == 0
    assert count(narrow) == ARTICLES


def test_a_portal_of_which_nothing_is_taken_holds_no_other_up(narrow: Archive) -> None:
    path = add_first_portal(narrow)
    write_body(path, BEYOND_MEMORY)
    seen = index(narrow)
    assert (seen.code, left(narrow, FIRST), left(narrow)) == (10, 1, 0)
    assert count(narrow) == ARTICLES
    write_body(path, ["Bài vừa đủ."])
    assert index(narrow).code == 0
    assert count(narrow) == ARTICLES + 1


def test_a_server_that_takes_nothing_is_waited_for_and_named(narrow: Archive) -> None:
    path = add_first_portal(narrow)
    shutil.rmtree(narrow.data / SITE)
    write_body(path, BEYOND_MEMORY)
    seen = index(narrow)
    assert (seen.code, left(narrow, FIRST)) == (5, 1)
    assert "Elasticsearch answers es_rejected_execution_exception" in seen.said
    write_body(path, ["Bài vừa đủ."])
    assert index(narrow).code == 0
    assert count(narrow) == 1


def test_writes_that_are_rejected_under_load_are_sent_again(
    narrow: Archive, client: Elasticsearch
) -> None:
    ensure_indices(client, narrow.prefix)
    alias = articles(narrow.prefix).write
    written = [action(article(n, f"Bài {n}", "thân bài " * 50), alias) for n in range(60)]
    ended, answers = threading.Event(), Counter[int]()
    crowd = [threading.Thread(target=press, args=(client, alias, ended, answers)) for _ in range(4)]
    for thread in (*crowd, threading.Timer(PRESSED, ended.set)):
        thread.start()
    outcomes = Loader(client, max_actions=20).load(iter(written))
    results = Counter(outcome.result for outcome in outcomes)
    for thread in crowd:
        thread.join()
    assert answers[429] > 0, "nobody was rejected: this test shows nothing"
    assert results == {"indexed": 60}
    assert count(narrow) == 60


def press(client: Elasticsearch, alias: str, ended: threading.Event, answers: Counter[int]) -> None:
    """Ask for deletions of what is not there, many at a time, and count the answers."""
    lines = [{"delete": {"_index": alias, "_id": f"khong-co-{n}"}} for n in range(400)]
    while not ended.is_set():
        try:
            for item in client.bulk(operations=lines)["items"]:
                answers[item["delete"]["status"]] += 1
        except ApiError as error:
            answers[error.meta.status] += 1


def test_a_text_beyond_the_servers_memory_waits_for_a_larger_one_that_restarts_amid_a_bulk(
    narrow: Archive, node: Config, client: Elasticsearch
) -> None:
    write_body(ledger_path(narrow.data, SITE), BEYOND_MEMORY)
    seen = index(narrow, wait=4)
    assert (seen.code, left(narrow)) == (10, 1)
    assert "1 texts wait in the ledgers, 1 of them refused for now" in seen.said
    assert count(narrow) == ARTICLES - 1

    alias = articles(narrow.prefix).write
    written = [action(article(n, f"Bài {n}", "thân bài"), alias) for n in range(60)]
    restart = threading.Thread(target=start, args=(node, {}))

    def interrupted() -> Iterator[Action]:
        yield from written[:30]
        local_elasticsearch.stop(node)
        restart.start()
        yield from written[30:]

    outcomes = list(Loader(client, wait=180, max_actions=10).load(interrupted()))
    restart.join()
    assert Counter(outcome.result for outcome in outcomes) == {"indexed": 60}
    assert index(narrow).code == 0
    assert count(narrow) == ARTICLES + 60
