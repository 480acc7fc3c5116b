"""Between the spider and a portal: waits when asked to, keeps answers as they were sent."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from crawler.fetching.refusal import AskedToWait, TooLarge, end_run
from crawler.fetching.rendering import render_meta

DEFAULT_PAUSE = 60.0
"""Seconds to pause after a 429 that does not say how long."""
LONGEST_PAUSE = 600.0
"""A portal that asks for more is left alone until the next run."""
MARGIN = 1.0
"""Seconds added to what a portal asks: its clock counts whole ones."""
BRIEF = 5.0
"""Seconds. A 503 that asks for less speaks of one page: that address alone waits."""
MAX_PAUSES_IN_A_ROW = 8
"""A portal that still answers 429 after so many pauses is left alone until the next run."""


def retry_after(response: Response) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3).

    None without a usable one.
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


class HostPause:
    """After a 429 no request goes to the portal until the time it asked for has passed.

    Then the same one goes again. A 503 with Retry-After pauses the portal, too; its address is
    tried again as any that failed. With one connection nothing is under way meanwhile. NukeViet's
    flood blocker counts refused requests too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._until = 0.0
        self._in_a_row = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for a crawl: a crawl is one portal."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the end of a pause."""
        while (left := self._until - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Begin a pause when an answer asks for one; send what was answered 429 again after it.

        Raises AskedToWait, and ends the run, when that would be too long.
        """
        seconds = retry_after(response)
        if response.status == 429:
            self._pause(response, DEFAULT_PAUSE if seconds is None else seconds)
            return request.replace(dont_filter=True, priority=request.priority + 1)
        self._in_a_row = 0
        if response.status == 503 and seconds is not None and seconds > BRIEF:
            self._pause(response, seconds)
        return response

    def _pause(self, response: Response, seconds: float) -> None:
        now = time.monotonic()
        if now >= self._until:  # else it was under way when the pause began
            self._in_a_row += 1
        if seconds > LONGEST_PAUSE or self._in_a_row > MAX_PAUSES_IN_A_ROW:
            end_run(self._crawler, AskedToWait.reason)
            message = f"{response.status}: asks to wait {seconds:.0f} s"
            raise AskedToWait(message)
        self._until = max(self._until, now + seconds + MARGIN)
        if self._crawler.stats:
            self._crawler.stats.inc_value("khotin/pauses")


class BoundedDecompression(HttpCompressionMiddleware):
    """Scrapy's decompression, which stops at DOWNLOAD_MAXSIZE; says by name that it did."""

    def process_response(  # type: ignore[override]  # Scrapy's takes a deprecated spider
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the response with its content encoding undone; raises TooLarge."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise TooLarge(str(error)) from error


class KeepWireBody:
    """Notes the answer's headers and body before Scrapy decompresses them.

    WARC keeps what was sent.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Leave the wire's headers and body in the request's meta; a rendered page left its own."""
        if "rendered" in request.meta:
            return response
        request.meta["wire_headers"] = [
            (name, value) for name, values in response.headers.items() for value in values
        ]
        request.meta["wire_body"] = response.body
        return response


class RenderLists:
    """Has the lists of a portal rendered whose entry asks for it; articles are fetched plainly."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for a portal that asks for it."""
        if not crawler.settings.get("RENDER_HOSTS"):
            raise NotConfigured
        return cls()

    def process_request(self, request: Request) -> None:
        """Mark a list's request."""
        if request.method == "GET" and "section" in request.cb_kwargs:
            request.meta.update(render_meta())
