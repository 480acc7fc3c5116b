"""Three nodes, one killed with -9 while it indexes and searches: nothing acknowledged is lost."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from crawler.config import Config
from crawler.errors import KhotinError
from indexer.bulk import Loader, Result
from indexer.client import connect, wait_until_ready
from indexer.documents import Action
from indexer.indices import articles, current_index, ensure_indices
from search.query import SearchRequest
from search.searcher import search
from tests.indexer.samples import action, article
from tests.operations.cluster import NODES, Cluster, cluster

pytestmark = pytest.mark.drill

BEFORE = 200
"""Documents acknowledged before the node is killed."""
AFTER = 200
"""And after: requests that were under way when it died have then had to go to another."""
READERS = 2
PAUSE = 0.05
"""Seconds between a reader's searches, so that two readers leave the machine time to index."""


@pytest.fixture(scope="module")
def nodes() -> Iterator[Cluster]:
    with cluster() as nodes:
        yield nodes


@pytest.fixture
def config(nodes: Cluster, tmp_path: Path) -> Config:
    return Config(elasticsearch_url=nodes.url, data=tmp_path, index_prefix="cum", wait=60)


@dataclass(slots=True)
class Reader:
    """Searches again and again, and notes what was answered."""

    config: Config
    answers: int = 0
    failures: list[str] = field(default_factory=list)

    def read(self, ended: threading.Event) -> None:
        request = SearchRequest(text="xuống đồng")
        with connect(self.config) as client:
            while not ended.wait(PAUSE):
                try:
                    search(client, self.config, request)
                    self.answers += 1
                except KhotinError as failure:
                    self.failures.append(str(failure))


def written(config: Config) -> Iterator[Action]:
    """Yield documents without an end, each with a text of its own."""
    number = 0
    while True:
        number += 1
        text = f"Thôn {number} mở hội xuống đồng. " * (1 + number % 50)
        yield action(article(number, f"Hội {number}", text), articles(config.index_prefix).write)


def body_of(action: Action) -> list[str]:
    """Return the text that an action wrote."""
    return list(json.loads(action.source)["body"])


def holder(client: Elasticsearch, config: Config) -> str:
    """Return the node that has the index's primary shard, once every shard has its replica."""
    client.cluster.health(index=f"{config.index_prefix}*", wait_for_status="green")
    name = current_index(client, articles(config.index_prefix))
    shards: Any = client.cat.shards(index=name, format="json")
    assert sorted(shard["prirep"] for shard in shards) == ["p", "r"]
    return str(next(shard["node"] for shard in shards if shard["prirep"] == "p"))


def load(config: Config, at: int, event: Callable[[], None]) -> list[Action]:
    """Write until `at` documents are acknowledged, let the event happen, go on for `AFTER` more.

    Return what was acknowledged.
    """
    sent: dict[str, Action] = {}
    acknowledged: list[Action] = []

    def noted() -> Iterator[Action]:
        for each in written(config):
            sent[each.key] = each
            yield each

    with connect(config) as client:
        for outcome in Loader(client, max_actions=20).load(noted()):
            assert outcome.result in {Result.INDEXED, Result.STALE}
            acknowledged.append(sent[outcome.key])
            if len(acknowledged) == at:
                event()
            if len(acknowledged) == at + AFTER:
                break
    return acknowledged


def test_a_node_killed_under_load_loses_nothing_acknowledged(
    nodes: Cluster, config: Config
) -> None:
    ended, readers, before = threading.Event(), [Reader(config) for _ in range(READERS)], [0]
    with connect(config) as client, ThreadPoolExecutor(READERS) as pool:
        wait_until_ready(client, config.wait)
        assert client.cluster.health()["number_of_nodes"] == NODES
        ensure_indices(client, config.index_prefix)
        victim = holder(client, config)

        def kill() -> None:
            nodes.kill(victim)
            before[:] = [reader.answers for reader in readers]

        reading = [pool.submit(reader.read, ended) for reader in readers]
        try:
            acknowledged = load(config, BEFORE, kill)
        finally:
            ended.set()
        for each in reading:
            each.result()
        assert client.cluster.health()["number_of_nodes"] == NODES - 1
        client.indices.refresh(index=config.index_prefix)
        kept = {hit["_id"]: hit["_source"] for hit in scan(client, index=config.index_prefix)}
    assert len(acknowledged) == BEFORE + AFTER
    for action_ in acknowledged:
        assert kept[action_.id]["body"] == body_of(action_)
    assert [reader.failures for reader in readers] == [[]] * READERS
    assert all(0 < old < reader.answers for old, reader in zip(before, readers, strict=True))
