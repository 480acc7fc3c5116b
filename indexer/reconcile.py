"""Compares the index with a ledger: every article once, with the text that the ledger has."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from crawler.ledger import Ledger
from crawler.revisions import heads
from indexer.client import explained
from indexer.indices import articles, revisions

SHOWN = 5
"""Differences of one kind that are named; the rest is counted."""


@dataclass(slots=True)
class Reconciliation:
    """How many documents the index holds of a portal, and the keys that differ, by how."""

    documents: int = 0
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    """Articles of whose earlier texts the index lacks one."""

    def lines(self) -> Iterator[str]:
        """Yield each kind of difference as a line that names the first few."""
        kinds = {
            "in the ledger, not in the index": self.missing,
            "in the index, not in the ledger": self.extra,
            "with another text in the index": self.different,
            "with an earlier text that is not in the index": self.earlier,
        }
        for kind, keys in kinds.items():
            if keys:
                names = ", ".join(keys[:SHOWN])
                more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
                yield f"{len(keys)} {kind}: {names}{more}"


def reconcile(client: Elasticsearch, prefix: str, site: str, ledger: Ledger) -> Reconciliation:
    """Compare a portal's documents in both indices with what its ledger counts as indexed.

    Texts that wait and dead letters are no difference: the ledger knows that they are not there.
    Raises ElasticsearchUnavailable.
    """
    found = Reconciliation()
    indexed = dict(_indexed_hashes(client, articles(prefix).read, site))
    found.documents = len(indexed)
    for head in heads(ledger):
        digest = indexed.pop(head.article.key, None)
        if digest is None and head.is_indexed:
            found.missing.append(head.article.key)
        elif digest is not None and digest != head.article.content_hash and head.is_indexed:
            found.different.append(head.article.key)
    found.extra = sorted(indexed)
    there = set(_indexed_hashes(client, revisions(prefix).read, site))
    rows = ledger.query("SELECT key, content_hash FROM revision WHERE indexed AND NOT is_head")
    earlier = {(f"{site}:{row['key']}", row["content_hash"]) for row in rows}
    found.earlier = sorted({key for key, _ in earlier - there})
    return found


def _indexed_hashes(client: Elasticsearch, alias: str, site: str) -> Iterator[tuple[str, str]]:
    """Yield key and content hash of each of a portal's documents."""
    with explained(client):
        client.indices.refresh(index=alias)
        hits = scan(
            client,
            index=alias,
            query={"query": {"term": {"site": site}}},
            _source=["key", "content_hash"],
            size=2000,
        )
        for hit in hits:
            yield hit["_source"]["key"], hit["_source"]["content_hash"]
