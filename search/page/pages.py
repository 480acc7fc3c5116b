"""All pages, in one place: a page is a module with a `router` made by `page_router`."""

from fastapi import FastAPI

from search.page import archived, article, assets, coverage, feed, official, place, results
from search.page.coverage import Coverages
from search.page.failures import add_page_failures
from search.page.portals import Portals

MODULES = (assets, results, article, archived, official, place, coverage, feed)


def add_pages(app: FastAPI) -> None:
    """Let an application serve the pages beside the API; `state` has its reader and config."""
    app.state.portals = Portals(app.state.reader)
    app.state.coverages = Coverages(app.state.reader, app.state.config.data)
    add_page_failures(app)
    for module in MODULES:
        app.include_router(module.router)
