"""/places/{code}@{vintage}."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path
from pydantic import BaseModel, Field

from indexer.gazetteer import find_unit
from search.api.parameters import Archive
from search.api.problems import PROBLEMS
from search.place import read_place

router = APIRouter(responses=PROBLEMS)


class UnitFacts(BaseModel):
    """An administrative unit by the map of a day, and what stands in its place today."""

    code: str
    vintage: str
    name: str
    type: str
    province: str
    district: str | None
    commune: str | None
    province_now: str | None
    commune_now: str | None
    latitude: float | None
    longitude: float | None


class PlaceFound(BaseModel):
    """A unit and its news; the units within it count, too."""

    unit: UnitFacts
    published: Annotated[int, Field(description="Articles of its own portals.")]
    named: Annotated[int, Field(description="Articles that name it.")]
    years: Annotated[dict[str, int], Field(description="Both kinds, by year of publication.")]
    articles: Annotated[list[dict[str, Any]], Field(description="The newest of both kinds.")]


@router.get("/places/{code}@{vintage}", summary="One administrative unit")
def place(
    archive: Archive,
    code: Annotated[str, Path(pattern=r"^\d{2,5}$", examples=["137"])],
    vintage: Annotated[date, Path(examples=["2025-06-30"])],
) -> PlaceFound:
    """Return what a statistics office's code meant on a day: codes were reused in July 2025."""
    try:
        unit = find_unit(code, vintage)
    except LookupError:
        raise HTTPException(404, "No unit had this code on that day.") from None
    return PlaceFound.model_validate({"unit": asdict(unit), **read_place(archive, unit)})
