"""The systems that are judged: the project's own search, and Elasticsearch as it comes."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from crawler.config import Config
from indexer.bulk import Loader
from indexer.documents import Document, index_action
from indexer.indices import articles, ensure_indices
from search.query import SearchRequest
from search.searcher import search
from tests.relevance.judging import DEPTH

Engine = Callable[[str], list[str]]
"""Takes a query; returns the keys of the articles that it shows first, ten at most."""
STANDARD_FIELDS: Final = ("title", "lead", "body", "captions")


@contextmanager
def removing(client: Elasticsearch) -> Iterator[str]:
    """Give a prefix for indices, and delete them at the end."""
    prefix = f"relevance-{uuid.uuid4().hex[:12]}"
    try:
        yield prefix
    finally:
        for index in client.indices.get(index=f"{prefix}*", expand_wildcards="all"):
            client.indices.delete(index=index)


def khotin(client: Elasticsearch, prefix: str, documents: Sequence[Document]) -> Engine:
    """Index the documents as the project does, and return its search."""
    ensure_indices(client, prefix)
    family = articles(prefix)
    for outcome in Loader(client).load(index_action(each, family.write) for each in documents):
        assert outcome.result == "indexed", outcome
    client.indices.refresh(index=family.read)
    config = Config(index_prefix=prefix)

    def ask(text: str) -> list[str]:
        results = search(client, config, SearchRequest(text, size=DEPTH))
        return [str(hit.document["key"]) for hit in results.hits]

    return ask


def standard(client: Elasticsearch, prefix: str, documents: Sequence[Document]) -> Engine:
    """Index the same texts with the standard analyzer, and return a match over all of them."""
    sources = [(each.article.key, each.article.to_dict()) for each in documents]
    index = index_standard(client, prefix, sources)

    def ask(text: str) -> list[str]:
        answer = client.search(index=index, query=standard_query(text), size=DEPTH)
        return [hit["_id"] for hit in answer["hits"]["hits"]]

    return ask


def index_standard(
    client: Elasticsearch, prefix: str, sources: Sequence[tuple[str, dict[str, Any]]]
) -> str:
    """Index (id, fields) with the standard analyzer, and return the index's name."""
    index = f"{prefix}-standard"
    fields = {name: {"type": "text"} for name in STANDARD_FIELDS}
    client.indices.create(index=index, mappings={"dynamic": False, "properties": fields})
    bulk(client, ({"_index": index, "_id": key, **source} for key, source in sources))
    client.indices.refresh(index=index)
    return index


def standard_query(text: str) -> dict[str, Any]:
    """Return the match of every text field that the standard analyzer is judged by."""
    fields = list(STANDARD_FIELDS)
    return {"multi_match": {"query": text, "type": "most_fields", "fields": fields}}
