"""The browser behind `render = true`: it shows a page, but asks the portal for nothing itself.

Every request of the page is taken from it and sent by Scrapy's engine, as any other request of the
crawl. So robots.txt, delay, connections, limits, certificates and the user agent hold for each, and
what is not the portal's is refused.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page, Route
from playwright.async_api import Request as PageRequest
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.fetching.handler import PortalHandler
from crawler.fetching.refusal import Refusal, RobotsUnreachable
from crawler.fetching.rendering import RENDER
from crawler.fetching.responses import content_type, redirect_target

SHOWN = frozenset({"document", "script", "xhr", "fetch"})
"""Kinds of requests that a list's links may come from; pictures, fonts and styles bring none."""
PASSED_ON = ("accept", "content-type", "x-requested-with", "referer")
"""Headers that a page's scripts set and a portal's services look at."""
MORE = re.compile(r"^\s*(xem thêm|tải thêm|hiển thị thêm|xem tiếp|load more)", re.IGNORECASE)
BUTTONS = 'button, [role=button], a:not([href]), a[href^="#"], a[href^="javascript:"]'
MAX_CLICKS = 50
"""Clicks on "Xem thêm" (show more) at one list: as many further pages of it."""
CLICK_SECONDS = 60
MAX_REDIRECTS = 5
FAILURES = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    RobotsUnreachable,
)
"""Ways to get no answer now."""


class RenderingHandler(ScrapyPlaywrightDownloadHandler, PortalHandler):  # type: ignore[misc]
    """Shows the pages that are marked in a browser; fetches all others as PortalHandler does."""

    async def download_request(self, request: Request) -> Response:
        """Return the answer to a request, or the document that scripts made of it."""
        if not request.meta.get(RENDER):
            return await PortalHandler.download_request(self, request)
        rendering = Rendering(self._crawler, request)
        request.meta.pop("rendered", None)  # of a try before
        request.meta.update(
            playwright=True,
            playwright_page_init_callback=rendering.open,
            playwright_page_methods=[PageMethod(rendering.show_more)],
            playwright_page_goto_kwargs={"wait_until": "networkidle"},
            playwright_context_kwargs={
                "user_agent": self._crawler.settings["USER_AGENT"],
                "service_workers": "block",  # their requests could not be taken
                "locale": "vi-VN",
            },
        )
        try:
            response = await super().download_request(request)
        except BrowserError:
            if rendering.error is not None:
                raise rendering.error from None
            if rendering.served is not None and not rendering.is_page:
                return rendering.served.replace(request=request)
            raise
        if rendering.error is not None:
            raise rendering.error  # a list that lacks a part is none: it is tried later
        return rendering.keep(response)


class Rendering:
    """One page in the browser: sends what it asks for, and remembers what the portal served."""

    def __init__(self, crawler: Crawler, request: Request) -> None:
        """Take the crawl and the request to be shown."""
        self._crawler = crawler
        self._request = request
        self.served: Response | None = None
        """The document as the portal sent it, before any script ran."""
        self.error: Exception | None = None
        """Why there is none, or why it lacks a part."""

    @property
    def is_page(self) -> bool:
        """Tell whether there is something to show: no redirect, error or file."""
        kind = content_type(self.served) if self.served is not None else None
        return self.served is not None and self.served.status == 200 and "html" in (kind or "html")

    async def open(self, page: Page, _: Request) -> None:
        """Take every request of a page from now on; called before it has made one."""
        await page.route("**/*", self._answer)

    async def _answer(self, route: Route) -> None:
        asked = route.request
        if asked.is_navigation_request():
            await (self._navigate(route) if self.served is None else route.abort())
        elif asked.resource_type not in SHOWN or not self._in_scope(asked.url):
            await route.abort()
        else:
            await self._pass_on(route)

    async def _navigate(self, route: Route) -> None:
        """Fetch the page itself; what is no page ends the rendering."""
        try:
            self.served = await self._fetch(self._request.url)
        except (Refusal, *FAILURES) as error:
            self.error = error
        if self.served is not None and self.is_page:
            await _fulfill(route, self.served)
        else:
            await route.abort("failed")

    async def _pass_on(self, route: Route) -> None:
        """Fetch what a script asks for, following redirects within the portal."""
        asked, url = route.request, route.request.url
        try:
            for _ in range(MAX_REDIRECTS):
                response = await self._fetch(url, asked)
                target = redirect_target(response)
                if response.status >= 500:
                    message = f"{url}: {response.status}"
                    raise DownloadFailedError(message)
                if target is None:
                    await _fulfill(route, response)
                    return
                if not self._in_scope(target):
                    break
                url = target
        except Refusal as refusal:
            self._count(f"refused/{refusal.reason}")
        except FAILURES as error:
            self.error = error
        await route.abort()

    async def _fetch(self, url: str, asked: PageRequest | None = None) -> Response:
        """Send a request as the crawl sends any other."""
        request = Request(url, callback=NO_CALLBACK)
        if asked is not None:
            headers = await asked.all_headers()
            request = request.replace(
                method=asked.method,
                headers={name: headers[name] for name in PASSED_ON if name in headers},
                body=asked.post_data_buffer or b"",
            )
        self._count("requests")
        return await self._crawler.engine.download_async(request)

    async def show_more(self, page: Page) -> None:
        """Click "Xem thêm" until it brings no more links."""
        for _ in range(MAX_CLICKS):
            button = page.locator(BUTTONS).filter(has_text=MORE, visible=True).first
            if not await button.count():
                return
            links = await page.evaluate("document.links.length")
            try:
                await button.click(timeout=CLICK_SECONDS * 1000)
                await page.wait_for_function(
                    "known => document.links.length > known",
                    arg=links,
                    timeout=CLICK_SECONDS * 1000,
                )
            except BrowserTimeout:
                return

    def keep(self, shown: Response) -> Response:
        """Note for WARC what the portal served and what scripts made of it; return the latter."""
        if self.served is not None and self.served.request is not None:
            served = self.served.request.meta
            self._request.meta.update(
                wire_headers=served["wire_headers"],
                wire_body=served["wire_body"],
                rendered=shown.body,
            )
        return shown

    def _in_scope(self, url: str) -> bool:
        return urlsplit(url).netloc.lower() in self._crawler.settings["RENDER_HOSTS"]

    def _count(self, name: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"khotin/rendering/{name}")


async def _fulfill(route: Route, response: Response) -> None:
    """Give the page an answer; its body is decompressed already."""
    kind: Any = content_type(response)
    headers = {"content-type": kind} if kind else {}
    await route.fulfill(status=response.status, headers=headers, body=response.body)
