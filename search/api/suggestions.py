"""/suggest."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from search.api.problems import PROBLEMS
from search.suggestions import KINDS, MAX_TYPED, Kind, Suggester

router = APIRouter(responses=PROBLEMS)


class Suggested(BaseModel):
    """A name: `official` is for `quan-chuc:`, `place` for `tai:`, others for their facet."""

    kind: Kind
    value: Annotated[str, Field(description="What the facet or the field word takes.")]
    text: Annotated[str, Field(description="What a reader sees.", examples=["Giàng A Câu"])]
    count: Annotated[int, Field(description="How many articles have it.")]


@router.get("/suggest", summary="Names that begin as typed")
def suggest(
    request: Request,
    q: Annotated[str, Query(max_length=MAX_TYPED, examples=["giang a"])],
    kind: Annotated[list[Kind], Query(max_length=len(KINDS))] = [],  # noqa: B006 - FastAPI copies it
    size: Annotated[int, Query(ge=1, le=20)] = 8,
) -> list[Suggested]:
    """Return names with a word that begins as typed, with or without diacritics."""
    suggester: Suggester = request.app.state.suggester
    found = suggester.suggest(q, size, kind or KINDS)
    return [Suggested.model_validate(asdict(each)) for each in found]
