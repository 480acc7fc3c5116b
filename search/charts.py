"""What the charts of a search count: its articles by month of publication and by province."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from search.query import FACETS, SearchRequest, build_filter, chosen_filters
from search.reader import Reader

Era = Literal["then", "now"]
"""The 63 provinces up to 30 June 2025, or the 34 since."""
PROVINCE_FACETS: Final[Mapping[Era, str]] = {"then": "province_then", "now": "province_now"}
MONTHS: Final = {
    "field": "published_at",
    "calendar_interval": "month",
    "time_zone": "+07:00",
    "format": "yyyy-MM",
    "min_doc_count": 1,
}
"""A `date_histogram` by months in Vietnam; months without articles are left out."""
_MOST: Final = 200
"""Provinces, then and now and of earlier maps: all of them."""


@dataclass(frozen=True, slots=True)
class Charts:
    """Articles by the first day of the month, and by province then and now.

    Each count is what choosing the month, or this province alone, gives. So duplicates count, and
    of provinces not only the chosen ones do.
    """

    months: Mapping[date, int]
    undated: int
    provinces: Mapping[Era, Mapping[str, int]]


def read_charts(reader: Reader, request: SearchRequest) -> Charts:
    """Count what a search finds; `request` may name a place in its list, which does not matter.

    A request without hits: Elasticsearch remembers its answer until the index changes. Raises as
    `Reader.search`.
    """
    whole = replace(request, duplicates=True, after=None, view=None)
    provinces = {
        era: _counts(_without_provinces(whole, era), {"terms": _terms(era)})
        for era in PROVINCE_FACETS
    }
    answer = reader.search(
        {
            "size": 0,
            "track_total_hits": False,
            "query": build_filter(whole),
            "aggs": {
                **provinces,
                "months": _counts(whole, {"date_histogram": MONTHS}),
                "undated": _counts(whole, {"missing": {"field": "published_at"}}),
            },
        }
    )["aggregations"]
    return Charts(
        months={read_month(each["key_as_string"]): each["doc_count"] for each in _of(answer)},
        undated=answer["undated"]["values"]["doc_count"],
        provinces={
            era: {each["key"]: each["doc_count"] for each in _of(answer, era)}
            for era in PROVINCE_FACETS
        },
    )


def read_month(text: str) -> date:
    """Return the first day of a month as MONTHS formats it, "2023-02"."""
    return date.fromisoformat(f"{text}-01")


def _without_provinces(request: SearchRequest, era: Era) -> SearchRequest:
    if era == "then":
        return replace(request, provinces_then=())
    return replace(request, provinces_now=())


def _terms(era: Era) -> dict[str, Any]:
    return {"field": FACETS[PROVINCE_FACETS[era]].field, "size": _MOST}


def _counts(chosen: SearchRequest, values: dict[str, Any]) -> dict[str, Any]:
    filters = {"bool": {"filter": chosen_filters(chosen)}}
    return {"filter": filters, "aggs": {"values": values}}


def _of(answer: Mapping[str, Any], name: str = "months") -> list[dict[str, Any]]:
    buckets: list[dict[str, Any]] = answer[name]["values"]["buckets"]
    return buckets
