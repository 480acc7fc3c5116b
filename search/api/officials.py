"""/officials/{key}."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, Field

from search.api.parameters import Archive
from search.api.problems import PROBLEMS
from search.official import GAP, read_official

router = APIRouter(responses=PROBLEMS)
FirstYear = Annotated[
    int | None, Query(ge=1, le=9999, description="Only articles published since.")
]
LastYear = Annotated[
    int | None, Query(ge=1, le=9999, description="Only articles published until then.")
]


class HeldPosition(BaseModel):
    """A position as articles name it, with the first and last day of their publication."""

    title: str
    organisation: str | None
    former: Annotated[bool, Field(description="Held before: the days say nothing of when.")]
    first: str | None
    last: str | None
    count: Annotated[int, Field(description="How many articles say so.")]


class NamedPeriod(BaseModel):
    """Years of publication, the first and the last, in which articles name the person."""

    first: int
    last: int
    count: int


class OfficialFound(BaseModel):
    """A person in office, as one unit's news name them."""

    key: str
    names: Annotated[list[str], Field(description="As written, the commonest first.")]
    periods: Annotated[
        list[NamedPeriod],
        Field(description=f"More than {GAP} years apart: of several, each may be another person."),
    ]
    positions: Annotated[list[HeldPosition], Field(description="By their first day.")]
    total: Annotated[int, Field(description="How many articles name them.")]
    articles: Annotated[list[dict[str, Any]], Field(description="The newest of them.")]


@router.get("/officials/{key:path}", summary="One official")
def official(
    archive: Archive,
    key: Annotated[str, Path(max_length=1000, examples=["giàng a câu@Yên Bái/Mù Cang Chải"])],
    first_year: FirstYear = None,
    last_year: LastYear = None,
) -> OfficialFound:
    """Return the person with a key, as `official_keys` of documents name it."""
    view = read_official(archive, key, first_year, last_year)
    if view is None:
        raise HTTPException(404, "No article names an official with this key.")
    return OfficialFound.model_validate(asdict(view))
