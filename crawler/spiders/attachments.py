"""Fetches the files that a portal's articles offer, each once: no page, no link.

A pass of its own, after the articles are read: what they offer is known only then.
"""

from collections.abc import AsyncIterator
from typing import Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.attachments import FileVisit
from crawler.blocking import Blocked, classify
from crawler.config import load_config
from crawler.errors import KhotinError
from crawler.fetching.file_keeper import FileKeeper
from crawler.fetching.frontier import MAX_FAILURES_IN_A_ROW
from crawler.fetching.recorder import RunEnd
from crawler.fetching.refusal import Forbidden, PrivateAddress, Refusal, TooLarge
from crawler.fetching.responses import (
    GONE,
    content_type,
    exchange_of,
    is_transient,
    redirect_target,
)
from crawler.outcomes import State
from crawler.site import Site, find_site, load_sites

MAX_TRIES = 3
"""Requests of one file in one pass; the next one tries again."""
MAX_REDIRECTS = 5
FOR_GOOD = (Forbidden, PrivateAddress, TooLarge)
"""Why a file is not asked for again, unless by a recheck."""


class AttachmentSpider(scrapy.Spider):
    """Fetches the files of the portal whose id is `site`; with `recheck` also those it has."""

    name = "attachments"

    def __init__(self, site: Site, *, recheck: bool = False) -> None:
        super().__init__()
        self.site = site
        self.recheck = recheck
        self.keeper = FileKeeper(load_config().data / site.id)
        self.end = RunEnd()
        self.outcome: str | None = None
        self._failures = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider from Scrapy's arguments, with the settings of its site's entry."""
        site = kwargs.get("site")
        if not isinstance(site, Site):
            site = find_site(load_sites(load_config().sites), str(site))
        spider = cls(site, recheck=kwargs.get("recheck") in (True, "1", "true"))
        spider._set_crawler(crawler)
        for name, value in site.scrapy_settings().items():
            crawler.settings.set(name, value, priority="spider")
        crawler.signals.connect(spider.finish, signals.spider_closed)
        return spider

    async def finish(self, reason: str) -> None:
        """Seal what was kept and note how the pass ended."""
        self.outcome = reason
        if self.end.error is None:
            try:
                await self.keeper.close()
            except KhotinError as error:
                self.end = RunEnd(error)

    async def start(self) -> AsyncIterator[Request]:
        """Yield the files to fetch."""
        try:
            urls = await self.keeper.open(self.site, recheck=self.recheck)
        except KhotinError as error:
            self.end = RunEnd(error)
            return
        for url in urls:
            yield self._request(url, url)

    def _request(self, url: str, file: str, hops: int = 0) -> Request:
        """Return the request of an address at which the file of an address is said to be."""
        arguments = {"file": file, "hops": hops}
        return Request(url, self.parse, errback=self.handle_failure, cb_kwargs=arguments)

    async def parse(self, response: Response, file: str, hops: int) -> AsyncIterator[Request]:
        """Keep a file, follow a redirect within the portal, or record why there is none."""
        if is_transient(response):
            async for request in self._try_later(response.request, f"http_{response.status}"):
                yield request
            return
        self._failures = 0
        target = redirect_target(response)
        if target is None:
            state, reason = _judge(response)
            await self._settle(file, state, reason, response)
        elif self.site.may_offer(target) and hops < MAX_REDIRECTS:
            yield self._request(target, file, hops + 1)
        else:
            state = State.REDIRECTED if self.site.may_offer(target) else State.OFFSITE
            await self._settle(file, state, f"http_{response.status}", response)

    async def handle_failure(self, failure: Failure) -> AsyncIterator[Request]:
        """Take a request that got no answer: refused for good, or to be tried later."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, Refusal):
            state = State.DISALLOWED if isinstance(failure.value, FOR_GOOD) else State.FAILED
            await self._settle(request.cb_kwargs["file"], state, failure.value.reason)
            return
        reason = failure.type.__name__ if failure.type else "unknown"
        async for again in self._try_later(request, reason):
            yield again

    async def _try_later(self, request: Request | None, reason: str) -> AsyncIterator[Request]:
        if request is None:
            return
        self._count(f"failures/{reason}")
        self._failures += 1
        tries = request.meta.get("tries", 1)
        if tries < MAX_TRIES:
            yield request.replace(meta={"tries": tries + 1}, priority=-tries)
        else:
            await self._settle(request.cb_kwargs["file"], State.FAILED, reason)
        if self._failures >= MAX_FAILURES_IN_A_ROW:
            raise CloseSpider("unreachable")

    async def _settle(
        self, file: str, state: State, reason: str | None, response: Response | None = None
    ) -> None:
        self._count(f"attachments/{state}")
        visit = FileVisit(file, state, reason, content_type(response) if response else None)
        exchange = exchange_of(response) if response else None
        try:
            await self.keeper.keep(visit, exchange, response.body if response else b"")
        except KhotinError as error:
            self.end = RunEnd(error)
            raise CloseSpider("storage") from error

    def _count(self, name: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"khotin/{name}")


def _judge(response: Response) -> tuple[State, str | None]:
    """Return the state that an answer puts a file's address in, and why."""
    if response.status in GONE:
        return State.NOT_FOUND, f"http_{response.status}"
    reason = classify(response.status, response.body, content_type(response))
    if response.status == 200 and reason is Blocked.NOT_HTML:
        return State.CAPTURED, None
    if reason is Blocked.NOT_FOUND:
        return State.NOT_FOUND, "answered_200"
    return State.BLOCKED, reason or "a_page"
