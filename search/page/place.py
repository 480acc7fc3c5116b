"""A place's page at /noi/: a unit then and now, what it published and what names it."""

from datetime import date
from typing import Annotated

from fastapi import HTTPException, Path, Request
from fastapi.responses import HTMLResponse

from indexer.gazetteer import find_unit
from search.api.parameters import Archive
from search.page.addresses import Address
from search.page.facts import unit_words
from search.page.failures import page_router
from search.page.rendering import render
from search.place import read_place
from search.places import unit_path

router = page_router()


@router.get("/noi/{code}@{vintage}")
def place(
    request: Request,
    archive: Archive,
    code: Annotated[str, Path(pattern=r"^\d{2,5}$")],
    vintage: date,
) -> HTMLResponse:
    """Show what a statistics office's code meant on a day, and its news."""
    try:
        unit = find_unit(code, vintage)
    except LookupError:
        raise HTTPException(404, "No unit had this code on that day.") from None
    return render(
        request,
        "place.html",
        unit=unit,
        words=unit_words(unit),
        search=Address().put("q", f'tai:"{unit_path(unit)}"'),
        **read_place(archive, unit),
    )
