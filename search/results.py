"""What a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.highlights import HIGHLIGHTED


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document with its fields as the mapping names them.

    `highlights` has, by field, passages as HTML: the text escaped, what was found in `<mark>`.
    """

    score: float
    document: Mapping[str, Any]
    highlights: Mapping[str, list[str]]

    @property
    def others(self) -> int:
        """How many more articles have the same text."""
        return int(self.document.get("duplicate_count", 1)) - 1


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet and the number of documents that choosing it gives."""

    value: str | int
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer.

    `notices` are sentences for the reader; `after` asks for the next page, None on the last one;
    `view` is the pinned view that was read, if one was; `respelled` says that the words were taken
    as misspelled.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    notices: tuple[str, ...] = ()
    after: tuple[Any, ...] | None = None
    view: str | None = None
    respelled: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the answer with JSON's types: total, hits and facets."""
        return {
            "total": self.total,
            "hits": [
                {
                    "score": hit.score,
                    "others": hit.others,
                    "document": dict(hit.document),
                    "highlights": dict(hit.highlights),
                }
                for hit in self.hits
            ],
            "facets": {
                name: [{"value": value.value, "count": value.count} for value in values]
                for name, values in self.facets.items()
            },
        }


def read_answers(
    answers: Sequence[Mapping[str, Any]],
    size: int,
    notices: tuple[str, ...] = (),
    *,
    respelled: bool = False,
) -> Results:
    """Read the answers to `build_hits`, which asked for `size` hits, and to `build_counts`."""
    page, counts = answers
    found = page["hits"]["hits"]
    return Results(
        total=counts["hits"]["total"]["value"],
        hits=tuple(_hit(hit) for hit in found),
        facets={name: _values(each) for name, each in counts.get("aggregations", {}).items()},
        notices=notices,
        after=tuple(found[-1]["sort"]) if found and len(found) == size else None,
        view=page.get("pit_id"),
        respelled=respelled,
    )


def _hit(hit: Mapping[str, Any]) -> Hit:
    passages = hit.get("highlight", {})
    highlights = {
        name: parts
        for name in HIGHLIGHTED
        for field, parts in passages.items()
        if f"{field}.".startswith(f"{name}.")  # the field itself or one of its analyses
    }
    return Hit(hit["_score"] or 0.0, hit["_source"], highlights)


def _values(aggregation: Mapping[str, Any]) -> tuple[FacetValue, ...]:
    buckets = aggregation.get("values", aggregation)["buckets"]
    return tuple(FacetValue(bucket["key"], bucket["doc_count"]) for bucket in buckets)
