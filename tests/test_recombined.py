"""The documents that the search is timed on: as many as asked for, always the same."""

from itertools import islice

from bench.recombined import recombine
from tests.relevance.collection import replicas


def test_paragraphs_are_recombined_and_always_alike() -> None:
    articles = list(islice(replicas(), 12))
    documents = list(recombine(articles, 30))
    assert documents == list(recombine(articles, 30))
    assert [each["key"] for each in documents] == [f"bench:{n}" for n in range(30)]
    assert {frozenset(each) for each in documents} == {frozenset(articles[0].to_dict())}
    known = {paragraph for article in articles for paragraph in article.article.body}
    assert {paragraph for each in documents for paragraph in each["body"]} <= known
    assert len({each["title"] for each in documents}) > 5
