"""Index: what the ledgers say is not in Elasticsearch yet, each item marked by its own outcome."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from crawler.attachments import reading_mark, texts_of
from crawler.config import Config
from crawler.errors import Busy, ElasticsearchUnavailable, KhotinError
from crawler.folders import known_sites, ledger_path
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.revisions import (
    Revision,
    backlog,
    bury,
    is_as_sent,
    mark_indexed,
    mark_unindexed,
    waiting,
)
from crawler.site import Site
from indexer.bulk import HURRY, Loader, LoadInterrupted, Outcome, Result
from indexer.client import connect, explained, wait_until_ready
from indexer.clustering import catch_up, follow, leave_out, take_in, take_up
from indexer.clusters import Clusters
from indexer.documents import (
    DOCUMENT_VERSION,
    Action,
    History,
    Portal,
    build_document,
    index_action,
    revision_action,
)
from indexer.facets.duplicates import Duplicates
from indexer.gazetteer import find_unit
from indexer.index_report import IndexReport
from indexer.indices import articles, current_index, ensure_indices, revisions
from indexer.migration import Progress, migrate
from indexer.put_off import PutOff

ROUND = 1000
"""Revisions of one portal read from its ledger at one time: bounds what waits in memory."""
INDEX = "index_uuid"
"""What a ledger remembers of the index that its marks speak of."""
RULES = "document_version"
"""What a ledger remembers of the rules that the marked documents were made by."""
COMMIT = 200
"""Acknowledged items that are marked with one commit."""
PAUSE = 0.5
"""Seconds between two looks at the ledgers while the extraction still runs."""
log = logging.getLogger(__name__)


def index_sites(
    sites: Sequence[Site], config: Config, *, upstream_ended: Callable[[], bool] = lambda: True
) -> IndexReport:
    """Send every text that waits, until the extraction has ended and nothing waits any more.

    An Elasticsearch that does not answer is waited for: as long as texts may still come, and then
    `config.wait` seconds more. What it did not acknowledge stays in the ledgers for the next time.
    """
    report = IndexReport()
    with ExitStack() as stack:
        free = [site for site in sites if _take_lock(stack, site, config, report)]
        clusters = stack.enter_context(Clusters(config.data))
        catch_up(clusters, config.data)
        indexer = _Indexer(stack.enter_context(connect(config)), clusters, config, report)
        last_look = False
        while True:
            if not last_look and (last_look := upstream_ended()):
                indexer.put_off.clear()
            try:
                sent = indexer.send_round(free, patience=config.wait if last_look else 1.0)
            except ElasticsearchUnavailable as error:
                if last_look:
                    report.errors.append(error)
                    break
                indexer.say_once(error)
                sent = 0
            if sent == 0:
                if last_look:
                    break
                time.sleep(PAUSE)
    report.close(sum(_waiting(site, config) for site in sites), len(indexer.put_off.items))
    return report


def index_uuid(client: Elasticsearch, prefix: str) -> str:
    """Return the identity that Elasticsearch gave the articles' index when it was made."""
    name = current_index(client, articles(prefix))
    with explained(client):
        settings = client.indices.get_settings(index=name)[str(name)]["settings"]
    return str(settings["index"]["uuid"])


def migrate_indices(config: Config, progress: Progress | None = None) -> list[str]:
    """Migrate, and let the ledgers' marks speak of the index that took the old one's place.

    Returns a line for each index that was rebuilt, or one that none had to be.
    """
    with connect(config) as client:
        wait_until_ready(client, config.wait)
        old = index_uuid(client, config.index_prefix)
        done = migrate(client, config.index_prefix, progress)
        new = index_uuid(client, config.index_prefix)
    for site in known_sites(config.data):
        with Ledger(ledger_path(config.data, site)) as ledger:
            if ledger.get_meta(INDEX) == old:
                ledger.set_meta(INDEX, new)
    lines = [f"{m.new} took the place of {m.old} with {m.documents} documents" for m in done]
    return lines or ["every index has the mapping of mappings/ already"]


def _take_lock(stack: ExitStack, site: Site, config: Config, report: IndexReport) -> bool:
    try:
        stack.enter_context(hold_lock(config.data / site.id / "index.lock"))
    except Busy as error:
        report.errors.append(error)
        return False
    return True


def _waiting(site: Site, config: Config) -> int:
    path = ledger_path(config.data, site.id)
    if not path.exists():
        return 0
    with Ledger(path) as ledger:
        return backlog(ledger)["waiting"]


_Mark = tuple[tuple[int, ...], Duplicates]
"""Which of an article's files were read, and where it stood among its duplicates, when its text was
sent: one for which this has changed meanwhile is left unmarked, so that it is sent again."""


