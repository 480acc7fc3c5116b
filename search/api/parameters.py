"""What the addresses of searches may say, and the search that they mean."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from search.cursor import MAX_LENGTH
from search.query import FACETS, Order, SearchRequest
from search.reader import Reader

MAX_TEXT = 1000
"""Letters of a query: a long paragraph."""
MAX_SIZE = 100
MAX_FACET_SIZE = 500
NONE = "none"


def reader_of(request: Request) -> Reader:
    """Return what the application reads the archive through."""
    reader: Reader = request.app.state.reader
    return reader


Archive: TypeAlias = Annotated[Reader, Depends(reader_of)]


def _known_facets(names: list[str]) -> list[str]:
    if unknown := set(names) - {*FACETS, NONE}:
        raise ValueError(f"no facets: {', '.join(sorted(unknown))}; there are {', '.join(FACETS)}")
    return names


Choice: TypeAlias = Annotated[
    list[Annotated[str, Field(max_length=300)]], Field(default=[], max_length=50)
]


class Filters(BaseModel):
    """Which articles: what is typed, and the choices of the facets."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    q: Annotated[
        str,
        Field(
            max_length=MAX_TEXT,
            description="Words; “phrases” in quotes; `-word` excludes. Without diacritics it "
            "finds the words with them. Field words: `quan-chuc:` (official:), `tai:` (in:), "
            "`tu:` and `den:` (from:, to:), `su-kien-tu:` and `su-kien-den:` (event-from:, "
            "event-to:).",
            examples=["lễ hội", 'quan-chuc:"Giàng A Câu" tai:"Mù Cang Chải" tu:2021'],
        ),
    ] = ""
    site: Choice
    province: Choice
    province_then: Choice
    province_now: Choice
    district: Choice
    place: Choice
    official: Choice
    organisation: Choice
    section: Choice
    year: Annotated[list[Annotated[int, Field(ge=1900, le=9999)]], Field(max_length=50)] = []
    date_from: Annotated[
        date | None,
        Field(
            alias="from",
            description="First day of publication, in Vietnam.",
            examples=["2021-01-01"],
        ),
    ] = None
    date_to: Annotated[date | None, Field(alias="to", description="Last day of publication.")] = (
        None
    )
    event_from: Annotated[date | None, Field(description="First day of what is reported.")] = None
    event_to: Annotated[date | None, Field(description="Last day of what is reported.")] = None
    duplicates: Annotated[
        bool, Field(description="Every article of those with the same text, not one of them.")
    ] = False

    def to_request(self) -> SearchRequest:
        """Return the search that is meant."""
        return SearchRequest(
            text=self.q,
            sites=tuple(self.site),
            provinces=tuple(self.province),
            provinces_then=tuple(self.province_then),
            provinces_now=tuple(self.province_now),
            districts=tuple(self.district),
            places=tuple(self.place),
            officials=tuple(self.official),
            organisations=tuple(self.organisation),
            sections=tuple(self.section),
            years=tuple(self.year),
            date_from=self.date_from,
            date_to=self.date_to,
            event_from=self.event_from,
            event_to=self.event_to,
            duplicates=self.duplicates,
        )


class Search(Filters):
    """A page of a search."""

    order: Annotated[Order, Field(description="Of equal scores the newer is first.")] = "relevance"
    size: Annotated[int, Field(ge=0, le=MAX_SIZE, description="Articles a page.")] = 10
    facets: Annotated[
        list[str],
        Field(max_length=20, description="Facets to count, all unless given, or `none`."),
        AfterValidator(_known_facets),
    ] = []
    facet_size: Annotated[int, Field(ge=1, le=MAX_FACET_SIZE, description="Values a facet.")] = 20
    cursor: Annotated[
        str | None,
        Field(
            max_length=MAX_LENGTH,
            description="`next` of the page before, with everything else as it was. Begin with "
            "`*` to see the index on all pages as it is at the first; such a cursor lasts two "
            "minutes.",
        ),
    ] = None

    def to_request(self) -> SearchRequest:
        """Return the search that is meant, but for the place in it."""
        names = tuple(name for name in self.facets or FACETS if name != NONE)
        return replace(
            super().to_request(),
            order=self.order,
            size=self.size,
            facets=names,
            facet_size=self.facet_size,
        )


class Export(Filters):
    """All of a search."""

    format: Annotated[
        Literal["csv", "jsonl"], Field(description="A table for spreadsheets, or whole documents.")
    ] = "jsonl"
