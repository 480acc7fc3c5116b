"""What is due: the portals to crawl now, by their rhythm and by what became of their last runs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.dates import VIETNAM
from crawler.errors import KhotinError
from crawler.folders import ledger_path
from crawler.hours import CrawlHours
from crawler.ledger import Ledger
from crawler.lock import is_held
from crawler.outcomes import NO_FAULT
from crawler.schedule import ORIGIN, latest_moment
from crawler.site import Site

RETRY = timedelta(hours=1)
"""From the start of a run that failed or was killed to the next one; twice as long after each
further failure, and never beyond the rhythm's next moment. So an outage of an hour costs an hour,
and a portal that is down for years is asked no more often than it would be otherwise: with the
usual rhythm 1 and 3 hours after the first failure, then at each of its moments."""
_DOUBLINGS = 16
"""An hour doubled so often is longer than any rhythm."""


@dataclass(frozen=True, slots=True)
class History:
    """A portal's runs.

    When the last one started (None: never), whether it was cut short through no fault of the
    portal, and how many have failed or been killed since one came to its end.
    """

    started_at: datetime | None = None
    was_cut: bool = False
    failures: int = 0


def due_since(rule: str, history: History, at: datetime) -> datetime | None:
    """Return since when a portal with a rhythm is due at an aware time, None if it is not.

    A run that was cut short is gone on with at once. One that started in the future was timed by a
    clock that has been put right since, and says nothing.
    """
    started = history.started_at
    if started is None or started > at:
        return ORIGIN
    if history.was_cut:
        return started
    moment = latest_moment(rule, at)
    if moment is not None and moment > started:
        return moment
    again = started + RETRY * 2 ** min(history.failures - 1, _DOUBLINGS)
    return again if history.failures and again <= at else None


def what_is_due(
    sites: Collection[Site], registry: Collection[Site], data: Path, at: datetime
) -> tuple[list[Site], list[Site]]:
    """Return the portals to crawl at an aware time, and those that only the later stages ask for.

    The latter's folders hold pages to extract or texts to index, because Elasticsearch did not
    answer or a stage was killed: a portal that is seldom crawled must not wait so long for them.
    """
    due = due_sites(sites, registry, data, at)
    chosen = {site.id for site in due}
    return due, [s for s in sites if s.id not in chosen and _is_unfinished(data, s.id)]


def due_sites(
    sites: Iterable[Site], registry: Collection[Site], data: Path, at: datetime
) -> list[Site]:
    """Return the portals to crawl at an aware time, the one that has waited longest first.

    Not those outside their hours, those whose host another entry of the `registry` has by then, nor
    those that a process crawls already.
    """
    day = at.astimezone(VIETNAM).date()
    waiting: list[tuple[datetime, Site]] = []
    for site in sites:
        since = due_since(site.rhythm(day), read_history(data, site.id), at)
        if since is None or _is_closed(site, at) or site.find_successor(registry, day):
            continue
        if not is_held(data / site.id / "crawl.lock"):
            waiting.append((since, site))
    return [site for _, site in sorted(waiting, key=lambda one: one[0])]


def read_history(data: Path, site: str) -> History:
    """Read a portal's runs from its ledger.

    One that cannot be read is as good as none: the crawl will say what is wrong with it.
    """
    path = ledger_path(data, site)
    if not path.exists():
        return History()
    try:
        with Ledger(path) as ledger:
            rows = ledger.query(
                """SELECT started_at, outcome FROM run WHERE outcome IS NOT 'imported' AND id >= (
                       SELECT coalesce(max(id), 0) FROM run WHERE outcome = 'finished')
                   ORDER BY id DESC"""
            )
    except KhotinError:
        return History()
    if not rows:
        return History()
    outcomes = [row["outcome"] for row in rows]
    return History(
        datetime.fromtimestamp(rows[0]["started_at"] / 1000, UTC),
        was_cut=outcomes[0] in NO_FAULT,
        failures=sum(outcome not in NO_FAULT | {"finished"} for outcome in outcomes),
    )


def _is_closed(site: Site, at: datetime) -> bool:
    return site.hours is not None and CrawlHours.parse(site.hours).left(at) is None


def _is_unfinished(data: Path, site: str) -> bool:
    path = ledger_path(data, site)
    if not path.exists() or any(
        is_held(path.with_name(name)) for name in ("extract.lock", "index.lock")
    ):
        return False
    try:
        with Ledger(path) as ledger:
            ((found,),) = ledger.query(
                """SELECT EXISTS (SELECT 1 FROM capture WHERE extractor = 0) OR EXISTS
                       (SELECT 1 FROM revision WHERE indexed = 0 AND dead_reason IS NULL)"""
            )
    except KhotinError:
        return False
    return bool(found)
