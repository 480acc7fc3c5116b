"""Fetch: runs the spider over portals, several at a time, in one process."""

import asyncio
import logging
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rich.table import Table
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.clock import now
from crawler.config import load_config
from crawler.dates import VIETNAM
from crawler.errors import Busy, IncompleteRun, KhotinError, PrerequisiteError
from crawler.fetching.recorder import RunEnd
from crawler.fetching.rendering import require_browser
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.outcomes import OUT_OF_MEMORY, OUTSIDE_HOURS, SHUTDOWN, TIME_IS_UP, State
from crawler.site import Site
from crawler.spiders.attachments import AttachmentSpider
from crawler.spiders.portal import PortalSpider

ENDS_ALL = frozenset({TIME_IS_UP, OUT_OF_MEMORY, SHUTDOWN})
"""Outcomes of one portal's run after which no other is begun."""
COUNTERS = "khotin/"


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """How the crawl of one portal ended.

    `counters` are without prefix; `error` is what went wrong, if anything did.
    """

    site: str
    outcome: str
    requests: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    error: KhotinError | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields with JSON's types; an error as its text."""
        return asdict(self) | {"error": str(self.error) if self.error else None}

    def count(self, prefix: str) -> int:
        """Return the sum of the counters whose name begins so."""
        return sum(n for name, n in self.counters.items() if name.startswith(prefix))


def crawl(
    sites: Sequence[Site],
    data: Path,
    registry: Collection[Site] = (),
    *,
    recheck: bool = False,
    attachments: bool = False,
) -> list[CrawlResult]:
    """Crawl portals and return one result each.

    A portal whose host another entry of the `registry` has today is left out: its pages would be
    taken for those of the unit that is no more.

    With `attachments` it fetches the files that known articles offer, and no pages. A portal that
    another process crawls is left out.

    Installs Twisted's reactor and blocks until all are done; call it once a process. Ctrl-C, and
    what the configuration allows of time and memory, end it in good order.
    """
    today = now().astimezone(VIETNAM).date()
    left = {site.id for site in sites if site.find_successor(registry, today)}
    with _locked([site for site in sites if site.id not in left], data) as (free, busy):
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        process = AsyncCrawlerProcess(settings)
        # What these warn of is counted as a failure and tried again: nobody has to act on it.
        for name in (
            "scrapy.core.downloader.handlers.http11",
            "scrapy.downloadermiddlewares.robotstxt",
            "scrapy-playwright",
        ):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        kind = AttachmentSpider if attachments else PortalSpider
        crawlers = [process.create_crawler(kind) for _ in free]
        queue = _Queue(process, list(zip(crawlers, free, strict=True)), recheck=recheck)
        queue.start_next()
        if crawlers:
            process.start()
            _finish(crawlers)
        results = [_result(c, site, data) for c, site in zip(crawlers, free, strict=True)]
    return [*results, *busy, *(CrawlResult(site, "host of another unit") for site in left)]


class _Queue:
    """Portals that wait to be crawled: for connections, as long as there is time."""

    def __init__(
        self, process: AsyncCrawlerProcess, portals: list[tuple[Crawler, Site]], *, recheck: bool
    ) -> None:
        self._process = process
        self._waiting = portals
        self._begun: list[Crawler] = []
        self._recheck = recheck
        config = load_config()
        self._most = self._free = config.connections
        self._ends_at = time.monotonic() + config.run_seconds if config.run_seconds else None

    def start_next(self) -> None:
        """Start as many portals as there are connections for."""
        while self._waiting and not self._is_over():
            crawler, site = self._waiting[0]
            connections = min(site.connections, self._most)
            if connections > self._free:
                return
            del self._waiting[0]
            self._begun.append(crawler)
            self._free -= connections
            if self._ends_at is not None:
                seconds = self._ends_at - time.monotonic()
                crawler.settings.set("CLOSESPIDER_TIMEOUT", seconds, priority="spider")
            site = site.model_copy(update={"connections": connections})
            task = self._process.crawl(crawler, site=site, recheck=self._recheck)
            task.add_done_callback(partial(self._end, connections))

    def _end(self, connections: int, _: asyncio.Task[None]) -> None:
        self._free += connections
        self.start_next()

    def _is_over(self) -> bool:
        if self._ends_at is not None and self._ends_at <= time.monotonic():
            return True
        return any(_spider(c).outcome in ENDS_ALL for c in self._begun if c.spider)


