"""An official's page at /quan-chuc/: which positions the archive's articles name, and when."""

from typing import Annotated

from fastapi import HTTPException, Path, Request
from fastapi.responses import HTMLResponse

from search.api.officials import FirstYear, LastYear
from search.api.parameters import Archive
from search.official import read_official
from search.page.addresses import Address
from search.page.failures import page_router
from search.page.rendering import render

router = page_router()


@router.get("/quan-chuc/{key:path}")
def official(
    request: Request,
    archive: Archive,
    key: Annotated[str, Path(max_length=1000)],
    first_year: FirstYear = None,
    last_year: LastYear = None,
) -> HTMLResponse:
    """Show the person with a key of `official_keys`, in the years asked for."""
    view = read_official(archive, key, first_year, last_year)
    if view is None:
        raise HTTPException(404, "No article names an official with this key.")
    name = view.names[0]
    return render(
        request,
        "official.html",
        view=view,
        name=name,
        unit=[name for name in key.partition("@")[2].split("/") if name],
        whole=Address(request.url.path),
        has_years=first_year is not None or last_year is not None,
        search=Address().put("q", f'quan-chuc:"{name}"'),
    )
