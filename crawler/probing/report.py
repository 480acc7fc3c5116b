"""What a probe found out about a portal, as data and as a table that fits 80 columns."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urljoin

import click
from rich.table import Table
from rich.text import Text

from crawler.console import show

LONGEST = 400
"""Characters of a value that a cell shows; JSON has all."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A platform that a page shows itself to be, and by what."""

    platform: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ListSeen:
    """A list's first page: its articles there, what its pager declares, whether it pages on."""

    url: str
    name: str
    articles: int
    declared_total: int | None = None
    pages_on: bool = False
    by_platform: bool = False
    """The platform found it from the home page; the menu, or the asker, named it otherwise."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A feed or a sitemap: its entries, those of them that are articles, sitemaps in an index."""

    url: str
    entries: int
    articles: int
    nested: int = 0


@dataclass(frozen=True, slots=True)
class Robots:
    """What robots.txt says to our user agent: seconds between requests, and sitemaps."""

    found: bool = False
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as extraction reads it; `problem` is why it could not, None if it could."""

    url: str
    title: str | None = None
    published: str | None = None
    precision: str | None = None
    published_from: str | None = None
    body_length: int = 0
    flags: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(slots=True)
class Probe:
    """All that a probe found; filled while it goes on."""

    asked: str
    url: str = ""
    """The address that answered, after redirects."""
    name: str = ""
    """What the portal calls itself."""
    platform: str = "generic"
    marks: list[Mark] = field(default_factory=list)
    sections: list[ListSeen] = field(default_factory=list)
    unread: int = 0
    """Links that may be lists and were not read: a probe reads few."""
    feeds: list[FileSeen] = field(default_factory=list)
    sitemaps: list[FileSeen] = field(default_factory=list)
    robots: Robots = field(default_factory=Robots)
    disallowed: list[str] = field(default_factory=list)
    """Addresses that the probe wanted and robots.txt forbids."""
    samples: list[Sample] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    entry: str | None = None
    """The [[site]] table to put into crawler/sites/; None where no article was found."""

    @property
    def start_urls(self) -> list[str]:
        """Where a crawl has to begin: home stands for the lists that the platform finds there."""
        home = urljoin(self.url, "/")
        others = [seen.url for seen in self.sections if not seen.by_platform]
        found = any(seen.by_platform for seen in self.sections)
        return [home, *others] if found or not others else others

    def to_dict(self) -> dict[str, Any]:
        """Return the fields with JSON's types."""
        return asdict(self)


def probe_table(probe: Probe) -> Table:
    """Return the findings as a table of two columns."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, lines in (
        ("Portal", [probe.url or probe.asked, *filter(None, [probe.name])]),
        ("Platform", _platform_lines(probe)),
        ("Sections", [*map(_list_line, probe.sections), *_unread(probe)]),
        ("Feeds", map(_file_line, probe.feeds)),
        ("Sitemaps", map(_file_line, probe.sitemaps)),
        ("Robots", _robots_lines(probe)),
        ("Articles", map(_sample_line, probe.samples)),
        ("Problems", probe.problems),
        ("Requests", [str(probe.requests)]),
    ):
        shown = [line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in lines]
        table.add_row(label, Text("\n".join(shown or ["none"])))
    return table


def show_probe(probe: Probe, *, as_json: bool) -> None:
    """Print the findings, and below them the entry, ready to be copied into a file."""
    show(as_json, probe.to_dict(), probe_table(probe))
    if probe.entry and not as_json:
        click.echo(f"\n{probe.entry}")


def _platform_lines(probe: Probe) -> list[str]:
    marks = [f"{mark.platform}, by {mark.evidence}" for mark in probe.marks]
    return marks or ["generic: no platform knows its pages"]


def _list_line(seen: ListSeen) -> str:
    total = "" if seen.declared_total is None else f" of {seen.declared_total}"
    more = ", pages on" if seen.pages_on else ""
    name = f"{seen.name}: " if seen.name else ""
    return f"{name}{seen.articles}{total} article(s){more}\n  {seen.url}"


def _unread(probe: Probe) -> Iterable[str]:
    return [f"{probe.unread} more links of the menu were not read"] if probe.unread else []


def _file_line(seen: FileSeen) -> str:
    nested = f", {seen.nested} sitemap(s) within" if seen.nested else ""
    return f"{seen.entries} entries, {seen.articles} article(s){nested}\n  {seen.url}"


def _robots_lines(probe: Probe) -> list[str]:
    robots = probe.robots
    if not robots.found:
        return ["no robots.txt: all is allowed"]
    lines = [f"forbids {url}" for url in probe.disallowed] or ["allows all that was asked for"]
    if robots.crawl_delay is not None:
        lines.append(f"crawl-delay: {robots.crawl_delay:g} s")
    return [*lines, *(f"sitemap: {url}" for url in robots.sitemaps)]


def _sample_line(sample: Sample) -> str:
    if sample.problem:
        return f"{sample.problem}\n  {sample.url}"
    date = f"{sample.published} ({sample.precision}, {sample.published_from})"
    facts = [date if sample.published else "no date", f"{sample.body_length} characters"]
    return "\n  ".join((sample.title or "no title", ", ".join([*facts, *sample.flags]), sample.url))
