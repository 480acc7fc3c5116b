"""What a probe asks a portal for, in which order, and what it notes of the answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy.http import Response

from crawler.article import Article
from crawler.extract import NotAnArticle, extract
from crawler.fetching.links import LinkFinder
from crawler.fetching.lists import UnreadableList, read_list
from crawler.fetching.responses import judge_article, page_of
from crawler.outcomes import State
from crawler.page import Page
from crawler.platforms import PLATFORMS, make
from crawler.platforms.base import Listing, Platform
from crawler.probing.fetcher import Fetch, Reply
from crawler.probing.lists import file_kind, find_feeds, find_menu, find_names, keep_lists
from crawler.probing.report import FileSeen, ListSeen, Mark, Probe, Robots, Sample
from crawler.urls import host_of

MAX_LISTS = 20
"""Lists that a probe reads: as many as menus have, and no more than a minute of a portal's time."""
MAX_FILES = 3
"""Feeds, and sitemaps, that it reads."""
MAX_ARTICLES = 3
"""Articles that it reads; as many again may be missing or unreadable."""


class Answer(NamedTuple):
    """A list's address: what it answered and what that links to."""

    response: Response
    listing: Listing


class Walk:
    """One probe of one portal; its `probe` fills while it goes on."""

    def __init__(self, asked: str, user_agent: str, show: Callable[[str], None]) -> None:
        """Take the address, our user agent, and what shows a person each address asked for."""
        self._show = show
        self.probe = Probe(asked)
        self.names: tuple[str, ...] = ()
        """What the home page calls the portal, the surest first."""
        self._agent = user_agent
        self._platform: Platform = make("generic")
        self._finder = LinkFinder(frozenset(), self._platform)
        self._found: list[dict[str, str]] = []

    async def run(self, fetch: Fetch) -> None:
        """Ask for home page, robots.txt, lists, feeds, sitemaps and three articles, in this order.

        What cannot be had is noted among the problems.
        """
        self._ask = fetch
        probe = self.probe
        start = await self._list(probe.asked)
        probe.url = start.response.url if start else ""
        await self._read_robots(urljoin(probe.url or probe.asked, "/robots.txt"))
        if start is None:
            return
        if (host := urlsplit(probe.url).netloc) != urlsplit(probe.asked).netloc:
            probe.problems.append(f"{probe.asked} leads to another host, {host}")
        home = start
        if probe.url != (url := urljoin(probe.url, "/")):
            home = await self._list(url) or start
        page = page_of(home.response)
        self.names = tuple(find_names(page))
        probe.name = next(iter(self.names), "")
        self._recognise(page, page_of(start.response))
        await self._read_lists(home.response, [] if start is home else [probe.url])
        await self._read_files(page)
        await self._read_articles()

    async def _fetch(self, url: str, *, ask_robots: bool = True) -> Reply:
        self.probe.requests += 1
        self._show(url)
        reply = await self._ask(url, ask_robots=ask_robots)
        if reply.forbidden:
            self.probe.disallowed.append(url)
        return reply

    async def _list(self, url: str, *, matters: bool = True) -> Answer | None:
        """Return what an address answers, read as a list.

        Without one None, and a problem is noted if it `matters`.
        """
        reply = await self._fetch(url)
        problem = reply.problem
        if reply.response is not None:
            try:
                return Answer(reply.response, read_list(reply.response, self._platform))
            except UnreadableList as error:
                problem = str(error)
        if matters:
            self.probe.problems.append(f"{reply.url}: {problem}")
        return None

    async def _read_robots(self, url: str) -> None:
        """Read robots.txt; whether it allows an address, Scrapy's own middleware judges."""
        response = (await self._fetch(url, ask_robots=False)).response
        if response is None or response.status != 200:
            return
        robots = Protego.parse(response.body.decode("utf-8", "replace"))
        delay = robots.crawl_delay(self._agent)
        self.probe.robots = Robots(found=True, crawl_delay=delay, sitemaps=tuple(robots.sitemaps))

    def _recognise(self, *pages: Page) -> None:
        """Note every platform whose mark a page carries; the first is the portal's."""
        probe = self.probe
        for page in pages:
            for name, kind in PLATFORMS.items():
                evidence = kind().evidence(page)
                if evidence and all(mark.platform != name for mark in probe.marks):
                    probe.marks.append(Mark(name, evidence))
        probe.platform = probe.marks[0].platform if probe.marks else probe.platform
        self._platform = make(probe.platform)
        hosts = frozenset((host_of(probe.url),))
        self._finder = LinkFinder(hosts, self._platform)

    async def _read_lists(self, home: Response, given: list[str]) -> None:
        """Read the lists given, those that the platform finds on the home page, and the menu's."""
        listing = self._listing(home)
        by_platform = frozenset(listing.sections)
        menu = dict(find_menu(page_of(home), self._platform))
        queue = filter(self._finder.in_scope, dict.fromkeys([*given, *listing.sections, *menu]))
        urls = list(queue)
        self.probe.unread = len(urls[MAX_LISTS:])
        read: list[tuple[ListSeen, frozenset[str]]] = []
        for url in urls[:MAX_LISTS]:
            answer = await self._list(url, matters=url not in menu)
            if answer is None or self._note_file(answer):
                continue
            keys = self._articles(answer.listing, url)
            total, pages_on = answer.listing.declared_total, answer.listing.next_url is not None
            words, named = menu.get(url, ""), url in by_platform
            read.append((ListSeen(url, words, len(keys), total, pages_on, named), keys))
        self.probe.sections = keep_lists(read)
        self._articles(listing, home.url)

    def _listing(self, home: Response) -> Listing:
        """Return what the recognised platform finds on the home page."""
        try:
            return read_list(home, self._platform)
        except UnreadableList as error:
            self.probe.problems.append(f"{home.url}: {error}")
            return Listing()

    def _articles(self, listing: Listing, base: str) -> frozenset[str]:
        """Return the keys of a list's articles, and keep their addresses."""
        found = self._finder.articles(listing.articles, base)
        self._found.append(found)
        return frozenset(found)

    async def _read_files(self, home: Page) -> None:
        """Read the feeds that the home page names, and the sitemaps that robots.txt does."""
        sitemaps = self.probe.robots.sitemaps or (urljoin(home.url, "/sitemap.xml"),)
        known = {seen.url for seen in (*self.probe.feeds, *self.probe.sitemaps)}
        for urls in (find_feeds(home), sitemaps):
            own = (url for url in urls if self._finder.in_scope(url) and url not in known)
            for url in list(dict.fromkeys(own))[:MAX_FILES]:
                if answer := await self._list(url, matters=url in self.probe.robots.sitemaps):
                    self._note_file(answer)

    def _note_file(self, answer: Answer) -> bool:
        """Note a feed or a sitemap; tell whether the answer is one."""
        response, listing = answer
        kind = file_kind(response.body)
        if kind is None:
            return False
        articles = self._finder.articles(listing.articles, response.url)
        entries, nested = len(listing.articles), len(listing.sections)
        seen = FileSeen(response.url, entries, len(articles), nested)
        (self.probe.feeds if kind == "feed" else self.probe.sitemaps).append(seen)
        return True

    async def _read_articles(self) -> None:
        """Read the first article of each list, then the second, until enough could be read."""
        rows = zip_longest(*(found.items() for found in self._found))
        urls = dict(article for row in rows for article in row if article).values()
        for url in list(urls)[: 2 * MAX_ARTICLES]:
            self.probe.samples.append(await self._read_article(url))
            if sum(not sample.problem for sample in self.probe.samples) == MAX_ARTICLES:
                return

    async def _read_article(self, url: str) -> Sample:
        """Fetch an article and read it as extraction does."""
        reply = await self._fetch(url)
        if reply.response is None:
            return Sample(url, problem=reply.problem)
        state, reason = judge_article(reply.response, self._platform)
        if state is not State.CAPTURED:
            return Sample(url, problem=f"{state}: {reason}")
        page = page_of(reply.response)
        try:
            article = extract(
                page, site="probe", platform=self._platform, captured_at=datetime.now(UTC)
            )
        except NotAnArticle as error:
            return Sample(url, problem=error.reason)
        return _sample_of(url, article)


def _sample_of(url: str, article: Article) -> Sample:
    return Sample(
        url,
        title=article.title,
        published=article.published_at.isoformat() if article.published_at else None,
        precision=article.published_precision,
        published_from=article.published_from,
        body_length=sum(map(len, article.body)) + len(article.lead or ""),
        flags=article.flags,
    )
