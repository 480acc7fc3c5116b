"""An index that somebody has changed by hand, or that two machines write to."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from crawler.folders import ledger_path
from crawler.ledger import Ledger
from indexer.bulk import Loader, Result
from indexer.indices import IndexNotReady, articles, current_index, ensure_indices
from tests.faults.conftest import copy_of
from tests.faults.portal import ARTICLES, SITE
from tests.faults.seen import count, index, left
from tests.indexer.samples import action, article
from tests.pipeline.archive import Archive


@pytest.fixture
def ready(waiting: Archive) -> Archive:
    """An archive whose empty indices are there already."""
    with Elasticsearch(waiting.url) as client:
        ensure_indices(client, waiting.prefix)
    return waiting


def alias(action: str, **more: object) -> Callable[[Elasticsearch, str, str], None]:
    """Return what adds or removes the write alias of a prefix at an index."""

    def change(client: Elasticsearch, prefix: str, name: str) -> None:
        client.indices.update_aliases(
            actions=[{action: {"index": name, "alias": f"{prefix}-write", **more}}]
        )

    return change


def add_index(client: Elasticsearch, prefix: str, name: str) -> None:
    client.indices.create(index=f"{prefix}-khac", aliases={f"{prefix}-write": {}})
    alias("add", is_write_index=False)(client, prefix, name)


def drop_index(client: Elasticsearch, prefix: str, name: str) -> None:
    client.indices.delete(index=f"{prefix}-khac")
    alias("add", is_write_index=True)(client, prefix, name)


def block(name: str, value: bool | None) -> Callable[[Elasticsearch, str, str], None]:
    def change(client: Elasticsearch, _: str, index: str) -> None:
        client.indices.put_settings(index=index, settings={f"index.blocks.{name}": value})

    return change


def close(client: Elasticsearch, _: str, name: str) -> None:
    client.indices.close(index=name)


def reopen(client: Elasticsearch, _: str, name: str) -> None:
    client.indices.open(index=name)


@pytest.mark.parametrize(
    ("harm", "mend", "code", "said"),
    [
        (alias("remove"), alias("add"), 12, "run `khotin migrate`"),
        (add_index, drop_index, 12, "stands on several indices"),
        (close, reopen, 12, "is closed: open it"),
        (block("read_only", value=True), block("read_only", value=None), 5, "blocked for writes"),
        (block("write", value=True), block("write", value=None), 5, "blocked for writes"),
    ],
    ids=["alias missing", "alias on two", "closed", "read-only", "write block"],
)
def test_an_index_that_takes_no_writes_buries_no_text(
    ready: Archive,
    harm: Callable[[Elasticsearch, str, str], None],
    mend: Callable[[Elasticsearch, str, str], None],
    code: int,
    said: str,
) -> None:
    with Elasticsearch(ready.url) as client:
        name = str(current_index(client, articles(ready.prefix)))
        harm(client, ready.prefix, name)
        seen = index(ready)
        assert (seen.code, left(ready)) == (code, ARTICLES)
        assert said in seen.said
        mend(client, ready.prefix, name)
    assert index(ready).code == 0
    assert (left(ready), count(ready)) == (0, ARTICLES)


def test_an_index_with_another_mapping_is_not_written_to(ready: Archive) -> None:
    with Elasticsearch(ready.url) as client:
        name = str(current_index(client, articles(ready.prefix)))
        client.indices.put_mapping(index=name, properties={"la": {"type": "long"}})
    seen = index(ready)
    assert (seen.code, left(ready)) == (12, ARTICLES)
    assert "differs from mappings/: run `khotin migrate`" in seen.said
    assert count(ready) == 0


def test_an_alias_that_loses_its_index_amid_a_load_buries_no_text(ready: Archive) -> None:
    family = articles(ready.prefix)
    written = [action(article(n, f"Bài {n}", "thân bài"), family.write) for n in range(20)]
    with Elasticsearch(ready.url) as client:
        name = str(current_index(client, family))
        outcomes = Loader(client, max_actions=2).load(iter(written))
        done = [next(outcomes)]
        close(client, ready.prefix, name)
        with pytest.raises(IndexNotReady, match="is closed"):
            done.extend(outcomes)
        reopen(client, ready.prefix, name)
        assert {outcome.result for outcome in done} == {Result.INDEXED}
        again = Loader(client).load(written[len(done) :])
        assert {outcome.result for outcome in again} == {Result.INDEXED}
    assert count(ready) == 20


def test_a_stale_write_brings_nothing_back_that_was_deleted(ready: Archive) -> None:
    family = articles(ready.prefix)
    old = action(article(1, "Cũ"), family.write)
    with Elasticsearch(ready.url) as client:
        newer = replace(old, version=old.version + 1)
        assert [o.result for o in Loader(client).load([newer])] == [Result.INDEXED]
        client.delete(
            index=family.write, id=old.id, version=old.version + 2, version_type="external"
        )
        assert [o.result for o in Loader(client).load([old])] == [Result.STALE]
        assert count(ready) == 0
        newest = replace(old, version=old.version + 3)
        assert [o.result for o in Loader(client).load([newest])] == [Result.INDEXED]
    assert count(ready) == 1


def test_two_machines_with_one_prefix_write_at_once(
    kept: Archive, waiting: Archive, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = copy_of(kept, replace(waiting, folder=tmp_path / "other"))
    with Ledger(ledger_path(other.data, SITE)) as ledger, ledger.transaction():
        ledger.execute("UPDATE revision SET article = replace(article, ?, ?)", SITE, "mau/khac")
    with ThreadPoolExecutor() as pool:
        seen = list(pool.map(index, [waiting, other]))
    assert [each.code for each in seen] == [0, 0], seen
    assert (left(waiting), left(other)) == (0, 0)
    assert count(waiting) == 2 * ARTICLES


def test_two_indexings_of_one_folder_at_once(waiting: Archive) -> None:
    with ThreadPoolExecutor() as pool:
        seen = list(pool.map(index, [waiting] * 2))
    codes = sorted(each.code for each in seen)
    assert codes[0] == 0
    assert codes[1] in {0, 11}, seen
    assert (left(waiting), count(waiting)) == (0, ARTICLES)
