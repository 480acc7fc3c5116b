"""What the archive holds of some portals, and what the last run did, as figures and as a table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from crawler.article import Article
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import State
from crawler.revisions import backlog, heads
from crawler.site import Site


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """A portal's figures. `new` and `changed` are the run's, the others the archive's."""

    site: str
    articles: int
    new: int
    changed: int
    not_found: int
    other: int
    """Addresses that redirect, are blocked, disallowed or failed."""
    waiting: int
    """Pages not extracted and texts not indexed yet."""
    dead: int

    def to_dict(self) -> dict[str, Any]:
        """Return the figures by name."""
        return asdict(self)


def summarise(
    sites: Sequence[Site], data: Path, outcomes: Mapping[str, Mapping[str, int]]
) -> list[SiteSummary]:
    """Read the figures of portals from their ledgers; `outcomes` are the run's, by site."""
    return [_summarise(site.id, data, outcomes.get(site.id, {})) for site in sites]


def _summarise(site: str, data: Path, outcomes: Mapping[str, int]) -> SiteSummary:
    path = ledger_path(data, site)
    if not path.exists():
        return SiteSummary(site, 0, 0, 0, 0, 0, 0, 0)
    with Ledger(path) as ledger:
        counts, left = ledger.counts(), backlog(ledger)
    plain = (State.CAPTURED, State.NOT_FOUND)
    return SiteSummary(
        site=site,
        articles=left["articles"],
        new=outcomes.get("new", 0),
        changed=outcomes.get("changed", 0),
        not_found=counts.get(State.NOT_FOUND, 0),
        other=sum(n for state, n in counts.items() if state not in plain),
        waiting=left["unextracted"] + left["waiting"],
        dead=left["dead"],
    )


def summary_table(summaries: Sequence[SiteSummary]) -> Table:
    """Return the figures as a table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Portal", overflow="fold")
    names = ("Articles", "New", "Changed", "Not found", "Other", "Waiting", "Dead")
    for name in names:
        table.add_column(name, justify="right")
    for row in summaries:
        figures = (row.articles, row.new, row.changed, row.not_found, row.other, row.waiting)
        table.add_row(row.site, *map(str, figures), str(row.dead))
    return table


def archived_articles(sites: Sequence[Site], data: Path) -> Iterator[Article]:
    """Yield the newest text of every article of some portals; memory stays flat."""
    for site in sites:
        path = ledger_path(data, site.id)
        if path.exists():
            with Ledger(path) as ledger:
                yield from (revision.article for revision in heads(ledger))
