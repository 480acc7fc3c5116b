"""The only spider: walks one portal's sections and fetches each article address once.

It extracts nothing.

    scrapy crawl portal -a site=thanhhoa/tho-xuan

A section is read from its first page until a page brings nothing new. Addresses that failed wait
until the rest is done, and longer each time; what still fails then is the next run's work.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any, Self

import scrapy
from scrapy import FormRequest, Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.config import load_config
from crawler.errors import KhotinError
from crawler.fetching.frontier import LONGEST_WAIT, Frontier
from crawler.fetching.links import LinkFinder
from crawler.fetching.middlewares import AskedToWait, retry_after
from crawler.fetching.recorder import Run, Visit
from crawler.fetching.responses import (
    exchange_of,
    is_transient,
    judge_article,
    list_problem,
    page_of,
    redirect_target,
)
from crawler.fetching.sections import Form, Section, SitemapPage, parse_sitemap
from crawler.ledger import Outcome, SectionEnd, State
from crawler.page import SelectorMismatch
from crawler.platforms.base import Listing
from crawler.site import Site, find_site, load_sites

MAX_BACKLOG = 256
"""Answers that may wait to be written before the crawl pauses for the disk."""
MAX_REDIRECTS = 5


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
        self.sections: dict[str, Section] = {}
        self.error: KhotinError | None = None
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
            self.error = error
            return
        self.frontier = self.run.frontier
        self._count("warc/tail_bytes_cut", self.run.tail_bytes_cut)

    async def close_run(self, reason: str) -> None:
        """Wait for the writer and record how the run ended."""
        self.outcome = reason
        if self.run is not None:
            self.error = await asyncio.to_thread(self.run.finish, reason)

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
        for url in self.site.start_urls:
            yield self._first_page(url, run)
        engine, wait_for = self.crawler.engine, self.crawler.signals.wait_for
        while True:
            if run.backlog > MAX_BACKLOG:
                await asyncio.sleep(0.05)
            elif self.frontier.waiting:
                if engine is not None and engine.needs_backout():
                    await wait_for(signals.scheduler_empty)
                key, url = self.frontier.waiting.popleft()
                yield self._request(url, self.parse_article, key=key, asked_url=url)
            elif self.frontier.under_way:
                await wait_for(signals.scheduler_empty)
            elif deferred := self.frontier.next_deferred():
                wait, request = deferred
                await asyncio.sleep(wait)
                self.frontier.under_way += 1
                yield request
            else:
                return

    def _request(
        self, url: str, callback: Callable[..., Any], priority: int = 0, **arguments: Any
    ) -> Request:
        self.frontier.under_way += 1
        return Request(
            url, callback, errback=self.handle_failure, priority=priority, cb_kwargs=arguments
        )

    def _list_request(self, url: str, section: Section, form: Form = ()) -> Request:
        section.pages.add((url, form))
        section.open_pages += 1
        request = self._request(url, self.parse_list, priority=10, section=section)
        return request.replace(cls=FormRequest, method="POST", formdata=form) if form else request

    def _first_page(self, url: str, run: Run) -> Request:
        section = self.sections[url] = run.open_section(url)
        return self._list_request(url, section)

    def parse_list(self, response: Response, section: Section) -> Iterator[Request]:
        """Record what a list page links to; go on while pages bring something new."""
        if is_transient(response):
            self._try_later(response.request, f"http_{response.status}", retry_after(response))
            return
        self.frontier.answered()
        section.open_pages -= 1
        target = redirect_target(response)
        sitemap = parse_sitemap(response.body)
        problem = None if sitemap else list_problem(response)
        if problem is None:
            yield from self._read_list(response, section, sitemap)
        elif target and len(section.pages) > 1:
            # NukeViet and others send a page beyond the last one to the section or home.
            self._record_list(response, section)
        elif target and self.links.in_scope(target) and section.redirects < MAX_REDIRECTS:
            section.redirects += 1
            section.pages.clear()
            self._record(Visit(exchange_of(response)))
            yield self._list_request(target, section)
        else:
            self._fail_section(section, response.url, problem)
            self._record_list(response, section)

    def _read_list(
        self, response: Response, section: Section, sitemap: SitemapPage | None
    ) -> Iterator[Request]:
        if sitemap is not None:
            listing = Listing(articles=sitemap.pages, sections=sitemap.sitemaps)
        else:
            try:
                listing = self.platform.parse_list(page_of(response))
            except SelectorMismatch as error:
                self._fail_section(section, response.url, f"unknown_layout: {error}")
                self._record_list(response, section)
                return
            section.declared_total = listing.declared_total or section.declared_total
        found = self.links.articles(listing.articles, response.url)
        brings_new = section.take(found, self.frontier.known)
        fresh = self.frontier.discover(found)
        self._count(f"lists/{'new' if brings_new else 'nothing_new' if found else 'empty'}")
        self._count("links/articles", len(found))
        url, form = listing.next_url, listing.next_form
        if brings_new and url and section.may_read(url, form) and self.links.in_scope(url):
            yield self._list_request(url, section, form)
        for child in listing.sections:
            if self.run and child not in self.sections and self.links.in_scope(child):
                yield self._first_page(child, self.run)
        self._record_list(response, section, fresh)

    def _record_list(
        self, response: Response, section: Section, found: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Record a list page, and its section's end if nothing of it is open any more."""
        end = (SectionEnd(section.url, section.declared_total),) if section.ended else ()
        self._record(Visit(exchange_of(response), found=found, finished=end))

    def _fail_section(self, section: Section, url: str, reason: str | None) -> None:
        section.failed = True
        self._count(f"sections/{str(reason).partition(':')[0]}")
        self.logger.warning("%s: section %s: %s", self.site.id, url, reason)

    def parse_article(self, response: Response, key: str, asked_url: str) -> Iterator[Request]:
        """Settle an article address by what it answered, and take the links of a captured page."""
        if is_transient(response):
            self._try_later(response.request, f"http_{response.status}", retry_after(response))
            return
        self.frontier.answered()
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
        outcome = Outcome(key, url, State.REDIRECTED, reason, target)
        self._settle(outcome, response, self.frontier.discover(found))

    def _settle(
        self,
        outcome: Outcome,
        response: Response | None = None,
        found: tuple[tuple[str, str], ...] = (),
        dead: tuple[str, str] | None = None,
    ) -> None:
        self._count(f"articles/{outcome.state}")
        exchange = exchange_of(response) if response is not None else None
        self._record(Visit(exchange, outcome, found, dead=dead))

    def handle_failure(self, failure: Failure) -> None:
        """Take a request that got no answer: forbidden by robots.txt, or to be tried later."""
        request: Request = failure.request  # type: ignore[attr-defined]
        asked_to_wait = isinstance(failure.value, AskedToWait)
        if isinstance(failure.value, IgnoreRequest) and not asked_to_wait:
            self.frontier.under_way -= 1
            self._give_up(request, State.DISALLOWED, "robots_txt")
            return
        reason = failure.type.__name__ if failure.type else "unknown"
        self._try_later(request, reason, LONGEST_WAIT + 1 if asked_to_wait else None)

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
            arguments["section"].open_pages -= 1
            self._fail_section(arguments["section"], request.url, reason)
        else:
            self._settle(Outcome(arguments["key"], arguments["asked_url"], state, reason))

    def _record(self, visit: Visit) -> None:
        if self.run is not None:
            self.run.record(visit)

    def _count(self, name: str, value: int = 1) -> None:
        if self.crawler.stats is not None and value:
            self.crawler.stats.inc_value(f"khotin/{name}", value)
