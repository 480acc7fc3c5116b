"""Between the ledgers and the clusters: which texts are taken up, and which documents follow."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path
from typing import Final

from crawler.folders import known_sites, ledger_path
from crawler.ledger import Ledger
from crawler.revisions import Revision, heads, mark_unindexed
from indexer.clusters import Clusters, Entry
from indexer.facets.duplicates import sign

CHUNK: Final = 1000
"""Articles that are taken up with one commit."""
log = logging.getLogger(__name__)


def catch_up(clusters: Clusters, data: Path) -> None:
    """Take up every portal of the data folder that the clusters do not know, forget those gone."""
    here = known_sites(data)
    for site in clusters.portals().difference(here):
        log.info("%s: its folder is not here any more", site)
        with clusters.transaction():
            clusters.forget_portal(site)
    for site in here:
        with Ledger(ledger_path(data, site)) as ledger:
            take_in(clusters, site, ledger)


def take_in(clusters: Clusters, site: str, ledger: Ledger) -> None:
    """Take up all articles of a portal that the clusters do not know, a new one or a new file.

    All its documents are sent again: nobody knows what they say.
    """
    if clusters.knows(site):
        return
    articles = heads(ledger)
    while chunk := list(islice(articles, CHUNK)):
        take_up(clusters, chunk)
    mark_unindexed(ledger)
    with clusters.transaction():
        clusters.add_portal(site)


def take_up(clusters: Clusters, items: Iterable[Revision]) -> None:
    """Let the clusters know the newest texts among some revisions as they are now.

    What no search can find is left out, for nothing may be hidden behind it: an article that its
    portal shows at another address now, and one that Elasticsearch refuses.
    """
    entries = [_entry(item) for item in items if item.is_head]
    with clusters.transaction():
        for entry in entries:
            clusters.note(entry)


def leave_out(clusters: Clusters, items: Iterable[Revision]) -> None:
    """Let the clusters know that Elasticsearch refuses some texts."""
    take_up(clusters, [replace(item, dead_reason="refused") for item in items])


def _entry(item: Revision) -> Entry:
    published = item.article.published_at
    at = item.first_seen_at if published is None else int(published.timestamp() * 1000)
    hidden = item.moved_to or item.dead_reason
    return Entry(item.article.key, at, None if hidden else sign(item.article))


def follow(clusters: Clusters, data: Path) -> None:
    """Let the ledgers send the documents again whose place among the duplicates has changed."""
    stale = sorted((key, number) for number, key in clusters.stale())
    for site, group in groupby(stale, key=lambda pair: pair[0].partition(":")[0]):
        pairs = list(group)
        path = ledger_path(data, site)
        if path.exists():
            with Ledger(path) as ledger, ledger.transaction():
                for key, _ in pairs:
                    _mark_unindexed(ledger, key.partition(":")[2])
        with clusters.transaction():
            clusters.settle(number for _, number in pairs)


def _mark_unindexed(ledger: Ledger, key: str) -> None:
    ledger.execute(
        "UPDATE revision SET indexed = 0 WHERE key = ? AND is_head AND dead_reason IS NULL", key
    )
