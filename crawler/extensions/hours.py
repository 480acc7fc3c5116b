"""Keeps a crawl within its portal's hours."""

import asyncio
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured

from crawler.clock import now
from crawler.fetching.refusal import end_run
from crawler.hours import CrawlHours
from crawler.outcomes import OUTSIDE_HOURS


class KeepHours:
    """Asks nothing outside the hours, and ends a run in good order when they end."""

    def __init__(self, crawler: Crawler, hours: CrawlHours) -> None:
        self._crawler = crawler
        self._hours = hours
        self._timer: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the crawl of a portal that has hours."""
        text = crawler.settings.get("CRAWL_HOURS")
        if not text:
            raise NotConfigured
        extension = cls(crawler, CrawlHours.parse(text))
        crawler.signals.connect(extension.open, signals.spider_opened)
        crawler.signals.connect(extension.close, signals.spider_closed)
        return extension

    def open(self) -> None:
        """Begin to watch the clock; raises CloseSpider outside the hours."""
        left = self._hours.left(now())
        if left is None:
            raise CloseSpider(OUTSIDE_HOURS)
        loop = asyncio.get_running_loop()
        seconds = left.total_seconds()
        self._timer = loop.call_later(seconds, end_run, self._crawler, OUTSIDE_HOURS)

    def close(self, spider: Spider) -> None:
        """Stop watching."""
        if self._timer is not None:
            self._timer.cancel()
