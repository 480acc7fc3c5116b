"""One portal that an import adds to: judges each answer, keeps what is its own, counts all."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

from scrapy.http import Response

from crawler.archive import Exchange, WarcWriter, repair_tails
from crawler.blocking import Blocked, classify
from crawler.clock import now
from crawler.fetching.links import HREF, LinkFinder
from crawler.fetching.lists import UnreadableList, read_list
from crawler.fetching.responses import judge_article
from crawler.folders import LEDGER, RUNS, WARC
from crawler.importing.record import Answer, Record, Unusable, restore_links
from crawler.importing.unchanged import find_unchanged
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.outcomes import Location, Outcome, State
from crawler.site import Site

BATCH = 64
"""Answers put on disk with one flush and one commit at most."""
BATCH_BYTES = 16 << 20
"""Bytes of answers that wait for it at most."""
COPIES = 86_400_000
"""Milliseconds within which another address of an article is a copy: a crawler that met it in other
languages and sections (1,023 copies of one on the Hanoi portal)."""
OUTCOME = "imported"
NO_ARTICLE = frozenset({Blocked.NOT_FOUND, Blocked.REDIRECT, Blocked.NOT_HTML})
"""What is wrong with an address, not with an answer: the portal need not be asked for it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an answer means for the ledger; `key` is None for a list.

    `url` is the canonical address. `exchange` goes to WARC; without one, `place` is where an equal
    page lies already, kept under the address `kept_url`.
    """

    record: Record
    key: str | None = None
    url: str = ""
    exchange: Exchange | None = None
    place: Location | None = None
    kept_url: str | None = None

    @property
    def at(self) -> int:
        """When it was captured, in milliseconds since 1970."""
        return int(self.record.at.timestamp() * 1000)


class PortalImport:
    """A portal's folder, open to take answers; commits every `BATCH` of them.

    Entering raises Busy while another process crawls the portal.
    """

    def __init__(self, site: Site, data: Path, sources: Sequence[Path]) -> None:
        """Take the portal's entry, the data folder, and what is imported, for the report."""
        self.site = site
        self.counters: Counter[str] = Counter()
        self._folder = data / site.id
        self._sources = sources
        self._platform = site.make_platform()
        self._links = LinkFinder(site.hosts, self._platform)
        self._stack = ExitStack()
        self._started = now()
        self._batch: list[Kept] = []
        self._found: dict[str, str] = {}
        self._bytes = 0

    def __enter__(self) -> Self:
        self._stack.enter_context(hold_lock(self._folder / "crawl.lock"))
        self._ledger = self._stack.enter_context(Ledger(self._folder / LEDGER))
        repair_tails(self._folder / WARC, self._ledger)
        self._run = self._ledger.start_run()
        self._known = set(self._ledger.first_runs())
        self._writer = WarcWriter(self._folder / WARC, self._folder.name, self._ledger)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Commit and report; after an error what is not committed is left for the next import."""
        with self._stack:
            if error is not None:
                self._writer.abandon()
                return
            self._commit()
            self._writer.close()
            with self._ledger.transaction():
                self._ledger.end_run(self._run, OUTCOME)
            self._write_report()

    def take(self, record: Record) -> None:
        """Keep an answer if it is an article or a list that we do not hold; count what it was."""
        key = self._platform.article_key(record.url)
        try:
            outcome = self._list(record) if key is None else self._article(record, key)
        except Unusable as error:
            outcome = error.reason
            if key is not None and outcome not in NO_ARTICLE:
                self._find({key: self._platform.canonical_url(record.url)})
        self.counters[outcome] += 1
        if len(self._batch) >= BATCH or self._bytes >= BATCH_BYTES:
            self._commit()

    def _article(self, record: Record, key: str) -> str:
        """Take an answer of an article's address; raises Unusable."""
        item = Kept(record, key, self._platform.canonical_url(record.url))
        if known := self._known_as(item, key):
            return known
        if record.revisit is not None:
            found = find_unchanged(self._ledger, self._folder / WARC, key, record)
            if found is None:
                raise Unusable("revisit_of_nothing")
            self._batch.append(replace(item, kept_url=found[0], place=found[1]))
            return "revisited"
        answer = record.load()
        response = _response(record, answer)
        state, reason = judge_article(response, self._platform)
        if state is not State.CAPTURED:
            raise Unusable(Blocked.NOT_FOUND if state is State.NOT_FOUND else str(reason))
        self._known.add(key)
        self._find(self._linked(record, response))
        self._keep(replace(item, exchange=_exchange(record, answer)))
        if record.dated_by_file:
            self.counters["dated_by_file"] += 1
        return "captured"

    def _known_as(self, item: Kept, key: str) -> str | None:
        """Return how an answer of an article is known: held already, or a copy of one; or None."""
        if any(waiting.key == key for waiting in self._batch):
            self._commit()
        rows = self._ledger.query(
            """SELECT url, captured_at = ?1 AS same FROM capture
               WHERE key = ?2 AND captured_at BETWEEN ?1 - ?3 AND ?1 + ?3 ORDER BY same DESC""",
            item.at, key, COPIES,
        )  # fmt: skip
        if rows and rows[0]["same"]:
            return "known"
        return "copy" if any(row["url"] != item.record.url for row in rows) else None

    def _list(self, record: Record) -> str:
        """Take an answer of any other address: kept if it links to articles; raises Unusable."""
        if record.revisit is not None:
            return "revisited_no_article"
        if self._ledger.get_meta(_list_mark(record)) is not None:
            return "known_list"
        answer = record.load()
        response = _response(record, answer)
        try:
            listing = read_list(response, self._platform)
        except UnreadableList as error:
            raise Unusable(str(error).partition(":")[0]) from None
        found = self._links.articles(listing.articles, record.url)
        if not found:
            return "no_links"
        self._find(self._linked(record, response) if record.mirrored else found)
        self._keep(Kept(record, exchange=_exchange(record, answer)))
        return "list"

    def _linked(self, record: Record, response: Response) -> dict[str, str]:
        """Return the articles that a page links to; of a mirrored one only by whole addresses."""
        if not record.mirrored:
            return self._links.articles_in(response.body, record.url)
        hrefs = (href.decode("utf-8", "replace") for href in HREF.findall(response.body))
        return self._links.articles((h for h in hrefs if h.startswith("http")), record.url)

    def _find(self, found: dict[str, str]) -> None:
        fresh = {key: url for key, url in found.items() if key not in self._known}
        if fresh:
            self._known |= fresh.keys()
            self._found |= fresh
            self.counters["new_addresses"] += len(fresh)

    def _keep(self, item: Kept) -> None:
        self._batch.append(item)
        self._bytes += len(item.exchange.body) if item.exchange else 0

    def _commit(self) -> None:
        """Put what waits on disk: WARC first, then the ledger in one transaction."""
        places = [
            self._writer.append(item.exchange) if item.exchange else None for item in self._batch
        ]
        self._writer.flush()
        with self._ledger.transaction():
            self._ledger.add_addresses(self._found.items(), self._run)
            for item, place in zip(self._batch, places, strict=True):
                if place is not None:
                    self._ledger.acknowledge_warc(place)
                self._settle(item, place or item.place)
        self._batch, self._found, self._bytes = [], {}, 0

    def _settle(self, item: Kept, place: Location | None) -> None:
        if item.key is None:
            self._ledger.execute(
                "INSERT OR IGNORE INTO meta VALUES (?, ?)",
                _list_mark(item.record),
                item.record.origin,
            )
            return
        self._ledger.add_addresses([(item.key, item.url)], self._run)
        self._ledger.settle_address(Outcome(item.key, item.url, State.CAPTURED), item.at)
        if place is not None:
            captured = Outcome(item.key, item.kept_url or item.record.url, State.CAPTURED)
            self._ledger.add_capture(captured, item.at, 200, place)

    def _write_report(self) -> None:
        """Write what was done to runs/, beside the crawls' reports."""
        report = {
            "site": self.site.id,
            "run": self._run,
            "started_at": self._started.isoformat(timespec="seconds"),
            "ended_at": now().isoformat(timespec="seconds"),
            "outcome": OUTCOME,
            "requests": 0,
            "sources": [path.name for path in self._sources],
            "counters": dict(sorted(self.counters.items())),
        }
        folder = self._folder / RUNS
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self._started:%Y%m%dT%H%M%S}-{self._run:06d}.json"
        path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _list_mark(record: Record) -> str:
    """Return the name under which the ledger remembers that a list's answer is kept."""
    return f"list {record.at.isoformat()} {record.url}"


def _response(record: Record, answer: Answer) -> Response:
    """Return a page as the crawl's rules take it, with links that lead to the portal.

    Raises Unusable for an answer that is no page by its status.
    """
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise Unusable(str(classify(answer.status, answer.content, answer.content_type)))
    headers = {"Content-Type": answer.content_type} if answer.content_type else {}
    body = restore_links(answer.content)
    return Response(record.url, status=answer.status, headers=headers, body=body)


def _exchange(record: Record, answer: Answer) -> Exchange:
    return Exchange(
        url=record.url,
        at=record.at,
        request_headers=(),
        status=answer.status,
        reason=answer.reason,
        response_headers=answer.headers,
        body=answer.body,
        ip_address=record.ip_address,
        origin=record.origin,
    )
