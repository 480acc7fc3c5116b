"""What is refused before anything reads it, and what every answer tells a browser."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search.api.problems import problem

MAX_ADDRESS: Final = 8000
"""Bytes of path and query; RFC 9110 recommends that servers take 8,000."""
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
"""Unless the answer says otherwise itself; no CORS header, so other sites' scripts read nothing."""


class Limits:
    """ASGI middleware: refuses what is too long, and adds HEADERS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        too_long = len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS
        answer = problem(414, f"An address has at most {MAX_ADDRESS} bytes.")
        await (answer if too_long else self._app)(scope, receive, send_with_headers)
