"""`khotin doctor --repair`: mends what the doctor finds from what is kept.

Never is the only copy of anything deleted: what is taken out of use lies in the portal's `damaged/`
afterwards. Whatever is mended wrongly can so be mended again.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from crawler.archive import repair_tails
from crawler.clock import now
from crawler.config import Config
from crawler.errors import ArchiveDamaged, Busy
from crawler.extraction import extract_captures
from crawler.folders import DAMAGED, LEDGER, WARC
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.mending import mark_lost, mend_file
from crawler.rebuilding import register_files, renew_ledger, replay
from crawler.salvage import complete
from crawler.site import Site
from crawler.verification import Verification, damaged_reports, verify_ledger
from indexer.client import connect, explained
from indexer.clusters import FILE as CLUSTERS
from indexer.doctor import Diagnosis, clusters_problem
from indexer.indexing import index_sites
from indexer.indices import articles

STAGES = ("crawl", "extract", "index")
Registry = Mapping[str, Site]


def repair(
    found: Sequence[Diagnosis], config: Config, registry: Registry, *, delete_unknown: bool = False
) -> dict[str, list[str]]:
    """Mend every portal that differs; return by portal what was done, a line each.

    Pages are then read and texts sent, as `khotin run` would. A portal at which another process
    works, or that the registry does not know, is left as it is, and said.
    """
    damaged = [each for each in found if each.differences]
    done: dict[str, list[str]] = {each.site: [] for each in damaged}
    if problem := clusters_problem(config.data):
        for end in ("", "-wal", "-shm"):
            (config.data / f"{CLUSTERS}{end}").unlink(missing_ok=True)
        done[CLUSTERS] = [f"{problem}: deleted, it is made again from the ledgers"]
    mended = []
    for each in damaged:
        site = registry.get(each.site)
        try:
            if site is None:
                message = f"{each.site}: not in the registry: give it its entry, or move it away"
                raise ArchiveDamaged(message)
            done[each.site] += repair_folder(site, config.data)
            if each.index is not None:
                with connect(config) as client:
                    done[each.site] += _repair_index(each, client, config, delete=delete_unknown)
            mended.append(site)
        except (ArchiveDamaged, Busy) as error:
            done[each.site].append(f"not mended: {error}")
    if mended:
        extract_captures(mended, config.data, workers=config.workers)
    if any(each.index is not None for each in damaged) or CLUSTERS in done:
        index_sites(mended if CLUSTERS not in done else list(registry.values()), config)
    return {name: lines for name, lines in done.items() if lines}


def repair_folder(site: Site, data: Path) -> list[str]:
    """Make a portal's ledger, WARC files and reports agree; return what was done, a line each.

    Raises Busy, and ArchiveDamaged for what must be restored from a backup.
    """
    folder = data / site.id
    with _held(folder):
        done = []
        if _is_unreadable(folder / LEDGER):
            done.append(renew_ledger(folder))
        with Ledger(folder / LEDGER) as ledger:
            alone = Verification(site.id)
            verify_ledger(ledger, alone)
            if alone.damage:
                complete(ledger)
            repair_tails(folder / WARC, ledger)
            unknown = register_files(folder, ledger)
            for row in ledger.query("SELECT name FROM warc ORDER BY name"):
                done += mend_file(folder / WARC / row["name"], ledger, folder / DAMAGED)
            if unknown or alone.damage:
                count = replay(site, folder, ledger)
                done.append(f"{ledger.path}: {count} captures added from the WARC files")
            if lost := mark_lost(ledger, folder / WARC):
                done.append(f"{ledger.path}: {lost} answers are lost: asked for again")
        for report in damaged_reports(folder):
            report.rename(_room_for(folder / DAMAGED / report.name))
            done.append(f"{report}: moved to {DAMAGED}/")
    return done


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold every lock of a portal; raises Busy."""
    with ExitStack() as stack:
        for stage in STAGES:
            stack.enter_context(hold_lock(folder / f"{stage}.lock"))
        yield


def _is_unreadable(path: Path) -> bool:
    """Tell whether a ledger is missing or damaged; raises ArchiveDamaged for a newer release's."""
    if not path.exists():
        return True
    try:
        with Ledger(path, create=False) as ledger:
            verify_ledger(ledger, Verification(""))
    except ArchiveDamaged as error:
        if "newer release" in str(error):
            raise
        return True
    except sqlite3.DatabaseError:
        return True
    return False


def _room_for(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    return path


def _repair_index(
    found: Diagnosis, client: Elasticsearch, config: Config, *, delete: bool
) -> list[str]:
    """Let what the index lacks be sent again, and what only the index knows be fetched again."""
    index = found.index
    if index is None:
        return []
    done = []
    folder = config.data / found.site
    with Ledger(folder / LEDGER) as ledger:
        if again := [*index.missing, *index.different, *index.earlier]:
            _send_again(ledger, again)
            done.append(f"{len(again)} articles are sent again")
        if index.extra:
            alias = articles(config.index_prefix)
            documents = _documents(client, alias.read, index.extra)
            with ledger.transaction():
                found_in = [
                    (document["key"].partition(":")[2], document["canonical_url"])
                    for document in documents.values()
                ]
                ledger.add_addresses(found_in, 0)
            done.append(f"{len(documents)} documents without an article: their pages are asked for")
            if delete:
                done.append(_delete(client, alias.write, documents, folder / DAMAGED))
    return done


def _send_again(ledger: Ledger, keys: Sequence[str]) -> None:
    with ledger.transaction():
        for key in keys:
            ledger.execute(
                "UPDATE revision SET indexed = 0 WHERE key = ? AND dead_reason IS NULL",
                key.partition(":")[2],
            )


def _documents(client: Elasticsearch, alias: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the documents of some articles by their `_id`."""
    found: dict[str, dict[str, Any]] = {}
    with explained(client):
        for start in range(0, len(keys), 1000):
            query = {"query": {"terms": {"key": keys[start : start + 1000]}}}
            found |= {hit["_id"]: hit["_source"] for hit in scan(client, query, index=alias)}
    return found


def _delete(
    client: Elasticsearch, alias: str, documents: Mapping[str, dict[str, Any]], quarantine: Path
) -> str:
    """Delete documents that no ledger knows, after they are kept as JSON lines."""
    kept = _room_for(quarantine / f"documents-{now():%Y%m%dT%H%M%S}.jsonl")
    lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in documents.values())
    kept.write_text("".join(lines), encoding="utf-8")
    with explained(client):
        client.delete_by_query(
            index=alias, query={"ids": {"values": list(documents)}}, refresh=True
        )
    return f"{len(documents)} documents deleted, kept as {DAMAGED}/{kept.name}"
