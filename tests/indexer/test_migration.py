"""Changing the mapping of an index that is read, written to and interrupted, on the real server."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from crawler.config import Config
from crawler.errors import Busy
from indexer import indices
from indexer.bulk import Loader, Result
from indexer.client import connect
from indexer.indices import Family, IndexNotReady, check_schema, current_index, families
from indexer.migration import migrate
from indexer.reindexing import MigrationFailed, is_filling
from tests.indexer.samples import FULL, action, article

Change = Callable[..., None]
MOOD = {"type": "keyword"}
FILLED = 130
"""Documents of a migration that is killed or disturbed: seven slices of `OPERATIONS`."""
OPERATIONS = 20


def fill(client: Elasticsearch, news: Family, number: int) -> None:
    actions = (action(article(n, f"Bài {n}"), news.write) for n in range(number))
    assert {outcome.result for outcome in Loader(client).load(actions)} == {Result.INDEXED}
    client.indices.refresh(index=news.read)


def test_migrate_moves_everything_with_its_version(
    client: Elasticsearch, index_prefix: str, news: Family, change_mapping: Change
) -> None:
    fill(client, news, 25)
    version = client.get(index=news.read, id="yenbai/mu-cang-chai:3")["_version"]
    change_mapping(mood=MOOD)
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


@contextmanager
def in_background(work: Callable[[], None]) -> Iterator[None]:
    """Repeat `work` in a thread until the block ends; what it raises is raised here."""
    ended = threading.Event()
    failures: list[BaseException] = []

    def repeat() -> None:
        try:
            while not ended.is_set():
                work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    if failures:
        raise failures[0]


@pytest.mark.parametrize("pause", [0.05, 0.0], ids=["a calm writer", "one that outruns the copy"])
def test_readers_see_every_document_and_writers_go_on(
    pause: float, client: Elasticsearch, index_prefix: str, news: Family, change_mapping: Change
) -> None:
    fill(client, news, FILLED)
    change_mapping(mood=MOOD)
    numbers = count(FILLED)
    accepted: dict[str, list[str]] = {}
    during: list[int] = []
    first = str(current_index(client, news))

    def write() -> None:
        one = next(numbers)
        later = FULL.captured_at + timedelta(seconds=one)
        edited = article(one % FILLED, "Bài", f"Đã sửa lần {one}.", captured_at=later)
        texts = {text.key: text for text in (article(one, f"Bài {one}"), edited)}
        written = Loader(client).load(action(text, news.write) for text in texts.values())
        assert {outcome.result for outcome in written} == {Result.INDEXED}
        accepted.update({key: list(text.body) for key, text in texts.items()})
        if client.indices.exists_alias(name=f"{news.read}-next"):
            during.append(one)
        time.sleep(pause)

    def read() -> None:
        assert client.count(index=news.read)["count"] >= FILLED

    with in_background(write), in_background(read):
        migrate(client, index_prefix, operations=OPERATIONS)
    assert during, "nothing was written while the copy was made"
    assert current_index(client, news) != first
    client.indices.refresh(index=news.read)
    found = client.mget(index=news.read, ids=list(accepted))["docs"]
    assert {document["_id"]: document["_source"].get("body", []) for document in found} == accepted
    assert client.count(index=news.read)["count"] == len({*accepted} | ids_of(FILLED))


def ids_of(number: int) -> set[str]:
    return {article(n, "Bài").key for n in range(number)}


def kill_one(client: Elasticsearch, stage: str, url: str, prefix: str) -> None:
    """Kill a migration at a stage, and wait for the copy that the server had under way."""
    arguments = (stage, url, prefix, indices.MAPPINGS)
    process = get_context("spawn").Process(target=migrate_until, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    while is_filling(client, f"{prefix}-next"):
        time.sleep(0.1)


def migrate_until(stage: str, url: str, prefix: str, mappings: Path) -> None:
    """Migrate in a process that kills itself at a stage: "copying", or "blocked" for writes."""
    indices.MAPPINGS = mappings  # type: ignore[misc]
    with connect(Config(elasticsearch_url=url)) as client:
        old = str(current_index(client, indices.articles(prefix)))

        def progress(copied: int, total: int) -> None:
            settings = client.indices.get_settings(index=old)[old]["settings"]["index"]
            blocked = "write" in settings.get("blocks", {})
            if blocked if stage == "blocked" else 2 * copied > total:
                os.kill(os.getpid(), signal.SIGKILL)

        migrate(client, prefix, progress, OPERATIONS)


@pytest.mark.parametrize("stage", ["copying", "blocked"])
def test_a_migration_that_was_killed_goes_on(
    stage: str,
    client: Elasticsearch,
    elasticsearch_url: str,
    index_prefix: str,
    news: Family,
    change_mapping: Change,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fill(client, news, FILLED)
    change_mapping(mood=MOOD)
    kill_one(client, stage, elasticsearch_url, index_prefix)
    (left,) = client.indices.get_alias(name=f"{news.read}-next")
    assert client.count(index=news.read)["count"] == FILLED
    counted: list[int] = []

    def note(copied: int, total: int) -> None:
        if total:  # the index of revisions is empty
            counted.append(copied)

    with caplog.at_level(logging.WARNING):
        first, _ = migrate(client, index_prefix, note)
    assert f"going on with {left}" in caplog.text
    assert (first.new, first.documents) == (left, FILLED)
    assert min(counted) > FILLED // 3, "it began anew"
    fill(client, news, FILLED + 1)


def test_a_killed_migration_to_a_mapping_not_wanted_any_more_is_undone(
    client: Elasticsearch,
    elasticsearch_url: str,
    index_prefix: str,
    news: Family,
    change_mapping: Change,
) -> None:
    fill(client, news, FILLED)
    change_mapping(mood=MOOD)
    kill_one(client, "blocked", elasticsearch_url, index_prefix)
    change_mapping(mood={"type": "text"})
    before = set(client.indices.get(index=f"{index_prefix}*"))
    migrate(client, index_prefix)
    after = set(client.indices.get(index=f"{index_prefix}*"))
    assert len(before - after) == 1, "the half copy is removed"
    check_schema(client, news)
    fill(client, news, FILLED + 1)


def test_going_back_to_the_old_mapping_allows_writes_again(
    client: Elasticsearch, index_prefix: str, news: Family
) -> None:
    fill(client, news, 2)
    left = f"{index_prefix}-20200101000000"
    client.indices.create(index=left, aliases={f"{news.read}-next": {"is_write_index": True}})
    client.indices.add_block(index=str(current_index(client, news)), block="write")
    assert migrate(client, index_prefix) == ()
    assert not client.indices.exists(index=left)
    fill(client, news, 3)


def test_a_migration_that_fails_leaves_all_as_it_was(
    client: Elasticsearch, index_prefix: str, news: Family, change_mapping: Change
) -> None:
    fill(client, news, 3)
    before = current_index(client, news)
    change_mapping(section=None)
    with pytest.raises(MigrationFailed, match="section"):
        migrate(client, index_prefix)
    assert current_index(client, news) == before
    assert len(client.indices.get(index=f"{index_prefix}*")) == 2
    fill(client, news, 4)


def test_a_copy_with_another_text_takes_no_place(
    client: Elasticsearch, index_prefix: str, news: Family, change_mapping: Change
) -> None:
    fill(client, news, OPERATIONS)
    before = current_index(client, news)
    change_mapping(mood=MOOD)

    def falsify(copied: int, total: int) -> None:
        if copied == total and client.indices.exists_alias(name=f"{news.read}-next"):
            (new,) = client.indices.get_alias(name=f"{news.read}-next")
            key = article(3, "Bài").key
            client.index(index=new, id=key, document={"title": "Khác"}, refresh=True)

    with pytest.raises(MigrationFailed, match="another document yenbai/mu-cang-chai:3"):
        migrate(client, index_prefix, falsify)
    assert current_index(client, news) == before


def test_a_second_migration_does_not_disturb_the_first(
    client: Elasticsearch, index_prefix: str, news: Family, change_mapping: Change
) -> None:
    fill(client, news, 40)
    change_mapping(mood=MOOD)
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
