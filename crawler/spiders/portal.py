"""The only spider: walks one portal's sections and fetches each article address once.

It extracts nothing.

    scrapy crawl portal -a site=thanhhoa/tho-xuan

A section is read from its first page for as long as `crawler.fetching.sections` says. New articles
come first, then known ones that are due for another look. Addresses that failed wait until the rest
is done, and longer each time; what still fails then is the next run's work.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import Any, Self

import scrapy
from scrapy import FormRequest, Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.config import load_config
from crawler.errors import KhotinError
from crawler.fetching.frontier import LONGEST_WAIT, Frontier
from crawler.fetching.links import LinkFinder
from crawler.fetching.middlewares import retry_after
from crawler.fetching.recorder import Run, RunEnd, Visit
from crawler.fetching.refusal import AskedToWait, Forbidden, Refusal
from crawler.fetching.responses import exchange_of, is_transient, judge_article, redirect_target
from crawler.fetching.sections import Section
from crawler.fetching.walk import MAX_REDIRECTS, SectionWalk, Step
from crawler.outcomes import Outcome, State
from crawler.site import Site, find_site, load_sites

MAX_BACKLOG = 256
"""Answers that may wait to be written before the crawl pauses for the disk."""


class PortalSpider(scrapy.Spider):
    """Crawls the portal whose id is `site`; with `recheck` it fetches every known article again."""

    name = "portal"

    def __init__(self, site: Site, *, recheck: bool = False) -> None:
        super().__init__()
        self.site = site
        self.platform = site.make_platform()
        self.links = LinkFinder(site.hosts, self.platform)
        self.data = load_config().data
        self.recheck = recheck
        self.frontier = Frontier(0, {}, {})
        self.run: Run | None = None
        self.walk: SectionWalk | None = None
        self.end = RunEnd()
        self.outcome: str | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider from Scrapy's arguments, and set what its site's entry decides.

        `site` is a Site or an id of the registry. Raises RegistryError for one that is not there.
        """
        site = kwargs.get("site")
        if not isinstance(site, Site):
            site = find_site(load_sites(load_config().sites), str(site))
        spider = cls(site, recheck=kwargs.get("recheck") in (True, "1", "true"))
        spider._set_crawler(crawler)
        for name, value in site.scrapy_settings().items():
            crawler.settings.set(name, value, priority="spider")
        crawler.signals.connect(spider.open_run, signals.spider_opened)
        crawler.signals.connect(spider.close_run, signals.spider_closed)
        return spider

    def open_run(self) -> None:
        """Begin a run; what keeps it from beginning is kept for whoever asked for the crawl."""
        loop = asyncio.get_running_loop()
        try:
            self.run = Run(
                self.data / self.site.id,
                recheck=self.recheck,
                on_error=partial(loop.call_soon_threadsafe, self._stop),
            )
        except KhotinError as error:
            self.end = RunEnd(error)
            return
        self.frontier = self.run.frontier
        self._count("warc/tail_bytes_cut", self.run.tail_bytes_cut)

    async def close_run(self, reason: str) -> None:
        """Wait for the writer and record how the run ended."""
        self.outcome = reason
        if self.run is not None:
            healthy = self.walk is not None and self.walk.is_healthy
            self.end = await asyncio.to_thread(self.run.finish, reason, is_healthy=healthy)
            self._count("articles/absent", self.end.absent)
        for kind, count in self.links.refused.items():
            self._count(f"links/refused/{kind}", count)

    def _stop(self) -> None:
        """End the crawl: what is fetched can not be kept any more."""
        if self.crawler.engine is not None:
            self._closing = asyncio.ensure_future(
                self.crawler.engine.close_spider_async(reason="storage")
            )

    async def start(self) -> AsyncIterator[Request]:
        """Yield lists, then articles as the downloader takes them, then what failed, when due."""
        run = self.run
        if run is None:
            return
        self.walk = walk = SectionWalk(run, self.platform, self.links, self._count)
        for url in self.site.start_urls:
            for step in walk.begin(url, promised=True):
                yield self._list_request(step)
        engine, wait_for = self.crawler.engine, self.crawler.signals.wait_for
        while True:
            if run.backlog > MAX_BACKLOG:
                await asyncio.sleep(0.05)
            elif self.frontier.waiting or self.frontier.looks:
                if engine is not None and engine.needs_backout():
                    await wait_for(signals.scheduler_empty)
                yield self._next_article()
            elif self.frontier.under_way:
                await wait_for(signals.scheduler_empty)
            elif deferred := self.frontier.next_deferred():
                wait, request = deferred
                await asyncio.sleep(wait)
                self.frontier.under_way += 1
                yield request
            else:
                return

    def _next_article(self) -> Request:
        """Return the request of a new article, newest first, then of one to look at again."""
        if self.frontier.waiting:
            key, url = self.frontier.waiting.popleft()
            return self._request(url, self.parse_article, key=key, asked_url=url)
        look = self.frontier.next_look()
        request = self._request(look.url, self.parse_article, key=look.key, asked_url=look.url)
        if self.run and self.run.is_conditional:
            known = {"If-None-Match": look.etag, "If-Modified-Since": look.last_modified}
            request.headers.update({name: value for name, value in known.items() if value})
        return request

    def _request(
        self, url: str, callback: Callable[..., Any], priority: int = 0, **arguments: Any
    ) -> Request:
        self.frontier.under_way += 1
        return Request(
            url, callback, errback=self.handle_failure, priority=priority, cb_kwargs=arguments
        )

    def _list_request(self, step: Step) -> Request:
        url, form, section = step
        request = self._request(url, self.parse_list, priority=10, section=section)
        return request.replace(cls=FormRequest, method="POST", formdata=form) if form else request

    def parse_list(self, response: Response, section: Section) -> Iterator[Request]:
        """Record what a list links to; ask for the pages and sections that come next."""
        if is_transient(response):
            self._try_later(response.request, f"http_{response.status}", retry_after(response))
        elif self.walk is not None:
            self.frontier.answered()
            visit, steps = self.walk.take(response, section)
            yield from map(self._list_request, steps)
            self._record(visit)

    def parse_article(self, response: Response, key: str, asked_url: str) -> Iterator[Request]:
        """Settle an article address by what it answered, and take the links of a captured page."""
        if is_transient(response):
            self._try_later(response.request, f"http_{response.status}", retry_after(response))
            return
        self.frontier.answered()
        if response.status == HTTPStatus.NOT_MODIFIED:
            self._settle(Outcome(key, asked_url, State.UNCHANGED), response)
            return
        target = redirect_target(response)
        if target:
            yield from self._follow(response, Outcome(key, asked_url, State.REDIRECTED), target)
            return
        state, reason = judge_article(response, self.platform)
        found: tuple[tuple[str, str], ...] = ()
        if state is State.NOT_FOUND and (other := self.frontier.other_address(key)):
            self._record(Visit(exchange_of(response), dead=(key, asked_url)))
            yield self._request(other, self.parse_article, key=key, asked_url=other)
            return
        if state is State.CAPTURED:
            self.frontier.captured(key)
            found = self.frontier.discover(self.links.articles_in(response.body, response.url))
        dead = (key, asked_url) if state is State.NOT_FOUND else None
        self._settle(Outcome(key, response.url, state, reason), response, found, dead)

    def _follow(self, response: Response, outcome: Outcome, target: str) -> Iterator[Request]:
        """Follow a redirect to the same article; settle one that leads elsewhere."""
        key, url, reason = outcome.key, outcome.url, f"http_{response.status}"
        if not self.links.in_scope(target):
            self._settle(Outcome(key, url, State.OFFSITE, reason, target), response)
            return
        target_key = self.platform.article_key(target)
        hops = response.meta.get("hops", 0) + 1
        if target_key == key and hops <= MAX_REDIRECTS:
            self._record(Visit(exchange_of(response)))
            request = self._request(target, self.parse_article, key=key, asked_url=url)
            request.meta["hops"] = hops
            yield request
            return
        found = {target_key: self.platform.canonical_url(target)} if target_key else {}
        outcome = Outcome(key, url, State.REDIRECTED, reason, target, target_key)
        self._settle(outcome, response, self.frontier.discover(found))

    def _settle(
        self,
        outcome: Outcome,
        response: Response | None = None,
        found: tuple[tuple[str, str], ...] = (),
        dead: tuple[str, str] | None = None,
    ) -> None:
        self._count(f"articles/{outcome.state}")
        self.frontier.settled(outcome)
        exchange = exchange_of(response) if response is not None else None
        self._record(Visit(exchange, outcome, found, dead=dead))
        if self.frontier.is_blocked:
            raise CloseSpider("blocked")

    def handle_failure(self, failure: Failure) -> None:
        """Take a request that got no answer: refused for the whole run, or to be tried later."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, Refusal) and not isinstance(error, AskedToWait):
            self.frontier.under_way -= 1
            self._count(f"failures/{error.reason}")
            state = State.DISALLOWED if isinstance(error, Forbidden) else State.FAILED
            self._give_up(request, state, error.reason)
            return
        reason = failure.type.__name__ if failure.type else "unknown"
        wait = LONGEST_WAIT + 1 if isinstance(error, AskedToWait) else None
        self._try_later(request, reason, wait)

    def _try_later(self, request: Request | None, reason: str, wait: float | None) -> None:
        if request is None:
            return
        self._count(f"failures/{reason}")
        if not self.frontier.defer(request, wait):
            self._give_up(request, State.FAILED, reason)
        if self.frontier.is_portal_down:
            raise CloseSpider("unreachable")

    def _give_up(self, request: Request, state: State, reason: str) -> None:
        arguments = request.cb_kwargs
        if "section" in arguments:
            if self.walk is not None:
                self._record(self.walk.give_up(arguments["section"], request.url, reason))
        else:
            self._settle(Outcome(arguments["key"], arguments["asked_url"], state, reason))

    def _record(self, visit: Visit) -> None:
        if self.run is not None:
            self.run.record(visit)

    def _count(self, name: str, value: int = 1) -> None:
        if self.crawler.stats is not None and value:
            self.crawler.stats.inc_value(f"khotin/{name}", value)
