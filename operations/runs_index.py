"""Every run of every portal as a document of the index `<prefix>-runs`, for Kibana.

The portals' folders are the truth: ledgers and runs/*.json. So there is no migration. An index with
another mapping than mappings/run.json is deleted and filled again, and what a write left out is
written by the next one.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from crawler.config import Config
from crawler.errors import IncompleteRun
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import State as Address
from indexer.client import connect, explained, wait_until_ready
from indexer.indices import MAPPINGS
from operations.figures import RunRow, read_report, read_runs
from operations.memory import Memory, recall
from operations.verdict import Health

MOST_PORTALS = 10_000
ERRORS = ("failures/", "sections/", "errors/")


@dataclass(frozen=True, slots=True)
class Held:
    """What the index holds of a portal: how many runs, and the last one's number."""

    runs: int = 0
    last: int = 0


def publish_runs(healths: Sequence[Health], config: Config) -> int:
    """Write what the index lacks, and each portal's last run anew; return how many were written.

    Raises ElasticsearchUnavailable, and IncompleteRun for documents that are refused.
    """
    index = f"{config.index_prefix}-runs"
    with connect(config) as client, explained(client):
        wait_until_ready(client, config.wait)
        _ensure_index(client, index)
        held = _read_held(client, index)
        documents = (
            {"_op_type": "index", "_index": index, "_id": f"{d['site']}:{d['run']}", "_source": d}
            for health in healths
            for d in run_documents(health, config.data, held.get(health.site.id, Held()))
        )
        outcomes = list(streaming_bulk(client, documents, raise_on_error=False, max_retries=3))
    refused = [answer for is_done, answer in outcomes if not is_done]
    if refused:
        message = f"{len(refused)} runs refused by Elasticsearch, the first: {refused[0]}"
        raise IncompleteRun(message)
    return len(outcomes)


def _ensure_index(client: Elasticsearch, index: str) -> None:
    """Make the index, anew if it was made with another mapping."""
    content = (MAPPINGS / "run.json").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if client.indices.exists(index=index):
        live = client.indices.get_mapping(index=index)[index]["mappings"]
        if live.get("_meta", {}).get("schema") == digest:
            return
        client.indices.delete(index=index)
    mappings = json.loads(content) | {"_meta": {"schema": digest}}
    settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
    client.indices.create(index=index, mappings=mappings, settings=settings)


def _read_held(client: Elasticsearch, index: str) -> dict[str, Held]:
    client.indices.refresh(index=index)
    sites = {"terms": {"field": "site", "size": MOST_PORTALS}}
    last = {"last": {"max": {"field": "run"}}}
    found = client.search(index=index, size=0, aggs={"sites": {**sites, "aggs": last}})
    buckets = found["aggregations"]["sites"]["buckets"]
    return {b["key"]: Held(b["doc_count"], int(b["last"]["value"])) for b in buckets}


def run_documents(health: Health, data: Path, held: Held) -> Iterator[dict[str, Any]]:
    """Yield the documents of a portal's runs from the last that is held on, all if one is missing.

    A run's state is the one that the portal was last seen in before the next run.
    """
    path = ledger_path(data, health.site.id)
    if not path.exists() or health.figures.status.last_run_at is None:
        return
    with Ledger(path) as ledger:
        runs = read_runs(ledger)[::-1]
    is_whole = held.runs == sum(run.id <= held.last for run in runs)
    memory = recall(path.parent)
    for run, after in zip(runs, (*runs[1:], None), strict=True):
        if not is_whole or run.id >= held.last:
            yield _document(health, run, read_report(path.parent, run.id), memory, after)


def _document(
    health: Health, run: RunRow, report: dict[str, Any], memory: Memory, after: RunRow | None
) -> dict[str, Any]:
    verdict = memory.verdict_at(after.started_at) if after else health.verdict
    counters: dict[str, int] = report.get("counters", {})
    errors = {name: n for name, n in counters.items() if name.startswith(ERRORS)}
    states = ("captured", "unchanged", "not_found", "blocked", "failed")
    return {
        "site": health.site.id,
        "portal": health.site.name,
        "platform": health.site.platform,
        "run": run.id,
        "started_at": _instant(run.started_at),
        "ended_at": run.ended_at and _instant(run.ended_at),
        "seconds": run.ended_at and (run.ended_at - run.started_at) / 1000,
        "outcome": run.outcome or "killed",
        "state": verdict.state,
        "reason": verdict.reason or None,
        "page": verdict.page,
        "requests": report.get("requests"),
        "response_bytes": report.get("response_bytes"),
        **{name: counters.get(f"articles/{Address(name)}", 0) for name in states},
        "absent": run.absent,
        "links_found": counters.get("links/articles", 0),
        "links_refused": sum(n for k, n in counters.items() if k.startswith("links/refused/")),
        "errors": sum(errors.values()),
        "error_reasons": sorted(errors),
        "counters": counters,
    }


def _instant(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
