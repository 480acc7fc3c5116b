"""The search answers the judged queries as well as it did: floors that may only rise."""

import pytest
from elasticsearch import Elasticsearch

from tests.relevance.collection import replicas
from tests.relevance.engines import khotin, removing, standard
from tests.relevance.judging import judge, load_queries, mean, ndcg, recall


def test_ndcg_and_recall() -> None:
    answers = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], answers) == 1
    assert ndcg(["x", "a", "b"], answers) == pytest.approx(
        (7 / 1.585 + 1 / 2) / (7 + 1 / 1.585), rel=1e-3
    )
    assert ndcg(["x"] * 10 + ["a"], answers) == 0
    assert recall(["x", "b"], answers) == 0.5


def test_the_queries_are_judged_and_of_every_kind() -> None:
    queries = load_queries()
    assert len(queries) >= 120
    assert len({query.text for query in queries}) == len(queries)
    assert {grade for query in queries for grade in query.answers.values()} == {1, 2, 3}


def test_the_replicas_articles_are_found(elasticsearch_url: str) -> None:
    documents = list(replicas())
    queries = load_queries(among={document.article.key for document in documents})
    assert len(queries) >= 100
    with Elasticsearch(elasticsearch_url) as client, removing(client) as prefix:
        ours = mean(judge(khotin(client, prefix, documents), queries))
        theirs = mean(judge(standard(client, prefix, documents), queries))
    assert ours.ndcg >= 0.95
    assert ours.recall >= 0.95
    assert theirs.ndcg < ours.ndcg
