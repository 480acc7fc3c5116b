"""An official over time: which positions the archive's articles name, from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from crawler.dates import VIETNAM
from search.article import BRIEF, Found
from search.reader import Reader

MAX_POSITIONS: Final = 100
GAP: Final = 10
"""Years without a mention after which the same name in the same unit may be somebody else: two
terms of office, the longest that one person may hold a post, by the Party's rules."""
MAX_YEARS: Final = 200
NEWEST: Final = 20


@dataclass(frozen=True, slots=True)
class Position:
    """A position as articles name it, with the first and last day of publication of these.

    `former`: held before; then the days say nothing of when.
    """

    title: str
    organisation: str | None
    former: bool
    first: str | None
    last: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Period:
    """Years of publication, the first and the last, in which articles name the person."""

    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class OfficialView:
    """A person: names as written, the commonest first, positions by their first day.

    `periods` lie more than `GAP` years apart: of several, each may be a person of its own. `total`
    is the number of articles, `articles` the newest of them with the fields of BRIEF.
    """

    key: str
    names: tuple[str, ...]
    periods: tuple[Period, ...]
    positions: tuple[Position, ...]
    total: int
    articles: tuple[Found, ...]


def read_official(
    reader: Reader, key: str, first: int | None = None, last: int | None = None
) -> OfficialView | None:
    """Return the person with a key of `official_keys`, None if no article names them.

    With years, only articles published from the `first` to the `last` are looked at. Raises as
    `Reader.search`.
    """
    answer = reader.search(_body(key, first, last))
    total = answer["hits"]["total"]["value"]
    if not total:
        return None
    person = answer["aggregations"]["officials"]["person"]
    positions = [
        _position(bucket, former=former == "former")
        for former, held in person["held"]["buckets"].items()
        for bucket in held["posts"]["titles"]["buckets"]
    ]
    return OfficialView(
        key,
        tuple(bucket["key"] for bucket in person["names"]["buckets"]),
        _periods(answer["aggregations"]["years"]["buckets"]),
        tuple(sorted(positions, key=lambda p: (p.first or "", p.last or "", p.title))),
        total,
        tuple(hit["_source"] for hit in answer["hits"]["hits"]),
    )


def _periods(buckets: Sequence[Mapping[str, Any]]) -> tuple[Period, ...]:
    """Join years, in their order, that are at most `GAP` apart."""
    periods: list[Period] = []
    for bucket in buckets:
        year, count = bucket["key"], bucket["doc_count"]
        if periods and year - periods[-1].last <= GAP:
            before = periods.pop()
            periods.append(Period(before.first, year, before.count + count))
        else:
            periods.append(Period(year, year, count))
    return tuple(periods)


def _body(key: str, first: int | None, last: int | None) -> dict[str, Any]:
    days = {"first": {"min": {"field": "published_at"}}, "last": {"max": {"field": "published_at"}}}
    titles = {
        "terms": {"field": "officials.posts.title", "size": MAX_POSITIONS},
        "aggs": {
            "organisation": {"terms": {"field": "officials.posts.organisation", "size": 1}},
            "articles": {"reverse_nested": {}, "aggs": days},
        },
    }
    posts = {"nested": {"path": "officials.posts"}, "aggs": {"titles": titles}}
    former = {"term": {"officials.former": True}}
    held = {"filters": {"filters": {"now": {"bool": {"must_not": former}}, "former": former}}}
    person = {
        "filter": {"term": {"officials.person": key}},
        "aggs": {
            "held": {**held, "aggs": {"posts": posts}},
            "names": {"terms": {"field": "officials.name", "size": 10}},
        },
    }
    moved = {"exists": {"field": "moved_to"}}
    wanted: list[dict[str, Any]] = [{"term": {"official_keys": key}}]
    if first is not None or last is not None:
        wanted.append({"range": {"published_year": {"gte": first, "lte": last}}})
    return {
        "query": {"bool": {"filter": wanted, "must_not": moved}},
        "aggs": {
            "officials": {"nested": {"path": "officials"}, "aggs": {"person": person}},
            "years": {
                "terms": {"field": "published_year", "size": MAX_YEARS, "order": {"_key": "asc"}}
            },
        },
        "sort": [{"published_at": "desc"}, {"key": "asc"}],
        "size": NEWEST,
        "_source": list(BRIEF),
        "track_total_hits": True,
    }


def _position(bucket: Mapping[str, Any], *, former: bool) -> Position:
    organisations, articles = bucket["organisation"]["buckets"], bucket["articles"]
    return Position(
        title=bucket["key"],
        organisation=organisations[0]["key"] if organisations else None,
        former=former,
        first=_day(articles["first"]),
        last=_day(articles["last"]),
        count=articles["doc_count"],
    )


def _day(moment: Mapping[str, Any]) -> str | None:
    """Return the day in Vietnam of an aggregated moment."""
    if moment["value"] is None:
        return None
    return datetime.fromtimestamp(moment["value"] / 1000, VIETNAM).date().isoformat()
