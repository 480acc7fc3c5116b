"""All pages, in one place: a page is a module with a `router` made by `page_router`."""

from fastapi import FastAPI

from search.page import archived, article, assets, official, place, results
from search.page.failures import add_page_failures
from search.page.portals import Portals

MODULES = (assets, results, article, archived, official, place)


def add_pages(app: FastAPI) -> None:
    """Let an application serve the pages beside the API; its `state.reader` reads the archive."""
    app.state.portals = Portals(app.state.reader)
    add_page_failures(app)
    for module in MODULES:
        app.include_router(module.router)
