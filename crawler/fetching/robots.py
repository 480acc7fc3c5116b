"""robots.txt (RFC 9309): what it forbids is not asked, and its delay is the least that we leave.

Its redirects are followed. An answer 4xx forbids nothing; while it is answered 5xx, 429 or not at
all, everything is forbidden: each request fails and is tried later, robots.txt first. Crawl-delay
and Request-rate stand in no RFC; portals mean them.
"""

import asyncio
from typing import Self
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.refusal import Forbidden, Refusal, RobotsUnreachable, end_run
from crawler.fetching.responses import redirect_target

MAX_REDIRECTS = 5
"""RFC 9309, 2.3.1.2; behind more there is none."""
MAX_BYTES = 512 << 10
"""RFC 9309, 2.5: at least 500 KiB are read."""
FIRST = 1000
"""Priority of robots.txt: before every list."""


class Robots:
    """Lets nothing pass that a host's robots.txt forbids, after fetching it once a run.

    A run of which every start page is refused, by robots.txt or because robots.txt itself can not
    be had, ends with that reason as its outcome.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Task[Protego]] = {}
        self._refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise Forbidden, or what kept robots.txt from being known."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        try:
            rules = await self.rules(request.url)
            if not rules.can_fetch(request.url, self._agent):
                message = f"{request.url}: forbidden by robots.txt"
                raise Forbidden(message)
        except Refusal as refusal:
            self._end_if_all_is_refused(request.url, refusal.reason)
            raise

    async def rules(self, url: str) -> Protego:
        """Return the robots.txt of an address's host.

        Raises RobotsUnreachable, or why it was not answered; the next call asks again.
        """
        host = urlsplit(url).netloc
        if host not in self._rules:
            self._rules[host] = asyncio.ensure_future(self._fetch(url))
        try:
            return await asyncio.shield(self._rules[host])
        except Exception:
            self._rules.pop(host, None)
            raise

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that the robots.txt of an address's host names, absolute, once each.

        Raises as `rules` does.
        """
        named = (urljoin(url, name) for name in (await self.rules(url)).sitemaps)
        return tuple(dict.fromkeys(named))

    async def _fetch(self, url: str) -> Protego:
        rules = Protego.parse(await self._text(urljoin(url, "/robots.txt")))
        delay = rules.crawl_delay(self._agent) or 0.0
        if rate := rules.request_rate(self._agent):
            delay = max(delay, rate.seconds / rate.requests)
        if delay:
            self._slow_down(delay)
        return rules

    async def _text(self, url: str) -> str:
        """Return what stands in a robots.txt, nothing for one that there is not."""
        engine = self._crawler.engine
        for _ in range(MAX_REDIRECTS + 1):
            meta = {"dont_obey_robotstxt": True}
            request = Request(url, priority=FIRST, callback=NO_CALLBACK, meta=meta)
            response = await engine.download_async(request)
            if response.status >= 500 or response.status == 429:
                message = f"{url}: {response.status}"
                raise RobotsUnreachable(message)
            target = redirect_target(response)
            if target is None or not target.startswith(("http://", "https://")):
                known = response.status == 200
                return response.body[:MAX_BYTES].decode("utf-8-sig", "ignore") if known else ""
            url = target
        return ""

    def _slow_down(self, delay: float) -> None:
        """Leave at least so many seconds between two requests, to hosts met later as well."""
        downloader = self._crawler.engine.downloader
        downloader._delay = max(downloader._delay, delay)  # noqa: SLF001 - as AutoThrottle does
        for slot in downloader.slots.values():
            slot.delay = max(slot.delay, delay)
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, delay)
            throttle.maxdelay = max(throttle.maxdelay, delay)

    def _end_if_all_is_refused(self, url: str, reason: str) -> None:
        self._refused.add(url)
        site = getattr(self._crawler.spider, "site", None)
        if site and self._refused.issuperset(Request(start).url for start in site.start_urls):
            end_run(self._crawler, reason)
