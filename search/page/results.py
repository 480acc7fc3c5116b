"""The results page, at /: what is asked, what was found, and what to narrow it by."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from search.page.failures import page_router
from search.page.rendering import render

router = page_router()


@router.get("/")
def results(request: Request) -> HTMLResponse:
    """Show a page of results."""
    return render(request, "results.html")
