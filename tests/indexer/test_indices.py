"""Creating and migrating indices, on the real server."""

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from crawler.errors import Busy
from indexer import indices
from indexer.bulk import Loader, Result
from indexer.indices import (
    Family,
    IndexNotReady,
    articles,
    check_schema,
    current_index,
    ensure_indices,
    families,
    load_schema,
    revisions,
)
from indexer.migration import MigrationFailed, migrate
from tests.indexer.samples import action, article


@pytest.fixture
def changed_mappings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a copy of mappings/ that the code reads, to be changed by the test."""
    for file in indices.MAPPINGS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(indices, "MAPPINGS", tmp_path)
    yield tmp_path / "article.json"
    load_schema.cache_clear()


def change(mapping: Path, **properties: object) -> None:
    """Add or replace fields; None takes one away."""
    content = json.loads(mapping.read_text())
    for name, definition in properties.items():
        content["properties"].pop(name, None)
        if definition is not None:
            content["properties"][name] = definition
    mapping.write_text(json.dumps(content))
    load_schema.cache_clear()


def fill(client: Elasticsearch, news: Family, count: int) -> None:
    written = Loader(client).load(action(article(n, f"Bài {n}"), news.write) for n in range(count))
    assert {outcome.result for outcome in written} == {Result.INDEXED}
    client.indices.refresh(index=news.read)


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
    client: Elasticsearch, index_prefix: str, changed_mappings: Path
) -> None:
    change(changed_mappings, mood={"type": "keyword"})
    with pytest.raises(IndexNotReady, match="differs from mappings/: run `khotin migrate`"):
        ensure_indices(client, index_prefix)


def test_a_live_mapping_edited_by_hand_is_noticed(client: Elasticsearch, news: Family) -> None:
    client.indices.put_mapping(index=news.read, properties={"mood": {"type": "keyword"}})
    with pytest.raises(IndexNotReady, match="khotin migrate"):
        check_schema(client, news)


def test_migrate_moves_everything_with_its_version(
    client: Elasticsearch, index_prefix: str, news: Family, changed_mappings: Path
) -> None:
    fill(client, news, 25)
    version = client.get(index=news.read, id="yenbai/mu-cang-chai:3")["_version"]
    change(changed_mappings, mood={"type": "keyword"})
    seen: list[tuple[int, int]] = []
    done = migrate(client, index_prefix, lambda *counts: seen.append(counts))
    assert [migration.documents for migration in done] == [25, 0]
    assert (25, 25) in seen
    for family, migration in zip(families(index_prefix), done, strict=True):
        assert current_index(client, family) == migration.new
        check_schema(client, family)
        assert client.indices.get_alias(index=migration.old)[migration.old]["aliases"] == {}
    assert client.get(index=news.read, id="yenbai/mu-cang-chai:3")["_version"] == version
    fill(client, news, 1)
    assert migrate(client, index_prefix) == ()


def test_a_migration_that_fails_leaves_all_as_it_was(
    client: Elasticsearch, index_prefix: str, news: Family, changed_mappings: Path
) -> None:
    fill(client, news, 3)
    before = current_index(client, news)
    change(changed_mappings, section=None)
    with pytest.raises(MigrationFailed, match="section"):
        migrate(client, index_prefix)
    assert current_index(client, news) == before
    assert len(client.indices.get(index=f"{index_prefix}*")) == 2
    fill(client, news, 4)


def test_what_a_killed_migration_left_is_removed(
    client: Elasticsearch,
    index_prefix: str,
    news: Family,
    changed_mappings: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fill(client, news, 2)
    left = f"{index_prefix}-20200101000000"
    client.indices.create(index=left, aliases={f"{news.read}-next": {"is_write_index": True}})
    client.indices.add_block(index=str(current_index(client, news)), block="write")
    change(changed_mappings, mood={"type": "keyword"})
    with caplog.at_level(logging.WARNING):
        migrate(client, index_prefix)
    assert f"removing {left}" in caplog.text
    assert not client.indices.exists(index=left)
    fill(client, news, 3)


def test_a_second_migration_does_not_disturb_the_first(
    client: Elasticsearch, index_prefix: str, news: Family, changed_mappings: Path
) -> None:
    fill(client, news, 40)
    change(changed_mappings, mood={"type": "keyword"})
    name, marker = f"{index_prefix}-20200101000000", f"{news.read}-next"
    client.indices.create(index=name, aliases={marker: {"is_write_index": True}})
    task = client.reindex(
        source={"index": news.read, "size": 1},
        dest={"index": marker},
        requests_per_second=2,
        wait_for_completion=False,
    )["task"]
    with pytest.raises(Busy, match=f"another migration is filling {name}"):
        migrate(client, index_prefix)
    cancel = f"/_tasks/{task}/_cancel?wait_for_completion=true"
    client.perform_request("POST", cancel, headers={"accept": "application/json"})


def test_nothing_to_migrate_before_the_first_index(
    client: Elasticsearch, index_prefix: str
) -> None:
    with pytest.raises(IndexNotReady, match="run `khotin index`"):
        migrate(client, index_prefix)


def test_names_of_aliases() -> None:
    assert articles("khotin") == Family("khotin", "khotin-write")
    assert revisions("khotin") == Family("khotin-revisions", "khotin-revisions-write")
