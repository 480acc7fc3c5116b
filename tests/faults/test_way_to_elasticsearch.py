"""Between us and Elasticsearch: slow, cut, answers that are lost, statuses of every kind."""

import json
from collections.abc import Callable

import pytest
from elasticsearch import Elasticsearch

from crawler.folders import ledger_path
from crawler.ledger import Ledger
from indexer.indices import articles, ensure_indices
from tests.faults.portal import ARTICLES, SITE
from tests.faults.proxies import Fault, faulty_proxy
from tests.faults.seen import count, index, left
from tests.indexer import faults
from tests.pipeline.archive import Archive


def test_a_slow_server_takes_its_time_and_everything(waiting: Archive) -> None:
    with faulty_proxy(waiting.url, Fault(delay=0.05)) as slow:
        assert index(waiting, url=slow.url).code == 0
    assert count(waiting) == ARTICLES


@pytest.mark.parametrize(
    "fault",
    [Fault(cut_after=30), Fault(cut_after=200), Fault(cut_after=0, reset=True)],
    ids=["in the header", "in the body", "reset"],
)
def test_connections_that_are_cut_end_the_run_and_no_text(waiting: Archive, fault: Fault) -> None:
    with faulty_proxy(waiting.url, fault) as cut:
        seen = index(waiting, url=cut.url)
    assert (seen.code, left(waiting)) == (5, ARTICLES)
    assert cut.url in seen.said
    assert index(waiting).code == 0
    assert count(waiting) == ARTICLES


def test_a_server_that_is_down_is_named_and_nothing_is_lost(waiting: Archive) -> None:
    seen = index(waiting, url="http://127.0.0.1:9")
    assert (seen.code, left(waiting)) == (5, ARTICLES)
    assert "No Elasticsearch answers at http://127.0.0.1:9" in seen.said
    assert f"{ARTICLES} texts wait in the ledgers; `khotin index` sends them" in seen.said
    assert index(waiting).code == 0
    assert count(waiting) == ARTICLES


def test_an_answer_that_is_lost_after_the_write_writes_nothing_twice(waiting: Archive) -> None:
    with faults.faulty_server(waiting.url) as proxy:
        proxy.faults.append(faults.lose_answer)
        assert index(waiting, url=proxy.url, wait=20).code == 0
        assert len(proxy.sizes) == 2
    assert count(waiting) == ARTICLES
    assert waiting.documents("-revisions") == {}


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_status_that_stays_ends_the_run_and_no_text(waiting: Archive, status: int) -> None:
    with faults.faulty_server(waiting.url) as proxy:
        proxy.always = faults.status(status)
        seen = index(waiting, url=proxy.url)
    assert (seen.code, left(waiting)) == (5, ARTICLES)
    assert f"Elasticsearch answers fault_{status}" in seen.said
    assert index(waiting).code == 0
    assert count(waiting) == ARTICLES


def test_items_of_every_status_in_one_answer_each_have_their_own_end(waiting: Archive) -> None:
    # 201, 409 and 400 are the server's own. It cannot be brought to refuse one item of several with
    # 429 and 503, so the proxy writes these two into its answer, for ever.
    path = ledger_path(waiting.data, SITE)
    with Ledger(path) as ledger, ledger.transaction():
        rows = ledger.query("SELECT key, article FROM revision ORDER BY key")
        broken = json.dumps({**json.loads(rows[1]["article"]), "tags": [{"not": "a word"}]})
        ledger.execute("UPDATE revision SET article = ? WHERE key = ?", broken, rows[1]["key"])
    newer = f"{SITE}:{rows[0]['key']}"
    with Elasticsearch(waiting.url) as client:
        ensure_indices(client, waiting.prefix)
        client.index(
            index=articles(waiting.prefix).write,
            id=newer,
            document={"key": newer, "title": "Bài mới hơn"},
            version=9 * 10**18,
            version_type="external",
        )
    with faults.faulty_server(waiting.url) as proxy:
        proxy.faults.append(faults.refuse_items(429, 2, 3))
        proxy.always = faults.refuse_items(503, 0, 1)
        seen = index(waiting, url=proxy.url)
    assert seen.code == 10
    assert "2 texts wait in the ledgers, 2 of them refused for now" in seen.said
    assert "1 refused; `khotin dead list` says why" in seen.said
    with Ledger(path) as ledger:
        sql = "SELECT indexed, dead_reason IS NOT NULL FROM revision ORDER BY key"
        ends = [tuple(row) for row in ledger.query(sql)]
    assert ends == [(1, 0), (0, 1), (0, 0), (0, 0), *[(1, 0)] * (ARTICLES - 4)]
    assert waiting.documents()[newer]["title"] == "Bài mới hơn"
    assert index(waiting).code == 0
    assert (left(waiting), count(waiting)) == (0, ARTICLES - 1)


def test_a_text_that_changes_while_it_is_sent_is_sent_again(waiting: Archive) -> None:
    def vanish(ask: Callable[[], faults.Answer], _body: bytes) -> faults.Answer:
        """Let another stage learn, while the bulk is under way, that the articles are gone."""
        answer = ask()
        with Ledger(ledger_path(waiting.data, SITE)) as ledger, ledger.transaction():
            ledger.execute("UPDATE address SET gone_since = fetched_at")
            ledger.execute("UPDATE revision SET indexed = 0")
        return answer

    with faults.faulty_server(waiting.url) as proxy:
        proxy.faults.append(vanish)
        assert index(waiting, url=proxy.url).code == 0
    assert left(waiting) == 0
    gone = [document["gone_since"] for document in waiting.documents().values()]
    assert len(gone) == ARTICLES
    assert None not in gone
