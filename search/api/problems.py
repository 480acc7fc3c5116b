"""Failures as RFC 9457 problems: one shape for every error that the API answers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from crawler.errors import ElasticsearchUnavailable, KhotinError
from indexer.indices import IndexNotReady
from search.cursor import CursorInvalid
from search.reader import ViewExpired

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = {"Retry-After": "5"}
_SCHEMA: Final = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    "default": {"description": "Problem (RFC 9457)", "content": {MEDIA_TYPE: {"schema": _SCHEMA}}},
    422: {"description": "Never: a parameter that cannot be used is a 400."},
}
"""What the OpenAPI description says of failures."""


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    """Return a problem: `title` is the status in words, `detail` what happened this time."""
    content = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, dict(headers or {}), MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Let an application answer every failure as a problem."""

    @app.exception_handler(ElasticsearchUnavailable)
    @app.exception_handler(IndexNotReady)
    def unavailable(_: Request, error: KhotinError) -> JSONResponse:
        """Word no address of ours: the operator finds it in `khotin doctor`."""
        detail = (
            "The archive holds nothing yet."
            if isinstance(error, IndexNotReady)
            else "The archive's index does not answer, or not in time. Try again later."
        )
        return problem(503, detail, RETRY_AFTER)

    @app.exception_handler(ViewExpired)
    def expired(_: Request, __: ViewExpired) -> JSONResponse:
        return problem(410, "This cursor was not used for minutes: start again with cursor=*.")

    @app.exception_handler(CursorInvalid)
    def invalid_cursor(_: Request, error: CursorInvalid) -> JSONResponse:
        return problem(400, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        errors = [
            {"parameter": ".".join(map(str, each["loc"][1:])), "reason": each["msg"]}
            for each in error.errors()
        ]
        return problem(400, "A parameter cannot be used.", errors=errors)

    @app.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, error.detail, error.headers)

    @app.exception_handler(Exception)
    def failed(_: Request, __: Exception) -> JSONResponse:
        return problem(500, "The server failed; its log says why.")
