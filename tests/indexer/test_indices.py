"""Creating indices and noticing outdated ones, on the real server."""

import threading
from collections.abc import Callable

import pytest
from elasticsearch import Elasticsearch

from indexer.indices import (
    Family,
    IndexNotReady,
    articles,
    check_schema,
    ensure_indices,
    families,
    revisions,
)


def test_created_once_behind_both_aliases(client: Elasticsearch, index_prefix: str) -> None:
    created = ensure_indices(client, index_prefix)
    assert len(created) == 2
    assert ensure_indices(client, index_prefix) == ()
    for family, name in zip(families(index_prefix), created, strict=True):
        assert name.startswith(f"{family.read}-20")
        assert set(client.indices.get_alias(index=name)[name]["aliases"]) == {
            family.read,
            family.write,
        }


def test_processes_that_race_make_one_index(client: Elasticsearch, index_prefix: str) -> None:
    barrier = threading.Barrier(6)

    def create() -> None:
        barrier.wait()
        ensure_indices(client, index_prefix)

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for family in families(index_prefix):
        check_schema(client, family)
    assert len(client.indices.get(index=f"{index_prefix}*")) == 2


def test_a_plain_index_in_the_aliases_place_is_named(
    client: Elasticsearch, index_prefix: str
) -> None:
    client.indices.create(index=index_prefix)
    with pytest.raises(IndexNotReady, match=f"{index_prefix} is an index, not an alias"):
        ensure_indices(client, index_prefix)


@pytest.mark.usefixtures("news")
def test_another_mapping_is_noticed_with_the_command_to_run(
    client: Elasticsearch, index_prefix: str, change_mapping: Callable[..., None]
) -> None:
    change_mapping(mood={"type": "keyword"})
    with pytest.raises(IndexNotReady, match="differs from mappings/: run `khotin migrate`"):
        ensure_indices(client, index_prefix)


def test_a_live_mapping_edited_by_hand_is_noticed(client: Elasticsearch, news: Family) -> None:
    client.indices.put_mapping(index=news.read, properties={"mood": {"type": "keyword"}})
    with pytest.raises(IndexNotReady, match="khotin migrate"):
        check_schema(client, news)


def test_names_of_aliases() -> None:
    assert articles("khotin") == Family("khotin", "khotin-write")
    assert revisions("khotin") == Family("khotin-revisions", "khotin-revisions-write")
