"""An article's earlier texts, its duplicates and what is like it, on the real server."""

from collections.abc import Iterator
from datetime import date

import pytest
from elasticsearch import Elasticsearch
from hypothesis import given
from hypothesis import strategies as st

from crawler.article import Article
from indexer.bulk import Loader
from indexer.documents import Document, History, build_document, index_action, revision_action
from indexer.facets.duplicates import Duplicates
from indexer.indices import articles, ensure_indices, revisions
from search.article import read_article
from search.differences import Difference, compare
from search.query import SearchRequest
from search.reader import Reader
from search.searcher import ask
from tests.indexer.samples import CAPTURED, PORTALS, article
from tests.search.conftest import THO_XUAN

HEAD = "yenbai/mu-cang-chai:1"
TITLE = "Bàn giao ba nhà đại đoàn kết"
BODY = ("Sáng nay, xã bàn giao nhà cho các hộ nghèo.", "Mỗi căn rộng 60 mét vuông.")


def document(of: Article, duplicates: Duplicates, revision: int = 1) -> Document:
    history = History(CAPTURED, CAPTURED, revision=revision)
    return build_document(of, portal=PORTALS[of.site], history=history, duplicates=duplicates)


@pytest.fixture
def reader(elasticsearch_url: str, index_prefix: str) -> Iterator[Reader]:
    """Give what reads an archive of one text on two portals, changed twice, and one like it."""
    head, copy = Duplicates(HEAD, 2, True), Duplicates(HEAD, 2, False)
    now = article(1, TITLE, *BODY)
    alike = article(
        3, "Bàn giao nhà đại đoàn kết ở bản Mới", "Sáng 30/12/2023, bản nhận nhà rộng 70 mét vuông."
    )
    texts = [
        document(now, head, revision=3),
        document(article(2, TITLE, *BODY, site=THO_XUAN), copy),
        document(alike, Duplicates()),
    ]
    earlier = [
        document(article(1, "Bàn giao hai nhà", *BODY), head, 1),
        document(article(1, TITLE, BODY[0]), head, 2),
    ]
    family, old = articles(index_prefix), revisions(index_prefix)
    with Elasticsearch(elasticsearch_url) as client:
        ensure_indices(client, index_prefix)
        actions = [index_action(each, family.write) for each in texts]
        actions += [revision_action(each, old.write, n) for n, each in enumerate(earlier, 1)]
        assert {each.result for each in Loader(client).load(iter(actions))} == {"indexed"}
        client.indices.refresh(index=f"{index_prefix}*")
        yield Reader(client, index_prefix)


def test_an_article_with_its_earlier_texts_duplicates_and_likes(reader: Reader) -> None:
    view = read_article(reader, HEAD)
    assert view is not None
    assert [each.document["revision"] for each in view.revisions] == [1, 2]
    first, second = (each.differences for each in view.revisions)
    assert Difference("removed", "hai") in first
    assert second[-1] == Difference("added", BODY[1] + "\n")
    assert [each["key"] for each in view.duplicates] == [f"{THO_XUAN}:2"]
    assert [each["key"] for each in view.related] == ["yenbai/mu-cang-chai:3"]
    assert read_article(reader, "yenbai/mu-cang-chai:4") is None


@pytest.mark.parametrize(
    ("typed", "found"), [("", 1), ("su-kien-den:2023", 1), ("event-from:31/12/2023", 0)]
)
def test_days_of_events(reader: Reader, typed: str, found: int) -> None:
    day = date(2023, 12, 30)
    assert ask(reader, SearchRequest(typed, event_from=day, event_to=day)).total == found


texts = st.lists(st.text(st.sampled_from("ab \n"), max_size=8), max_size=6)


@given(texts, texts)
def test_differences_hold_both_texts(old: list[str], new: list[str]) -> None:
    runs = compare(old, new)
    for text, other in ((old, "added"), (new, "removed")):
        kept = "".join(run.text for run in runs if run.kind != other)
        assert kept == "".join(f"{part}\n" for part in text)


def test_differences_are_of_words() -> None:
    assert compare(["Huyện có 3 xã mới."], ["Huyện có 13 xã mới."]) == (
        Difference("same", "Huyện có "),
        Difference("removed", "3"),
        Difference("added", "13"),
        Difference("same", " xã mới.\n"),
    )


def test_a_long_text_is_replaced_whole() -> None:
    old, new = ["a " * 3000], ["b " * 3000 + "a"]
    assert [run.kind for run in compare(old, new)] == ["removed", "added"]
