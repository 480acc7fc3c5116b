"""How much of what a portal shows is kept: per section known of declared, and gaps between ids.

A pager's "1-5 of 3435" declares a section's articles; a feed or a sitemap declares what it lists.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.absences import accept_absences, join_moves
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.site import Site

DENSE = 0.5
"""Share of the numbers between the smallest and the largest id that are known, from which on the
others count as gaps: numbers that articles share with images and pages say nothing."""


@dataclass(frozen=True, slots=True)
class SectionCoverage:
    """A section: articles kept, linked to by it, and declared by its pager, each None if unknown.

    `complete_at` is the last reading of all its pages, in milliseconds since 1970.
    """

    url: str
    kept: int
    linked: int
    declared: int | None
    complete_at: int | None
    problem: str | None

    @property
    def expected(self) -> int:
        """How many articles it should have: what its pager declares, else what it links to."""
        return self.linked if self.declared is None else self.declared


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """Where a portal stands; times in milliseconds since 1970, None for what never happened.

    `newest_at` is the date of the newest article, `absent` how many known articles the last run did
    not find, `gaps` how many numbers between its articles' ids belong to no known one.
    """

    site: str
    last_run_at: int | None
    outcome: str | None
    last_success_at: int | None
    articles: int
    newest_at: int | None
    gone: int
    absent: int
    gaps: int | None
    sections: tuple[SectionCoverage, ...] = ()

    @property
    def problem(self) -> str | None:
        """What is wrong in a word, None if nothing is."""
        if self.last_run_at is None:
            return "never crawled"
        failed = [section for section in self.sections if section.problem]
        if self.outcome != "finished":
            return self.outcome or "killed, or still running"
        if failed:
            return f"{len(failed)} of {len(self.sections)} sections: {failed[0].problem}"
        if not self.articles:
            return "no articles"
        return f"{self.absent} articles not found" if self.absent else None

    @property
    def completeness(self) -> float | None:
        """The share of the articles that its sections should have which are kept."""
        expected = sum(section.expected for section in self.sections)
        kept = sum(min(section.kept, section.expected) for section in self.sections)
        return kept / expected if expected else None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures by name."""
        return asdict(self) | {"problem": self.problem, "completeness": self.completeness}


def read_status(site: str, data: Path) -> SiteStatus:
    """Read where a portal stands from its ledger."""
    path = ledger_path(data, site)
    if not path.exists():
        return SiteStatus(site, None, None, None, 0, None, 0, 0, None)
    with Ledger(path) as ledger:
        runs = ledger.query(
            """SELECT started_at, outcome FROM run WHERE outcome IS NOT 'imported'
               ORDER BY id DESC LIMIT 1"""
        )
        figures = ledger.query(
            """SELECT (SELECT max(ended_at) FROM run WHERE outcome = 'finished') AS success,
                      count(*) FILTER (WHERE state = 'captured') AS articles,
                      max(published_at) AS newest,
                      count(*) FILTER (WHERE gone_since IS NOT NULL) AS gone,
                      (SELECT count(*) FROM absence) AS absent FROM address"""
        )[0]
        return SiteStatus(
            site,
            runs[0]["started_at"] if runs else None,
            runs[0]["outcome"] if runs else None,
            figures["success"],
            figures["articles"],
            figures["newest"],
            figures["gone"],
            figures["absent"],
            _gaps(ledger),
            _sections(ledger),
        )


def _sections(ledger: Ledger) -> tuple[SectionCoverage, ...]:
    rows = ledger.query(
        """SELECT section.url, count(*) FILTER (WHERE state = 'captured'), count(listed.key),
                  declared_total, complete_at, problem
           FROM section LEFT JOIN listed ON listed.section = section.url
           LEFT JOIN address ON address.key = listed.key
           GROUP BY section.url ORDER BY section.url"""
    )
    return tuple(SectionCoverage(*row) for row in rows)


def _gaps(ledger: Ledger) -> int | None:
    """Return how many ids are missing, None where ids are no numbers or mostly missing."""
    row = ledger.query(
        """SELECT count(*) AS known, max(number) - min(number) + 1 AS span,
                  (SELECT count(*) FROM address) AS addresses
           FROM (SELECT DISTINCT cast(key AS INTEGER) AS number FROM address
                 WHERE key <> '' AND key NOT GLOB '*[^0-9]*')"""
    )[0]
    if not row["known"] or row["known"] < row["addresses"] or row["known"] < DENSE * row["span"]:
        return None
    return int(row["span"] - row["known"])


def mark_gone(sites: Sequence[Site], data: Path) -> Iterator[tuple[str, int, int]]:
    """Mark as gone what portals' last runs did not find, but for what has moved within its portal.

    Yield each portal, how many articles it does not show any more, and how many stand elsewhere.
    """
    for site in sites:
        path = ledger_path(data, site.id)
        if path.exists():
            with Ledger(path) as ledger:
                yield site.id, accept_absences(ledger), join_moves(ledger)
