"""The one place where searches are built."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, Literal

from crawler.dates import VIETNAM
from crawler.text import has_diacritics
from search.highlights import build_highlight
from search.places import place_filter
from search.routing import FOLDED, Route, route, weigh
from search.spelling import resembling
from search.syntax import Bound, Terms, parse_terms

REQUIRED: Final = "4<75% 9<40%"
"""Of up to four syllables all must occur, of five to nine three quarters, of more two fifths.

XQuAD-vi, nDCG@10 with and without diacritics: .967 and .962, as without any minimum, but a query
finds 54 and 107 of the 240 passages instead of 224 and 233. Those questions average 13 syllables.
"""
REQUIRED_OF_QUESTION: Final = "40%"
"""The words of a question ("là gì") are not in its answer: asked as strictly, .967 falls to .95."""
SOURCE: Final[Mapping[str, Any]] = {"excludes": ["attachments.text"]}
"""All fields but the texts of files, of up to a megabyte each."""
REPRESENTATIVES: Final = {"bool": {"must_not": {"term": {"is_representative": False}}}}
"""Documents that were indexed before there was the flag are shown."""
_QUESTION: Final = re.compile(
    r"\b(ai|gì|nào|đâu|(tại|vì) sao|mấy|bao (nhiêu|lâu|xa)"
    # and without diacritics, where "dau" and "may" alone are mostly "đầu" and "máy"
    r"|gi|nao|(o|tu|den) dau|(tai|vi) sao|bao (nhieu|lau))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A field to count and to choose by; `newest_first` orders values, not counts."""

    field: str
    newest_first: bool = False


FACETS: Final[Mapping[str, Facet]] = {
    "site": Facet("site"),
    "province": Facet("provinces"),
    "province_then": Facet("province"),
    "province_now": Facet("province_now"),
    "district": Facet("district"),
    "place": Facet("place_paths"),
    "official": Facet("official_labels"),
    "organisation": Facet("official_organisations"),
    "section": Facet("section"),
    "year": Facet("published_year", newest_first=True),
}

Order = Literal["relevance", "newest", "oldest"]
ORDERS: Final[Mapping[Order, list[dict[str, str]]]] = {
    "relevance": [{"_score": "desc"}, {"published_at": "desc"}, {"key": "asc"}],
    "newest": [{"published_at": "desc"}, {"key": "asc"}],
    "oldest": [{"published_at": "asc"}, {"key": "asc"}],
}
"""Each ends with what is unique, so that pages neither repeat nor miss. No date comes last."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks: values of one facet are alternatives, facets narrow each other.

    Dates are inclusive days in Vietnamese time on `published_at`, `event_…` on `event_dates`.
    `duplicates` asks for every article of those with the same text. `facets` are counted, with
    up to `facet_size` values each. `after` is `Results.after` of the page before, `view` the
    pinned view of the index that all pages are read from. With `respelled` the words are taken as
    misspelled.
    """

    text: str = ""
    sites: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    provinces_then: tuple[str, ...] = ()
    provinces_now: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    event_from: date | None = None
    event_to: date | None = None
    duplicates: bool = False
    order: Order = "relevance"
    size: int = 10
    facets: tuple[str, ...] = tuple(FACETS)
    facet_size: int = 100
    after: tuple[Any, ...] | None = None
    view: str | None = None
    respelled: bool = False

    @property
    def selections(self) -> dict[str, tuple[str | int, ...]]:
        """What is chosen, by the facet's name; facets without a choice are left out."""
        chosen: dict[str, tuple[str | int, ...]] = {
            "site": self.sites,
            "province": self.provinces,
            "province_then": self.provinces_then,
            "province_now": self.provinces_now,
            "district": self.districts,
            "place": self.places,
            "official": self.officials,
            "organisation": self.organisations,
            "section": self.sections,
            "year": self.years,
        }
        return {name: values for name, values in chosen.items() if values}

    @property
    def bounds(self) -> dict[Bound, date]:
        """The first and last days that are chosen."""
        days: dict[Bound, date | None] = {
            "date_from": self.date_from,
            "date_to": self.date_to,
            "event_from": self.event_from,
            "event_to": self.event_to,
        }
        return {name: day for name, day in days.items() if day}

    @property
    def one_of_each(self) -> bool:
        """Whether of articles with the same text only the representative is asked for.

        Where a portal, a place, a section or a period is chosen the question is what was published
        there and then, and the representative may stand elsewhere.
        """
        terms = parse_terms(self.text)
        typed = terms.places or terms.officials or terms.bounds
        return not (self.duplicates or self.selections or self.bounds or typed)


def build_hits(request: SearchRequest) -> dict[str, Any]:
    """Return the body that asks for a page of what is found; of equal scores the newer is first.

    It asks for no number and no count, so that Elasticsearch passes over what cannot be on the
    page; p95 of the whole search falls by a third (docs/architecture.md, "What is measured").
    """
    terms = parse_terms(request.text)
    only = [REPRESENTATIVES] if request.one_of_each else []
    filters = [*_periods(request.bounds), *_chosen(request), *only]
    body: dict[str, Any] = {
        "query": build_query(terms, filters, respelled=request.respelled),
        "sort": ORDERS[request.order],
        "track_total_hits": False,
        "_source": SOURCE,
        "size": request.size,
    }
    if terms.words or terms.phrases:
        body["highlight"] = build_highlight(terms, respelled=request.respelled)
    if request.after is not None:
        body["search_after"] = list(request.after)
    return body


