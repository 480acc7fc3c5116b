"""Import: what others kept of the registry's portals, into their folders."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.table import Table

from crawler.errors import ArchiveDamaged, Busy, KhotinError
from crawler.importing.portal import PortalImport
from crawler.importing.record import Record, Unusable
from crawler.importing.registry import DatedHosts
from crawler.importing.sources import read_source, source_bytes
from crawler.site import Site

KNOWN = ("known", "known_list", "copy")
KEPT = ("captured", "revisited", "list")
OTHER = ("new_addresses",)
"""Counters of something else than answers."""


@dataclass(slots=True)
class ImportReport:
    """What came of every answer, by portal and by reason; `elsewhere` are those of no portal."""

    portals: dict[str, Counter[str]] = field(default_factory=dict)
    elsewhere: Counter[str] = field(default_factory=Counter)
    errors: list[KhotinError] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields with JSON's types; errors as their texts."""
        return {
            "portals": {site: dict(counts) for site, counts in self.portals.items()},
            "elsewhere": dict(self.elsewhere),
            "errors": [str(error) for error in self.errors],
        }


class Importer:
    """Hands each answer to its portal, opened when its first one comes."""

    def __init__(
        self, sites: Sequence[Site], chosen: Collection[str], data: Path, sources: Sequence[Path]
    ) -> None:
        """Take all portals of the registry, the ids of those to import for, and the data folder."""
        self.report = ImportReport()
        self.hosts = DatedHosts(sites)
        self._chosen = chosen
        self._data = data
        self._sources = sources
        self._open: dict[str, PortalImport | None] = {}

    def take(self, record: Record, stack: ExitStack) -> None:
        """Count an answer, and keep it if its portal's folder can be had."""
        try:
            site = self.hosts.find(record.url, record.at)
        except Unusable as error:
            self.report.elsewhere[error.reason] += 1
            return
        if site.id not in self._chosen:
            self.report.elsewhere["not_chosen"] += 1
            return
        if site.id not in self._open:
            self._open[site.id] = self._enter(site, stack)
        portal = self._open[site.id]
        if portal is None:
            self.report.portals[site.id]["busy"] += 1
        else:
            portal.take(record)

    def _enter(self, site: Site, stack: ExitStack) -> PortalImport | None:
        portal = PortalImport(site, self._data, self._sources)
        self.report.portals[site.id] = portal.counters
        try:
            return stack.enter_context(portal)
        except Busy as error:
            self.report.errors.append(error)
            return None


def import_sources(
    sources: Sequence[Path],
    sites: Sequence[Site],
    data: Path,
    *,
    chosen: Sequence[Site] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Read WARC and WACZ files and mirror folders into the portals' folders.

    An answer is its portal's whose host it is on its day, over all `sites`; `chosen` restricts what
    is kept. `progress` is called with bytes done and in all. What is damaged is skipped and comes
    as ArchiveDamaged in the report, a portal that another process crawls as Busy. Raises
    NoSuchSource before anything is read, StorageError when the disk does not take more; the next
    import goes on from there.
    """
    ids = {site.id for site in (sites if chosen is None else chosen)}
    importer = Importer(sites, ids, data, sources)
    total, done = sum(map(source_bytes, sources)), 0

    def moved(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    def damage(line: str) -> None:
        importer.report.errors.append(ArchiveDamaged(line))

    with ExitStack() as stack:
        for source in sources:
            for record in read_source(source, importer.hosts.schemes, damage, moved):
                importer.take(record, stack)
    return importer.report


def import_table(report: ImportReport) -> Table:
    """Return the report as a table that fits 80 columns: a line a portal, then why others left."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Portal", overflow="fold")
    for name in ("Captured", "Lists", "Known", "Links"):
        table.add_column(name, justify="right")
    table.add_column("Not kept, and remarks", overflow="fold")
    for site, counts in report.portals.items():
        kept = counts["captured"] + counts["revisited"]
        known = sum(counts[name] for name in KNOWN)
        figures = (kept, counts["list"], known, counts["new_addresses"])
        table.add_row(site, *map(str, figures), _remarks(counts))
    if report.elsewhere:
        table.add_row("(none of these)", "", "", "", "", _remarks(report.elsewhere))
    return table


def _remarks(counts: Counter[str]) -> str:
    named = sorted(counts.items())
    return ", ".join(f"{n} {reason}" for reason, n in named if reason not in KEPT + KNOWN + OTHER)