class _Indexer:
    """Sends rounds of texts to one Elasticsearch."""

    def __init__(
        self, client: Elasticsearch, clusters: Clusters, config: Config, report: IndexReport
    ) -> None:
        self._client = client
        self._clusters = clusters
        self._config = config
        self._report = report
        self._prefix = config.index_prefix
        self._index: str | None = None
        self._said = ""
        self.put_off = PutOff()
        self._marks: dict[tuple[str, int], _Mark] = {}

    def say_once(self, error: KhotinError) -> None:
        """Log a failure that is waited for, once until something else happens."""
        if str(error) != self._said:
            self._said = str(error)
            log.warning("%s; what is fetched is kept, and sent when it answers", error)

    def send_round(self, sites: Sequence[Site], patience: float) -> int:
        """Send up to `ROUND` texts a portal; return how many were settled or put off.

        Raises ElasticsearchUnavailable after `patience` seconds without an answer; what was
        acknowledged until then is marked.
        """
        try:
            with explained(self._client):
                if self._index is None:
                    wait_until_ready(self._client, patience)
                    ensure_indices(self._client, self._prefix)
                    self._index = index_uuid(self._client, self._prefix)
                follow(self._clusters, self._config.data)
                return self._send_sites(sites, patience)
        except ElasticsearchUnavailable:
            self._index = None
            raise

    def _send_sites(self, sites: Sequence[Site], patience: float) -> int:
        settled, put_off = self._report.outcomes.total(), len(self.put_off.items)
        for site in sites:
            try:
                self._send_site(site, HURRY if self.put_off.items else patience)
            except LoadInterrupted as error:
                self.put_off.add_refused(error)
        settled = self._report.outcomes.total() - settled
        put_off = len(self.put_off.items) - put_off
        self.put_off.judge_round(settled, put_off)
        return settled + put_off

    def _send_site(self, site: Site, patience: float) -> None:
        path = ledger_path(self._config.data, site.id)
        if not path.exists():
            return
        with Ledger(path) as ledger:
            self._check_index(ledger)
            take_in(self._clusters, site.id, ledger)
            put_off = self.put_off.items
            found = waiting(ledger, ROUND + len(put_off))
            items = [each for each in found if (each.article.key, each.version) not in put_off]
            if not items:
                return
            take_up(self._clusters, items)
            follow(self._clusters, self._config.data)
            self._marks.clear()
            portal = Portal(site.name, find_unit(site.unit, site.vintage))
            loader = Loader(self._client, wait=patience)
            outcomes = loader.load(self._action(ledger, item, portal) for item in items)
            self._mark(ledger, items, outcomes)

    def _check_index(self, ledger: Ledger) -> None:
        """Send everything anew to an index that is not the one the ledger's marks speak of.

        Also when documents are made by other rules than before; these take the old ones' place.
        """
        now = {INDEX: self._index, RULES: str(DOCUMENT_VERSION)}
        known = {name: ledger.get_meta(name) for name in now}
        if self._index is None or known == now:
            return
        if known[INDEX] is not None:
            why = "another index" if known[INDEX] != self._index else "other rules for documents"
            log.warning("%s: %s than before: sending everything", ledger.path, why)
        mark_unindexed(ledger)
        for name, value in now.items():
            ledger.set_meta(name, str(value))

    def _action(self, ledger: Ledger, item: Revision, portal: Portal) -> Action:
        mark = self._marks[item.key, item.number] = self._mark_of(ledger, item)
        history = History(
            first_seen_at=_instant(item.first_seen_at),
            last_seen_at=_instant(item.last_seen_at),
            changed_at=_instant(item.changed_at),
            revision=item.rank,
            gone_since=_instant(item.gone_since) if item.gone_since else None,
            moved_to=f"{item.article.site}:{item.moved_to}" if item.moved_to else None,
            moved_from=item.moved_from,
        )
        texts = texts_of(ledger, item.key)
        document = build_document(
            item.article, portal=portal, history=history, texts=texts, duplicates=mark[1]
        )
        if item.is_head:
            action = index_action(document, articles(self._prefix).write)
        else:
            action = revision_action(document, revisions(self._prefix).write, item.number)
        return replace(action, version=item.version)  # the clock may have been wrong meanwhile

    def _mark_of(self, ledger: Ledger, item: Revision) -> _Mark:
        found = self._clusters.find(item.article.key) if item.is_head else Duplicates()
        return reading_mark(ledger, item.key), found

    def _mark(self, ledger: Ledger, items: list[Revision], outcomes: Iterator[Outcome]) -> None:
        """Mark items as their outcomes come."""
        by_outcome = {(item.article.key, item.version): item for item in items}
        settled: list[Outcome] = []
        try:
            for outcome in outcomes:
                if outcome.result is Result.PUT_OFF:
                    self.put_off.items.add((outcome.key, outcome.version))
                    continue
                settled.append(outcome)
                if len(settled) >= COMMIT:
                    self._commit(ledger, settled, by_outcome)
        finally:
            self._commit(ledger, settled, by_outcome)

    def _commit(
        self,
        ledger: Ledger,
        settled: list[Outcome],
        by_outcome: dict[tuple[str, int], Revision],
    ) -> None:
        refused = [by_outcome[o.key, o.version] for o in settled if o.result is Result.DEAD]
        if refused:
            leave_out(self._clusters, refused)
        with ledger.transaction():
            for outcome in settled:
                item = by_outcome[outcome.key, outcome.version]
                self._report.outcomes[outcome.result] += 1
                if not is_as_sent(ledger, item):
                    continue
                if outcome.result is Result.DEAD:
                    bury(ledger, item.key, item.number, outcome.reason or "refused")
                elif self._marks[item.key, item.number] == self._mark_of(ledger, item):
                    mark_indexed(ledger, item.key, item.number, item.version)
        settled.clear()


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
