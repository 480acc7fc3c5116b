"""What the archive holds of each portal over time: its span, its months, and those without news."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dateutil.relativedelta import relativedelta

from crawler.dates import VIETNAM
from search.charts import MONTHS, read_month
from search.reader import Reader

BATCH: Final = 5000
"""Months of portals a request; Elasticsearch refuses more than 65,536 buckets."""


@dataclass(frozen=True, slots=True)
class PortalCoverage:
    """A portal with its articles: `months` by the first day of the month, `undated` those without.

    `first` and `last` are the first and the last day of publication in Vietnam.
    """

    site: str
    name: str
    months: Mapping[date, int]
    undated: int
    first: date | None
    last: date | None

    @property
    def articles(self) -> int:
        """How many articles a search for the portal finds."""
        return sum(self.months.values()) + self.undated

    @property
    def gaps(self) -> tuple[date, ...]:
        """The months without news between the first and the last one with some."""
        return tuple(month for month in self.span if month not in self.months)

    @property
    def span(self) -> tuple[date, ...]:
        """All months from the first to the last one with news."""
        return tuple(list_months(min(self.months), max(self.months))) if self.months else ()


def list_months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of each month, from one to another."""
    while first <= last:
        yield first
        first += relativedelta(months=1)


def read_coverage(reader: Reader) -> list[PortalCoverage]:
    """Return every portal that the archive holds articles of, by id; raises as `Reader.search`."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for bucket in _buckets(reader):
        found[bucket["key"]["site"]].append(bucket)
    return [_portal(site, buckets) for site, buckets in sorted(found.items())]


def _portal(site: str, buckets: list[Mapping[str, Any]]) -> PortalCoverage:
    """Join a portal's months; where its name changed it is called as most articles have it."""
    names: Counter[str] = Counter()
    months: Counter[date] = Counter()
    undated = 0
    for bucket in buckets:
        names[bucket["key"]["portal"]] += bucket["doc_count"]
        if month := bucket["key"]["month"]:
            months[read_month(month)] += bucket["doc_count"]
        else:
            undated += bucket["doc_count"]
    moments = [
        datetime.fromtimestamp(bucket[side]["value"] / 1000, VIETNAM).date()
        for bucket in buckets
        for side in ("first", "last")
        if bucket[side]["value"] is not None
    ]
    first, last = min(moments, default=None), max(moments, default=None)
    return PortalCoverage(site, names.most_common(1)[0][0], months, undated, first, last)


def _buckets(reader: Reader) -> Iterator[Mapping[str, Any]]:
    """Yield the months of all portals; months without news have no bucket."""
    month = {name: value for name, value in MONTHS.items() if name != "min_doc_count"}
    composite: dict[str, Any] = {
        "size": BATCH,
        "sources": [
            {"site": {"terms": {"field": "site"}}},
            {"portal": {"terms": {"field": "portal"}}},
            {"month": {"date_histogram": {**month, "missing_bucket": True}}},
        ],
    }
    ends = {
        "first": {"min": {"field": "published_at"}},
        "last": {"max": {"field": "published_at"}},
    }
    body = {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"must_not": {"exists": {"field": "moved_to"}}}},
        "aggs": {"months": {"composite": composite, "aggs": ends}},
    }
    while buckets := (answer := reader.search(body)["aggregations"]["months"])["buckets"]:
        yield from buckets
        composite["after"] = answer["after_key"]
