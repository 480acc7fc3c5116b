"""How good an answer is: nDCG@10 and recall@10 of judged queries."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log2
from pathlib import Path

from bench.search_quality import Quality

QUERIES = Path(__file__).with_name("queries.toml")
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, what kind of query it is, and the keys of the articles with their grades."""

    kind: str
    text: str
    answers: Mapping[str, int]
    """3 is what was looked for, 2 answers it, too, 1 has to do with it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How well a query was answered."""

    query: Query
    ndcg: float
    recall: float


def load_queries(path: Path = QUERIES, *, among: AbstractSet[str] | None = None) -> list[Query]:
    """Return the judged queries, or those of them that the articles `among` answer best.

    Raises KeyError or TypeError for a wrong entry.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["query"]
    queries = [Query(**entry) for entry in entries]
    if among is None:
        return queries
    return [query for query in queries if _best(query) <= among]


def judge(engine: Callable[[str], Sequence[str]], queries: Sequence[Query]) -> list[Judged]:
    """Ask every query and judge what is found."""
    return [
        Judged(query, ndcg(found, query.answers), recall(found, query.answers))
        for query in queries
        for found in [engine(query.text)]
    ]


def mean(judged: Sequence[Judged]) -> Quality:
    """Return the mean over the queries."""
    count = len(judged)
    return Quality(
        sum(each.ndcg for each in judged) / count, sum(each.recall for each in judged) / count
    )


def ndcg(found: Sequence[str], answers: Mapping[str, int]) -> float:
    """Return nDCG@10 with the gain 2^grade - 1."""
    ideal = sorted(answers.values(), reverse=True)
    return _dcg([answers.get(key, 0) for key in found]) / _dcg(ideal)


def recall(found: Sequence[str], answers: Mapping[str, int]) -> float:
    """Return the share of the answers (of ten, where there are more) among the first ten found."""
    return len(set(found[:DEPTH]) & set(answers)) / min(len(answers), DEPTH)


def _best(query: Query) -> set[str]:
    highest = max(query.answers.values())
    return {key for key, grade in query.answers.items() if grade == highest}


def _dcg(grades: Sequence[int]) -> float:
    ranked = enumerate(grades[:DEPTH], start=2)
    return sum((2.0**grade - 1) / log2(place) for place, grade in ranked)
