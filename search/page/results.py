"""The results page, at /: what is asked, what was found, and what to narrow it by."""

import time
from dataclasses import replace
from typing import Annotated, Final

from elasticsearch import ApiError, ConnectionTimeout
from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from crawler.errors import ElasticsearchUnavailable
from search.api.parameters import Archive
from search.page.choices import list_choices, list_conditions
from search.page.failures import page_router
from search.page.parameters import SIZE, Shown
from search.page.portals import Known
from search.page.rendering import render
from search.paging import ask_page
from search.query import SearchRequest
from search.reader import Reader
from search.results import Results

TIMED_OUT: Final = frozenset({408, 429, 504})
"""How Elasticsearch answers a search that it gave up: 504, from 9.1 on 429."""

router = page_router()


@router.get("/")
def results(
    request: Request, archive: Archive, portals: Known, shown: Annotated[Shown, Query()]
) -> HTMLResponse:
    """Show a page of articles with the facets that narrow them."""
    begun = time.perf_counter()
    found, cursor, is_partial = _ask(archive, shown.to_request(), shown.cursor)
    names = portals.names()
    onward = shown.address.go(cursor=cursor, page=shown.page + 1) if cursor else None
    return render(
        request,
        "results.html",
        here=shown.address,
        shown=shown,
        found=found,
        choices=list(list_choices(found.facets, shown, names)),
        conditions=list_conditions(shown, names),
        first=(shown.page - 1) * SIZE + 1,
        onward=onward,
        is_partial=is_partial,
        seconds=time.perf_counter() - begun,
    )


def _ask(
    archive: Reader, request: SearchRequest, cursor: str | None
) -> tuple[Results, str | None, bool]:
    """Return results, the next page's cursor, and whether they are the articles alone.

    Where counting takes too long articles are better than nothing. Raises as `ask_page`.
    """
    try:
        return *ask_page(archive, request, cursor), False
    except ElasticsearchUnavailable as error:
        if cursor or not _was_late(error):
            raise
        return ask_page(archive, replace(request, facets=()), None)[0], None, True


def _was_late(error: ElasticsearchUnavailable) -> bool:
    """Tell whether the server works, but not in time; one that is down need not be asked again."""
    cause = error.__cause__
    if isinstance(cause, ApiError):
        return cause.meta.status in TIMED_OUT
    return isinstance(cause, ConnectionTimeout)