def build_counts(request: SearchRequest) -> dict[str, Any]:
    """Return the body that asks how many are found, and for the facets.

    The choices are a post_filter, and each facet counts under the *other* facets' choices, so that
    a second value of the same facet can still be chosen. Facets count duplicates, too, for choosing
    a value shows them. Nothing is scored, and Elasticsearch remembers the answer, for other pages
    and orders, until the index changes.
    """
    body: dict[str, Any] = {"query": build_filter(request), "size": 0, "track_total_hits": True}
    if chosen := chosen_filters(request):
        body["post_filter"] = _all(chosen)
    if request.facets:
        body["aggs"] = {name: _count(name, request) for name in request.facets}
    return body


def build_filter(request: SearchRequest) -> dict[str, Any]:
    """Return the query for what was typed and its periods, whatever is chosen, without scores."""
    matching, required, excluded, _ = _parts(parse_terms(request.text), request.respelled)
    filters = [*matching, *required, *_periods(request.bounds)]
    return {"bool": {"filter": filters, "must_not": excluded}}


def chosen_filters(request: SearchRequest) -> list[dict[str, Any]]:
    """Return what narrows `build_filter` to what is found: the choices, and one of duplicates."""
    return _chosen(request) + ([REPRESENTATIVES] if request.one_of_each else [])


def build_query(
    terms: Terms, filters: Sequence[dict[str, Any]] = (), *, respelled: bool = False
) -> dict[str, Any]:
    """Return the query that finds and scores; without any term every article, newest first.

    An article that moved is found where it is now. With `respelled` words like the typed ones are
    looked for, and phrases in any diacritics.
    """
    matching, required, excluded, ranking = _parts(terms, respelled)
    return {
        "bool": {
            "must": matching or [{"match_all": {}}],
            "should": ranking,
            "filter": [*filters, *required],
            "must_not": excluded,
        }
    }


_Queries = list[dict[str, Any]]


def _parts(terms: Terms, respelled: bool) -> tuple[_Queries, _Queries, _Queries, _Queries]:
    """Return what finds and scores, what only finds, what excludes, and what only scores."""
    chosen_route = FOLDED if respelled else route(terms.text)
    matching = [_phrase(text, chosen_route) for text in terms.phrases]
    required = _periods(terms.bounds)
    required += [*map(_official, terms.officials), *map(place_filter, terms.places)]
    ranking = []
    if terms.words and respelled:
        matching.append(resembling(terms.words, REQUIRED))
    elif terms.words:
        matching.append(_require(terms.words, chosen_route))
        ranking += weigh(terms.words, chosen_route)
    excluded = [_phrase(text, chosen_route) for text in terms.excluded]
    excluded += [*map(_official, terms.excluded_officials)]
    excluded += [*map(place_filter, terms.excluded_places)]
    return matching, required, [*excluded, {"exists": {"field": "moved_to"}}], ranking


def _phrase(text: str, chosen_route: Route) -> dict[str, Any]:
    return {"match_phrase": {chosen_route.text: text}}


def _official(name: str) -> dict[str, Any]:
    """Return the query for a name or a part of it, in either tone placement or without any."""
    analysed = "syllables" if has_diacritics(name) else "folded"
    return {"match_phrase": {f"official_names.{analysed}": name}}


def _require(words: str, chosen_route: Route) -> dict[str, Any]:
    """Return what a document must hold, wherever in it."""
    required = REQUIRED_OF_QUESTION if _QUESTION.search(words) else REQUIRED
    return {"match": {chosen_route.text: {"query": words, "minimum_should_match": required}}}


def _periods(bounds: Mapping[Bound, date]) -> list[dict[str, Any]]:
    """Return a query for each bound: moments of publication, whole days of events."""
    queries = []
    for name, day in bounds.items():
        side, clock = ("gte", time.min) if name.endswith("from") else ("lte", time.max)
        if name.startswith("event"):
            queries.append({"range": {"event_dates": {side: day.isoformat()}}})
        else:
            moment = datetime.combine(day, clock, VIETNAM).isoformat()
            queries.append({"range": {"published_at": {side: moment}}})
    return queries


def _chosen(request: SearchRequest, leave_out: str | None = None) -> list[dict[str, Any]]:
    return [
        {"terms": {FACETS[name].field: list(values)}}
        for name, values in request.selections.items()
        if name != leave_out
    ]


def _all(filters: list[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {"filter": filters}}


def _count(name: str, request: SearchRequest) -> dict[str, Any]:
    facet = FACETS[name]
    values: dict[str, Any] = {"field": facet.field, "size": request.facet_size}
    if facet.newest_first:
        values["order"] = {"_key": "desc"}
    others = _chosen(request, leave_out=name)
    if not others:
        return {"terms": values}  # a filter of nothing takes half as long again
    return {"filter": _all(others), "aggs": {"values": {"terms": values}}}
