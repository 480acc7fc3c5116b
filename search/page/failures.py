"""What a reader sees where a page cannot be shown, and how to go on."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from crawler.errors import ElasticsearchUnavailable
from indexer.indices import IndexNotReady
from search.api.problems import RETRY_AFTER, problem
from search.cursor import CursorInvalid
from search.page.rendering import render
from search.reader import ViewExpired


class PageRoute(APIRoute):
    """A route whose failures are pages instead of problems by RFC 9457."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See the base class."""
        handle = super().get_route_handler()

        async def handle_or_explain(request: Request) -> Response:
            try:
                return await handle(request)
            except ElasticsearchUnavailable:
                return failure(request, 503, "down")
            except IndexNotReady:
                return failure(request, 503, "empty")
            except (CursorInvalid, ViewExpired):
                return failure(request, 400, "cursor")
            except RequestValidationError as error:
                names = dict.fromkeys(str(each["loc"][1]) for each in error.errors())
                return failure(request, 400, "parameter", parameters=list(names))
            except HTTPException as error:
                if error.status_code != 404:
                    raise
                return failure(request, 404, "missing")

        return handle_or_explain


def page_router() -> APIRouter:
    """Return a router for pages: they are no part of the API's description."""
    return APIRouter(
        route_class=PageRoute, include_in_schema=False, default_response_class=HTMLResponse
    )


def failure(request: Request, status: int, kind: str, **values: object) -> HTMLResponse:
    """Return the page for a kind of failure: down, empty, cursor, parameter or missing."""
    headers = RETRY_AFTER if status == 503 else {}
    return render(
        request, "failure.html", status, headers, kind=kind, **{"parameters": [], **values}
    )


def add_page_failures(app: FastAPI) -> None:
    """Answer a browser that asks for an unknown address with a page, programs as before."""

    @app.exception_handler(404)
    def missing(request: Request, error: HTTPException) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            return failure(request, 404, "missing")
        return problem(404, error.detail, error.headers)
