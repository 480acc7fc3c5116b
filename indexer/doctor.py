"""Doctor: whether what is kept, what the ledgers say and what the index holds agree."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from rich.table import Table

from crawler.config import Config
from crawler.errors import (
    ArchiveDamaged,
    ElasticsearchUnavailable,
    IncompleteRun,
    KhotinError,
)
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.revisions import backlog
from crawler.verification import Verification, verify_folder
from indexer.client import connect, wait_until_ready
from indexer.clusters import FILE as CLUSTERS
from indexer.indices import articles, current_index
from indexer.reconcile import Reconciliation, reconcile

PATIENCE = 5.0
"""Seconds to wait for Elasticsearch: a check is not a run."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of one portal. `waiting` is work for the next run, not damage."""

    site: str
    folder: Verification
    waiting: int
    dead: int
    index: Reconciliation | None
    """None: there is no index to compare with."""

    @property
    def differences(self) -> list[str]:
        """Every difference as a line; empty if all agree."""
        return [*self.folder.damage, *(self.index.lines() if self.index else ())]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures with JSON's types."""
        return {
            "site": self.site,
            "warc_files": self.folder.warc_files,
            "records": self.folder.records,
            "captures": self.folder.captures,
            "lost": self.folder.lost,
            "articles": self.folder.articles,
            "documents": self.index.documents if self.index else None,
            "waiting": self.waiting,
            "dead": self.dead,
            "unacknowledged_bytes": self.folder.unacknowledged_bytes,
            "differences": self.differences,
        }


def diagnose(sites: Sequence[str], config: Config) -> tuple[list[Diagnosis], str | None]:
    """Verify portals' folders and compare them with the index; nothing is changed.

    Returns also why there was no index to compare with, None if there was one.
    """
    with connect(config) as client:
        alias = articles(config.index_prefix).read
        missing = None
        try:
            wait_until_ready(client, PATIENCE)
            if current_index(client, articles(config.index_prefix)) is None:
                missing = f"there is no index {alias} yet: nothing was indexed"
        except ElasticsearchUnavailable as error:
            missing = f"{error} (the index was not compared)"
        compared = None if missing else client
        found = [_diagnose(site, config, compared) for site in sites]
    return found, missing


def _diagnose(site: str, config: Config, client: Elasticsearch | None) -> Diagnosis:
    """Verify a portal's folder, and compare it with the index unless there is none."""
    folder = verify_folder(config.data, site)
    path = ledger_path(config.data, site)
    index, waiting, dead = None, 0, 0
    if path.exists():
        try:
            with Ledger(path, create=False) as ledger:
                left = backlog(ledger)
                waiting, dead = left["waiting"] + left["unextracted"], left["dead"]
                if client is not None:
                    index = reconcile(client, config.index_prefix, site, ledger)
        except ArchiveDamaged as error:
            if str(error) not in folder.damage:
                folder.damage.append(str(error))
    return Diagnosis(site, folder, waiting, dead, index)


def clusters_problem(data: Path) -> str | None:
    """Return what is wrong with the file of duplicates, None if nothing is or there is none."""
    path = data / CLUSTERS
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path)) as clusters:
            ((answer,), *_) = clusters.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        answer = str(error)
    return None if answer == "ok" else f"{path}: {answer}"


def findings(
    found: Sequence[Diagnosis], no_index: str | None, clusters: str | None = None
) -> list[KhotinError]:
    """Return what a person must know, the worst first: damage, no index, work that waits."""
    lines = [line for item in found for line in item.differences]
    errors: list[KhotinError] = [ArchiveDamaged(line) for line in [*lines, clusters] if line]
    if no_index:
        errors.append(ElasticsearchUnavailable(no_index))
    if waiting := sum(item.waiting for item in found):
        errors.append(IncompleteRun(f"{waiting} items wait for the next `khotin run`"))
    return errors


def diagnosis_table(found: Sequence[Diagnosis]) -> Table:
    """Return the figures as a table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Portal", overflow="fold")
    columns = "Records", "Captures", "Lost", "Articles", "Indexed", "Waiting", "Dead", "Differ"
    for name in columns:
        table.add_column(name, justify="right")
    for item in found:
        row = item.to_dict()
        names = ("records", "captures", "lost", "articles", "documents", "waiting", "dead")
        figures = ["–" if row[name] is None else str(row[name]) for name in names]
        count = len(item.differences)
        table.add_row(item.site, *figures, f"[red]{count}[/red]" if count else "0")
    return table
