"""The results page, at /: what is asked, what was found, and what to narrow it by."""

import time
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from search.api.parameters import Archive
from search.page.asking import ask_all
from search.page.choices import list_choices, list_conditions
from search.page.failures import page_router
from search.page.parameters import SIZE, Shown
from search.page.portals import Known
from search.page.rendering import render
from search.page.tiles import draw_tiles
from search.page.timeline import draw_timeline

router = page_router()


@router.get("/")
def results(
    request: Request, archive: Archive, portals: Known, shown: Annotated[Shown, Query()]
) -> HTMLResponse:
    """Show a page of articles with the charts and facets that narrow them."""
    begun = time.perf_counter()
    answer = ask_all(archive, shown.to_request(), shown.cursor)
    here, names, charts = shown.address, portals.names(), answer.charts
    return render(
        request,
        "results.html",
        here=here,
        shown=shown,
        found=answer.found,
        is_partial=answer.is_partial,
        first=(shown.page - 1) * SIZE + 1,
        onward=here.go(cursor=answer.onward, page=shown.page + 1) if answer.onward else None,
        conditions=list_conditions(shown.chosen, here, names),
        choices=list(list_choices(answer.found.facets, here, names)),
        timeline=charts and draw_timeline(charts.months, charts.undated, here),
        tiles=charts and draw_tiles(charts.provinces[shown.map], shown.map, here),
        seconds=time.perf_counter() - begun,
    )
