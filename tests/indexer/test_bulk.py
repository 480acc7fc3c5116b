"""The loader on the real server, directly and through a proxy that spoils requests."""

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from elasticsearch import Elasticsearch

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable
from indexer.bulk import Loader, LoadInterrupted, Outcome, Result
from indexer.client import connect
from indexer.documents import Action
from indexer.indices import Family, IndexNotReady, current_index
from tests.indexer import faults
from tests.indexer.samples import action, article


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[faults.FaultyServer]:
    with faults.faulty_server(elasticsearch_url) as server:
        yield server


@pytest.fixture
def spoiled(proxy: faults.FaultyServer) -> Iterator[Elasticsearch]:
    """Give a client whose requests go through the proxy."""
    with connect(Config(elasticsearch_url=proxy.url)) as client:
        yield client


def actions(news: Family, count: int) -> list[Action]:
    return [action(article(n, f"Bài {n}", "thân bài " * 50), news.write) for n in range(count)]


def results(outcomes: Iterator[Outcome]) -> Counter[Result]:
    return Counter(outcome.result for outcome in outcomes)


def stored(client: Elasticsearch, news: Family) -> int:
    client.indices.refresh(index=news.read)
    return int(client.count(index=news.read)["count"])


def test_many_small_requests_write_everything_once(client: Elasticsearch, news: Family) -> None:
    written = actions(news, 250)
    outcomes = list(Loader(client, max_actions=7).load(iter(written)))
    assert [outcome.key for outcome in outcomes] == [each.key for each in written]
    assert results(iter(outcomes)) == {Result.INDEXED: 250}
    assert stored(client, news) == 250


def test_requests_are_bounded_by_bytes(
    proxy: faults.FaultyServer, spoiled: Elasticsearch, news: Family
) -> None:
    assert results(Loader(spoiled, max_bytes=10_000).load(actions(news, 40)))[Result.INDEXED] == 40
    assert len(proxy.sizes) > 4
    assert max(proxy.sizes) < 10_000 * 1.2


def test_any_order_of_versions_ends_with_the_newest(client: Elasticsearch, news: Family) -> None:
    old = action(article(1, "Cũ"), news.write)
    new = replace(action(article(1, "Mới"), news.write), version=old.version + 1)
    loader = Loader(client)
    assert [outcome.result for outcome in loader.load([new])] == [Result.INDEXED]
    assert [outcome.result for outcome in loader.load([old])] == [Result.STALE]
    assert [outcome.result for outcome in loader.load([new, old, new])] == [
        Result.INDEXED,
        Result.STALE,
        Result.INDEXED,
    ]
    assert client.get(index=news.read, id=old.id)["_source"]["title"] == "Mới"


def test_what_the_mapping_refuses_is_dead_with_its_reason(
    client: Elasticsearch, news: Family
) -> None:
    good, unknown, wrong, broken = actions(news, 4)
    unknown = replace(unknown, source=b'{"title":"a","colour":"red"}')
    wrong = replace(wrong, source=b'{"title":"a","published_at":"hom qua"}')
    broken = replace(broken, source=b'{"title":')
    outcomes = list(Loader(client).load([good, unknown, wrong, broken]))
    assert [outcome.result for outcome in outcomes] == [Result.INDEXED] + [Result.DEAD] * 3
    assert outcomes[0].reason is None
    for outcome, reason in zip(outcomes[1:], ("colour", "hom qua", "parse"), strict=True):
        assert reason in str(outcome.reason)
    assert "strict_dynamic_mapping_exception" in str(outcomes[1].reason)


def test_a_missing_alias_stops_and_creates_nothing(
    client: Elasticsearch, index_prefix: str
) -> None:
    family = Family(index_prefix, f"{index_prefix}-write")
    with pytest.raises(IndexNotReady, match="khotin index"):
        list(Loader(client).load(actions(family, 3)))
    assert not client.indices.exists(index=f"{index_prefix}-write")


