"""All pages, in one place: a page is a module with a `router` made by `page_router`."""

from fastapi import FastAPI

from search.page import assets, results
from search.page.failures import add_page_failures

MODULES = (assets, results)


def add_pages(app: FastAPI) -> None:
    """Let an application serve the pages beside the API."""
    add_page_failures(app)
    for module in MODULES:
        app.include_router(module.router)
