"""Search quality: nDCG@10 and recall@10 of XQuAD-vi's questions, as typed and without diacritics.

`python -m bench.search_quality XQUAD.json` indexes the 240 passages, their title and text, through
the project's own mapping and loader into a server (ELASTICSEARCH_URL or the embedded one), asks all
1,190 questions through the project's own query, prints the figures and removes its index. Quotes
in a question are ignored: to the search they would be a phrase that must occur.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from crawler.config import load_config
from crawler.text import clean, fold_diacritics
from indexer.bulk import Loader
from indexer.client import connect, wait_until_ready
from indexer.documents import Action
from indexer.indices import Family, articles, ensure_indices, families
from search.query import build_query
from search.syntax import Terms

DEPTH = 10
BATCH = 200
Judgement = tuple[str, str]
"""A question and the id of the one passage that answers it."""


def read_xquad(path: Path) -> tuple[list[tuple[str, str]], list[Judgement]]:
    """Return the passages as (title, text), their ids being their places, and the questions."""
    passages: list[tuple[str, str]] = []
    judgements: list[Judgement] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            passage = str(len(passages))
            judgements += [(clean(asked["question"]), passage) for asked in paragraph["qas"]]
            passages.append((article["title"].replace("_", " "), clean(paragraph["context"])))
    return passages, judgements


def index_passages(client: Elasticsearch, prefix: str, passages: list[tuple[str, str]]) -> Family:
    """Index the passages under `prefix` and return the aliases."""
    ensure_indices(client, prefix)
    family = articles(prefix)
    actions = (
        Action(str(n), family.write, str(n), 1, json.dumps({"title": t, "body": [b]}).encode())
        for n, (t, b) in enumerate(passages)
    )
    for outcome in Loader(client).load(actions):
        assert outcome.result == "indexed", outcome
    client.indices.refresh(index=family.read)
    return family


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the questions; with one answer to each, recall is how often it was shown."""

    ndcg: float
    recall: float


def own_query(question: str) -> dict[str, Any]:
    """Return the project's query for a question."""
    return build_query(Terms(words=question))


def measure(
    client: Elasticsearch,
    index: str,
    judgements: list[Judgement],
    typed: Callable[[str], str] = str,
    query: Callable[[str], dict[str, Any]] = own_query,
) -> Quality:
    """Return nDCG@10 and recall@10 of the questions as `typed` types them."""
    gains, shown = 0.0, 0
    for start in range(0, len(judgements), BATCH):
        batch = judgements[start : start + BATCH]
        searches = _searches(query(typed(question)) for question, _ in batch)
        answers = client.msearch(index=index, searches=list(searches))["responses"]
        for (_, wanted), answer in zip(batch, answers, strict=True):
            found = [hit["_id"] for hit in answer["hits"]["hits"]]
            gains += 1 / math.log2(2 + found.index(wanted)) if wanted in found else 0.0
            shown += wanted in found
    return Quality(gains / len(judgements), shown / len(judgements))


def _searches(queries: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for query in queries:
        yield {}
        yield {"query": query, "size": DEPTH, "_source": False}


def main(path: Path) -> None:
    """Measure and print."""
    prefix = "bench-quality"
    passages, judgements = read_xquad(path)
    client = connect(load_config())
    wait_until_ready(client, 60)
    try:
        index = index_passages(client, prefix, passages).read
        for name, typed in (("with", str), ("without", fold_diacritics)):
            found = measure(client, index, judgements, typed)
            figures = f"nDCG@{DEPTH} {found.ndcg:.4f}, recall@{DEPTH} {found.recall:.4f}"
            sys.stdout.write(f"{name} diacritics: {figures}\n")
    finally:
        for family in families(prefix):
            client.indices.delete(index=list(client.indices.get(index=family.read)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
