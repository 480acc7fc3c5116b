"""Indexing in documents/s, from the ledger to the index, beside helpers.parallel_bulk from memory.

The documents are the recorded Hanoi articles. Ours reads them from a ledger, builds and sends them
and marks each by its own outcome; the peer is handed finished documents in memory and keeps no
account. Each side writes into an empty index with the mapping of mappings/, in turn; the median of
the rounds counts.
"""

import shutil
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk, scan

from bench.body_quality import CAPTURED, read_corpus
from bench.figure import Figure, shared
from bench.server import remove_indices, server
from crawler.config import Config, load_config
from crawler.extract import extract
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import Location, Outcome, State
from crawler.page import Page
from crawler.platforms import make
from crawler.revisions import store_article, unextracted
from crawler.site import Site
from indexer.indexing import index_sites
from indexer.indices import articles, ensure_indices

ROUNDS = 3
PREFIX = "bench-indexing"
SITE = Site(
    id="bench/portal", name="Bench", platform="liferay62", unit="01", start_urls=("http://a.vn/",)
)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Return the rate beside the peer's; raises NotMeasurable without a server."""
    corpus = shared("corpus", "hanoi-portal.tar.xz")
    with tempfile.TemporaryDirectory() as name, server() as client:
        template = Path(name, "template.sqlite")
        fill_ledger(template, corpus)
        config = load_config().model_copy(
            update={"data": Path(name, "data"), "index_prefix": PREFIX}
        )
        documents: list[dict[str, Any]] = []
        pairs = []
        for _ in range(rounds):
            ours = _timed(client, partial(_index, config, template))
            documents = documents or _documents(client)
            pairs.append((ours, _timed(client, partial(_parallel_bulk, client, documents))))
        remove_indices(client, PREFIX)
    ours, peer = (len(documents) / statistics.median(side) for side in zip(*pairs, strict=True))
    ratios = tuple(theirs / own for own, theirs in pairs)
    return [Figure("index, documents/s", ours, 0.8, peer, rounds=ratios)]


def fill_ledger(path: Path, corpus: Path) -> None:
    """Write a ledger that holds the recorded articles, extracted and not indexed."""
    platform = make(SITE.platform)
    with Ledger(path) as ledger, ledger.transaction():
        for number, (_, url, body) in enumerate(read_corpus(corpus)):
            key = platform.article_key(url) or ""
            ledger.add_addresses([(key, url)], run=1)
            outcome, at = Outcome(key, url, State.CAPTURED), int(CAPTURED.timestamp()) * 1000
            ledger.settle_address(outcome, at)
            ledger.add_capture(outcome, at, 200, Location("bench", number, number, number))
            page = Page(url, body, "text/html;charset=UTF-8")
            article = extract(page, site=SITE.id, platform=platform, captured_at=CAPTURED)
            (capture,) = unextracted(ledger, article.extractor_version, 1)
            store_article(ledger, capture, article)


def _timed(client: Elasticsearch, work: Callable[[], None]) -> float:
    """Return the seconds of a piece of work that begins with empty indices."""
    remove_indices(client, PREFIX)
    ensure_indices(client, PREFIX)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _index(config: Config, template: Path) -> None:
    path = ledger_path(config.data, SITE.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, path)
    report = index_sites([SITE], config)
    assert not report.errors, report.errors


def _parallel_bulk(client: Elasticsearch, documents: list[dict[str, Any]]) -> None:
    deque(parallel_bulk(client, documents, index=articles(PREFIX).write), maxlen=0)


def _documents(client: Elasticsearch) -> list[dict[str, Any]]:
    """Return what was just indexed, as the peer takes it."""
    client.indices.refresh(index=articles(PREFIX).read)
    hits = scan(client, index=articles(PREFIX).read)
    return [{"_id": hit["_id"], "_source": hit["_source"]} for hit in hits]