@pytest.mark.parametrize(
    ("block", "said"),
    [("write", "blocked for writes"), ("read_only_allow_delete", "free some space")],
)
def test_a_block_is_said_plainly_and_waited_for(
    client: Elasticsearch, news: Family, block: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    name = str(current_index(client, news))
    client.indices.put_settings(index=name, settings={f"index.blocks.{block}": True})
    unblock = threading.Timer(1.0, _unblock, (client, name, block))
    unblock.start()
    with caplog.at_level(logging.WARNING):
        assert results(Loader(client).load(actions(news, 5))) == {Result.INDEXED: 5}
    unblock.join()
    assert said in caplog.text


def _unblock(client: Elasticsearch, name: str, block: str) -> None:
    client.indices.put_settings(index=name, settings={f"index.blocks.{block}": None})


def test_a_block_that_stays_ends_the_wait(client: Elasticsearch, news: Family) -> None:
    name = str(current_index(client, news))
    client.indices.put_settings(index=name, settings={"index.blocks.write": True})
    written = actions(news, 3)
    with pytest.raises(LoadInterrupted, match="blocked for writes") as stopped:
        list(Loader(client, wait=0).load(written))
    assert stopped.value.undone == tuple(each.key for each in written)
    client.indices.put_settings(index=name, settings={"index.blocks.write": None})


@pytest.mark.parametrize(
    "fault",
    [
        *(faults.status(code) for code in (429, 502, 503, 504)),
        faults.cut,
        faults.lose_answer,
        faults.refuse_items(429, 0, 3),
        faults.refuse_items(503, 1),
    ],
    ids=["429", "502", "503", "504", "cut", "answer lost", "items 429", "item 503"],
)
def test_what_may_pass_is_sent_again(
    proxy: faults.FaultyServer,
    spoiled: Elasticsearch,
    client: Elasticsearch,
    news: Family,
    fault: faults.Fault,
) -> None:
    proxy.faults.append(fault)
    assert results(Loader(spoiled).load(actions(news, 5))) == {Result.INDEXED: 5}
    assert stored(client, news) == 5
    assert len(proxy.sizes) == 2


def test_only_the_items_that_were_refused_are_sent_again(
    proxy: faults.FaultyServer, spoiled: Elasticsearch, news: Family
) -> None:
    proxy.faults.append(faults.refuse_items(429, 2))
    list(Loader(spoiled).load(actions(news, 10)))
    first, second = proxy.sizes
    assert second < first / 8


def test_a_request_that_is_too_large_is_split(
    proxy: faults.FaultyServer, spoiled: Elasticsearch, client: Elasticsearch, news: Family
) -> None:
    written = actions(news, 20)
    written[7] = action(article(7, "Quá dài", "dài " * 20_000), news.write)
    proxy.always = faults.larger_than(30_000)
    outcomes = list(Loader(spoiled).load(written))
    dead = [outcome for outcome in outcomes if outcome.result is Result.DEAD]
    assert [outcome.key for outcome in dead] == [written[7].key]
    assert "fault_413" in str(dead[0].reason)
    assert results(iter(outcomes))[Result.INDEXED] == 19
    assert stored(client, news) == 19


def test_a_server_that_stays_away_interrupts_with_what_is_undone(
    proxy: faults.FaultyServer, spoiled: Elasticsearch, client: Elasticsearch, news: Family
) -> None:
    proxy.faults.extend(faults.larger_than(10**9) for _ in range(2))
    proxy.always = faults.cut
    written = actions(news, 60)
    done: list[str] = []
    outcomes = Loader(spoiled, wait=0.2, max_actions=10).load(iter(written))
    with pytest.raises(LoadInterrupted, match="No Elasticsearch answers") as stopped:
        done.extend(outcome.key for outcome in outcomes)
    assert isinstance(stopped.value, ElasticsearchUnavailable)
    assert len(done) == 20
    assert stored(client, news) == 20
    assert not set(done) & set(stopped.value.undone)
    assert set(stopped.value.undone) <= {each.key for each in written}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (401, "set ELASTICSEARCH_API_KEY"),
        (403, "forbids"),
        (200, "not Elasticsearch"),
        (501, "is not Elasticsearch"),
    ],
)
def test_a_refusal_of_the_whole_request_stops_at_once_and_kills_no_document(
    proxy: faults.FaultyServer, spoiled: Elasticsearch, news: Family, code: int, said: str
) -> None:
    proxy.always = faults.status(code)
    with pytest.raises(LoadInterrupted, match=said):
        list(Loader(spoiled).load(actions(news, 2)))
    assert len(proxy.sizes) == 1


def test_actions_are_taken_as_they_are_needed(client: Elasticsearch, news: Family) -> None:
    taken = 0

    def produce() -> Iterator[Action]:
        nonlocal taken
        for each in actions(news, 100):
            taken += 1
            yield each

    outcomes = Loader(client, max_actions=5).load(produce())
    next(outcomes)
    assert taken <= 4 * 5
    outcomes.close()  # type: ignore[attr-defined]


def test_nothing_to_load(client: Elasticsearch) -> None:
    assert list(Loader(client).load([])) == []