@contextmanager
def _locked(sites: Sequence[Site], data: Path) -> Iterator[tuple[list[Site], list[CrawlResult]]]:
    """Hold the crawl's lock of every portal that is free; the others come as results."""
    free: list[Site] = []
    busy: list[CrawlResult] = []
    with ExitStack() as stack:
        for site in sites:
            try:
                if site.render:
                    require_browser()
                stack.enter_context(hold_lock(data / site.id / "crawl.lock"))
                free.append(site)
            except Busy as error:
                busy.append(CrawlResult(site.id, "busy", error=error))
            except PrerequisiteError as error:
                busy.append(CrawlResult(site.id, "not started", error=error))
        yield free, busy


def _finish(crawlers: Sequence[Crawler]) -> None:
    """End the runs of spiders that were interrupted before Scrapy would tell them so."""
    for spider in (_spider(crawler) for crawler in crawlers if crawler.spider):
        if isinstance(spider, PortalSpider) and spider.run is not None and spider.outcome is None:
            spider.outcome = SHUTDOWN
            spider.end = spider.run.finish(spider.outcome, is_healthy=False)


def _spider(crawler: Crawler) -> PortalSpider | AttachmentSpider:
    spider = crawler.spider
    if not isinstance(spider, PortalSpider | AttachmentSpider):
        message = "the crawl made no spider; the log says why"
        raise IncompleteRun(message)
    return spider


def _result(crawler: Crawler, site: Site, data: Path) -> CrawlResult:
    if crawler.spider is None:
        return CrawlResult(site.id, "not started", error=IncompleteRun(f"{site.id}: not started"))
    spider = _spider(crawler)
    stats = crawler.stats.get_stats() if crawler.stats else {}
    counters = {k.removeprefix(COUNTERS): v for k, v in stats.items() if k.startswith(COUNTERS)}
    counters["errors/spider"] = stats.get("spider_exceptions/count", 0)
    result = CrawlResult(
        site.id,
        spider.outcome or "unknown",
        stats.get("downloader/request_count", 0),
        counters,
        spider.end.error,
    )
    if result.error is None and (problem := _problem(result, spider.end, site, data)):
        error = IncompleteRun(f"{site.id}: {problem}")
        return CrawlResult(site.id, result.outcome, result.requests, counters, error)
    return result


def _problem(result: CrawlResult, end: RunEnd, site: Site, data: Path) -> str | None:
    """Return what keeps a crawl from being whole, None if nothing does."""
    if result.outcome == OUTSIDE_HOURS:  # as the operator wants it
        return None
    if result.outcome != "finished":
        return f"ended early ({result.outcome}); the next run goes on"
    if failed := result.count("errors/"):
        return f"{failed} page(s) made the crawler fail; the log names them"
    if failed := result.count("sections/"):
        return f"{failed} list page(s) failed; the next run reads those sections again"
    if failed := result.count(f"articles/{State.FAILED}"):
        return f"{failed} address(es) failed; the next run tries them again"
    if failed := result.count(f"attachments/{State.FAILED}"):
        return f"{failed} file(s) failed; the next run tries them again"
    if not end.is_believed:
        return f"{end.absent} known articles not found: not believed; `khotin gone` would mark them"
    with Ledger(ledger_path(data, site.id)) as ledger:
        captured = ledger.counts().get(State.CAPTURED, 0)
    if captured < site.min_articles:
        return (
            f"{captured} articles known, fewer than min_articles = {site.min_articles}: "
            f"`khotin probe` shows what its lists and pages are read as"
        )
    return None


def results_table(results: Sequence[CrawlResult]) -> Table:
    """Return the results as a table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Portal", overflow="fold")
    table.add_column("Outcome")
    for name in ("Requests", "Captured", "Not found", "Failed"):
        table.add_column(name, justify="right")
    for result in results:
        states = (State.CAPTURED, State.NOT_FOUND, State.FAILED)
        figures = (result.requests, *(result.count(f"articles/{state}") for state in states))
        table.add_row(result.site, result.outcome, *map(str, figures))
    return table
