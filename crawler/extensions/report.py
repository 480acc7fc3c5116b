"""Writes what a crawl did to data/<site>/runs/: counters, times, and why it ended."""

import json
from dataclasses import replace
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.clock import now
from crawler.errors import StorageError
from crawler.folders import RUNS
from crawler.spiders.portal import PortalSpider

PREFIX = "khotin/"


class RunReport:
    """One JSON file a run."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.stats is None:
            raise NotConfigured
        self._crawler = crawler
        self._stats = crawler.stats
        self._started = now()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the end of the crawl, after the spider has closed its run."""
        extension = cls(crawler)
        crawler.signals.connect(extension.write, signals.engine_stopped)
        return extension

    def write(self) -> None:
        """Write the report of a portal's run.

        A disk that is full is the run's error; where it is the recorder's, not a second one.
        """
        spider = self._crawler.spider
        if not isinstance(spider, PortalSpider) or spider.run is None or spider.end.error:
            return
        stats = self._stats.get_stats()
        report = {
            "site": spider.site.id,
            "run": spider.run.number,
            "started_at": self._started.isoformat(timespec="seconds"),
            "ended_at": now().isoformat(timespec="seconds"),
            "outcome": spider.outcome,
            "requests": stats.get("downloader/request_count", 0),
            "response_bytes": stats.get("downloader/response_bytes", 0),
            "counters": {
                name.removeprefix(PREFIX): value
                for name, value in sorted(stats.items())
                if name.startswith(PREFIX)
            },
        }
        folder = spider.data / spider.site.id / RUNS
        path = folder / f"{self._started:%Y%m%dT%H%M%S}-{spider.run.number:06d}.json"
        text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            path.unlink(missing_ok=True)  # half a report would be read as a damaged one
            failure = StorageError(f"{path}: {error.strerror}; all pages are kept")
            spider.end = replace(spider.end, error=failure)
