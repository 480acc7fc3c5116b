"""The application that `khotin serve` runs: the API and the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from crawler.config import Config
from indexer.client import connect
from search.api import articles, officials, places, searches, suggestions
from search.api.limits import Limits
from search.api.problems import add_problem_handlers
from search.page.pages import add_pages
from search.reader import Reader
from search.suggestions import Suggester

DESCRIPTION = """
Search the archive of the news of Vietnam's province, district and commune portals. Everything is
read-only, needs no key and answers JSON; failures are problems by RFC 9457. Texts and facets are
Vietnamese, times ISO 8601 with an offset. `docs/document.md` explains every field of a document.
"""


def create_app(config: Config) -> FastAPI:
    """Return the application on an archive; nothing is sent before the first request.

    `app.state.config` and `app.state.reader` are for routes that are added to it.
    """
    client = connect(config)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        client.close()

    app = FastAPI(
        title="Kho Tin",
        version="1",
        description=DESCRIPTION,
        docs_url=None,  # both pages load scripts from other hosts
        redoc_url=None,
        redirect_slashes=False,  # to whatever host the request names
        middleware=[Middleware(Limits), Middleware(GZipMiddleware, compresslevel=5)],
        lifespan=lifespan,
    )
    app.state.config = config
    app.state.reader = Reader(client, config.index_prefix)
    app.state.suggester = Suggester(app.state.reader)
    add_problem_handlers(app)
    for module in (searches, suggestions, articles, officials, places):
        app.include_router(module.router)
    add_pages(app)
    return app
