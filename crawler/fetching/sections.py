"""Sections: lists that page on, feeds, and sitemaps, read from their first page until enough.

"Stop at the first known item" loses articles: lists drift while they are read, and posts are dated
back. So a reading goes on while a page brings anything new or anything published lately, and from
time to time it reads every page.
"""

from dataclasses import dataclass, field

from crawler.outcomes import SectionEnd
from crawler.revisits import DAY

MAX_PAGES = 20_000
"""Pages of one section in one run: more than any portal has."""
WINDOW = 30 * DAY
"""Milliseconds. Pages with articles published since are read even where nothing on them is new."""
WHOLE_EVERY = 30 * DAY
"""Milliseconds from one reading of all pages of a section to the next."""
MAX_STALE = 2
"""Pages in a row that show nothing but what this reading has seen before it ends. More than none:
boxes of older news show what stands some pages on. No more: some pagers go on for ever."""
Form = tuple[tuple[str, str], ...]
"""Fields to post, in order; empty for a GET."""


@dataclass(slots=True)
class Section:
    """One reading of a section.

    New is what no finished reading of it has seen, nor this one yet.
    """

    url: str
    finished_run: int = 0
    """The last run that read the section well; 0: none."""
    is_whole: bool = True
    """Every page is read, to the last one."""
    had_articles: bool = False
    """Earlier readings found articles: a first page without any is not to be believed."""
    is_promised: bool = True
    """It must be a list; what only a menu names may be anything."""
    declared_total: int | None = None
    pages: set[tuple[str, Form]] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    open_pages: int = 0
    stale_pages: int = 0
    redirects: int = 0
    problem: str | None = None
    ran_out: bool = False
    """The last page was read."""

    def take(self, found: dict[str, str], known: dict[str, int], recent: set[str]) -> bool:
        """Note a page's articles; tell whether to read on.

        `known` gives for each known key the run that first saw it, `recent` are the keys of the
        articles published within the window. What an interrupted run saw first is still new: behind
        it may lie pages that nobody has read.
        """
        self.stale_pages = 0 if found.keys() - self.seen else self.stale_pages + 1
        self.seen.update(found)
        if self.stale_pages > MAX_STALE:
            self.ran_out = self.is_whole
            return False
        new = any(known.get(key, self.finished_run + 1) > self.finished_run for key in found)
        return self.is_whole or new or not recent.isdisjoint(found)

    def may_read(self, url: str, form: Form) -> bool:
        """Tell whether this reading has not asked for a page yet, nor for too many."""
        return (url, form) not in self.pages and len(self.pages) < MAX_PAGES

    @property
    def end(self) -> SectionEnd | None:
        """How the reading ended; None while pages of it are under way."""
        if self.open_pages:
            return None
        complete = self.ran_out and self.problem is None
        return SectionEnd(
            self.url, self.declared_total, complete, frozenset(self.seen), self.problem
        )
