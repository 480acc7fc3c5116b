"""Portals' health as a text file for the textfile collector of Prometheus' node exporter.

`khotin_check_timestamp_seconds` tells when it was written: a check that no longer runs shows as
`time() - khotin_check_timestamp_seconds` growing, and that is the alarm to have.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from indexer.storage import writing
from operations.memory import recall
from operations.verdict import Health, State, counted, errors

PREFIX = "khotin_portal_"
DOCUMENTED = {
    "last_run_timestamp_seconds": "When the last run started",
    "last_success_timestamp_seconds": "When the last good run ended",
    "last_new_article_timestamp_seconds": "When the last new article arrived",
    "next_run_timestamp_seconds": "When the next run is due",
    "usual_silence_working_days": "Working days without news that are usual, as learned",
    "articles": "Articles that are kept",
    "gone_articles": "Articles that the portal no longer shows",
    "absent_articles": "Known articles that the last run did not find",
    "recent_articles": "Articles of the last 28 days",
    "expected_articles": "Articles of 28 days by the year before",
    "completeness_ratio": "Share of what its sections declare or link to that is kept",
    "waiting_texts": "Texts that Elasticsearch does not have yet",
    "failed_alerts": "How often telling changes of state failed since none waited",
}


def write_metrics(healths: Sequence[Health], data: Path, path: Path, now: datetime) -> None:
    """Write the file anew in one step, so that nobody reads half of it; raises StorageError."""
    registry = CollectorRegistry()
    gauges = {n: Gauge(PREFIX + n, t, ["site"], registry=registry) for n, t in DOCUMENTED.items()}
    state = Gauge(
        f"{PREFIX}state", "1 for the state it is in", ["site", "state"], registry=registry
    )
    details = {
        name: Gauge(PREFIX + name, text, ["site", label], registry=registry)
        for name, text, label in (
            ("defect_ratio", "Share of the last 20 articles with a defect", "defect"),
            ("links", "Links that the last run found, and refused by kind", "kind"),
            ("errors", "What failed in the last run by reason", "reason"),
        )
    }
    for health in healths:
        site = health.site.id
        for one in State:
            state.labels(site, one.value).set(health.state is one)
        for name, value in _values(health):
            gauges[name].labels(site).set(value)
        gauges["failed_alerts"].labels(site).set(recall(data / site).attempts)
        for name, kind, value in _details(health):
            details[name].labels(site, kind).set(value)
    Gauge("khotin_check_timestamp_seconds", "When this was written", registry=registry).set(
        now.timestamp()
    )
    with writing(path.parent):
        write_to_textfile(str(path), registry)


def _values(health: Health) -> Iterable[tuple[str, float]]:
    """Yield the figures that there are."""
    figures, status = health.figures, health.figures.status
    for name, at in (
        ("last_run", status.last_run_at),
        ("last_success", status.last_success_at),
        ("last_new_article", figures.last_new_at),
    ):
        if at is not None:
            yield f"{name}_timestamp_seconds", at / 1000
    yield "next_run_timestamp_seconds", health.next_run.timestamp()
    yield "usual_silence_working_days", health.rhythm.silence
    yield "articles", status.articles
    yield "gone_articles", status.gone
    yield "absent_articles", status.absent
    yield "recent_articles", health.volume.recent
    yield "expected_articles", health.volume.expected
    yield "waiting_texts", figures.waiting
    if status.completeness is not None:
        yield "completeness_ratio", status.completeness


def _details(health: Health) -> Iterable[tuple[str, str, float]]:
    for defect, share in health.shares.items():
        if share is not None:
            yield "defect_ratio", defect, share
    yield "links", "found", health.figures.counters.get("links/articles", 0)
    for kind, count in counted(health, "links/refused").items():
        yield "links", kind, count
    for reason, count in errors(health).items():
        yield "errors", reason, count
