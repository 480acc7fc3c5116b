"""Walks a portal's sections: what a list's answer means, and which pages come next."""

import logging
from collections.abc import Callable, Iterator

from scrapy.http import Response

from crawler.fetching.links import LinkFinder
from crawler.fetching.lists import SitemapIndex, UnreadableList, read_list
from crawler.fetching.recorder import Run, Visit
from crawler.fetching.responses import exchange_of, redirect_target
from crawler.fetching.sections import Form, Section
from crawler.platforms.base import Listing, Platform

MAX_REDIRECTS = 5
Step = tuple[str, Form, Section]
"""A page to ask for: its address, the fields to post to it, and its section."""
Answer = tuple[Visit, list[Step]]
log = logging.getLogger(__name__)


class SectionWalk:
    """The sections of one portal in one run; every answer gives what to record and what to ask."""

    def __init__(
        self, run: Run, platform: Platform, links: LinkFinder, count: Callable[[str, int], None]
    ) -> None:
        """Take the run, the portal's platform and links, and what counts outcomes by name."""
        self._run = run
        self._platform = platform
        self._links = links
        self._count = count
        self._sections: dict[str, Section] = {}

    @property
    def is_healthy(self) -> bool:
        """Tell whether more than half of the sections were read without a problem."""
        problems = sum(section.problem is not None for section in self._sections.values())
        return problems * 2 < len(self._sections)

    def begin(self, url: str, *, promised: bool) -> Iterator[Step]:
        """Open a section; yield its first page unless it is open already or another portal's.

        The registry's are `promised`. One that a menu names may lead anywhere: it is no failure if
        it shows nothing and never did.
        """
        if url not in self._sections and self._links.in_scope(url):
            section = self._sections[url] = self._run.open_section(url)
            section.is_promised = promised or section.had_articles
            yield from self._ask(url, (), section)

    def take(self, response: Response, section: Section) -> Answer:
        """Take a final answer to a list's address."""
        section.open_pages -= 1
        target = redirect_target(response)
        if target is None:
            return self._read(response, section)
        if len(section.pages) > 1:
            # NukeViet and others send a page beyond the last one to the section or home.
            section.ran_out = True
            return self._answer(response, section)
        if self._links.in_scope(target) and section.redirects < MAX_REDIRECTS:
            section.redirects += 1
            section.pages.clear()
            return Visit(exchange_of(response)), list(self._ask(target, (), section))
        self._refuse(section, response.url, f"http_{response.status}")
        return self._answer(response, section)

    def give_up(self, section: Section, url: str, reason: str) -> Visit:
        """Take that a list's address gave no answer in this run."""
        section.open_pages -= 1
        self._fail(section, url, reason)
        return Visit(ended=section.end)

    def _read(self, response: Response, section: Section) -> Answer:
        try:
            listing = read_list(response, self._platform)
        except UnreadableList as error:
            self._refuse(section, response.url, str(error))
            return self._answer(response, section)
        section.declared_total = listing.declared_total or section.declared_total
        found = self._links.articles(listing.articles, response.url)
        self._links.articles_in(response.body, response.url)  # counts what is refused
        if not found and section.had_articles and len(section.pages) == 1:
            self._refuse(section, response.url, "empty")
        frontier = self._run.frontier
        go_on = section.take(found, frontier.known, frontier.recent)
        fresh = frontier.discover(found)
        self._count(f"lists/{'new' if fresh else 'nothing_new' if found else 'empty'}", 1)
        self._count("links/articles", len(found))
        steps = list(self._onward(listing, section, go_on=go_on))
        return self._answer(response, section, fresh)[0], steps

    def _onward(self, listing: Listing, section: Section, *, go_on: bool) -> Iterator[Step]:
        """Yield the section's next page if it is to be read, and the sections that it names."""
        url, form = listing.next_url, listing.next_form
        if url is None or not self._links.in_scope(url) or not section.may_read(url, form):
            section.ran_out = True
        elif go_on:
            yield from self._ask(url, form, section)
        for child in listing.sections:
            yield from self.begin(child, promised=isinstance(listing, SitemapIndex))

    def _ask(self, url: str, form: Form, section: Section) -> Iterator[Step]:
        section.pages.add((url, form))
        section.open_pages += 1
        yield url, form, section

    def _answer(
        self, response: Response, section: Section, found: tuple[tuple[str, str], ...] = ()
    ) -> Answer:
        """Record a list page, and how its section ended if nothing of it is open any more."""
        end = section.end
        if end and end.complete and section.is_whole and len(section.pages) > 1:
            self._run.look_for_lost(section)
        return Visit(exchange_of(response), found=found, ended=end), []

    def _refuse(self, section: Section, url: str, reason: str) -> None:
        """Take an answer that is no list."""
        if section.is_promised or len(section.pages) > 1:
            self._fail(section, url, reason)
        else:
            self._count(f"menu/{reason.partition(':')[0]}", 1)

    def _fail(self, section: Section, url: str, reason: str) -> None:
        section.problem = reason
        self._count(f"sections/{reason.partition(':')[0]}", 1)
        log.warning("section %s: %s: %s", section.url, url, reason)
