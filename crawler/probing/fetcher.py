"""How a probe fetches: one address after the other, by Scrapy, as politely as a crawl."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.fetching.refusal import Forbidden, Refusal, RobotsUnreachable
from crawler.fetching.responses import redirect_target
from crawler.site import Site

MAX_REDIRECTS = 5
NO_ANSWER = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    RobotsUnreachable,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking for an address: the answer at its end, or why there is none."""

    url: str
    response: Response | None = None
    problem: str | None = None
    forbidden: bool = False
    """robots.txt lets nobody ask."""


Fetch = Callable[..., Awaitable[Reply]]
"""Takes an address, and `ask_robots=False` for robots.txt itself."""
Work = Callable[[Fetch], Awaitable[None]]


class ProbeSpider(scrapy.Spider):
    """Lets `work` fetch addresses in turn, through every middleware of the project's settings."""

    name = "probe"

    def __init__(self, site: Site, work: Work) -> None:
        super().__init__()
        self._site = site
        self._work = work

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make the spider with the settings that a portal of this address has."""
        spider = cls(kwargs["site"], kwargs["work"])
        spider._set_crawler(crawler)
        for name, value in spider._site.scrapy_settings().items():
            crawler.settings.set(name, value, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Do the work; Scrapy itself gets no request to schedule."""
        await self._work(self.fetch)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def fetch(self, url: str, *, ask_robots: bool = True) -> Reply:
        """Ask for an address and follow its redirects, to other hosts too."""
        for _ in range(MAX_REDIRECTS):
            meta = {} if ask_robots else {"dont_obey_robotstxt": True}
            try:
                response = await self._download(Request(url, meta=meta, dont_filter=True))
            except Forbidden:
                return Reply(url, problem="forbidden by robots.txt", forbidden=True)
            except Refusal as error:
                return Reply(url, problem=f"{error.reason}: {error}")
            except NO_ANSWER as error:
                return Reply(url, problem=str(error) or type(error).__name__)
            target = redirect_target(response)
            if target is None or urlsplit(target).scheme not in ("http", "https"):
                return Reply(url, response)
            url = target
        return Reply(url, problem="redirects without end")

    async def _download(self, request: Request) -> Response:
        engine = self.crawler.engine
        if engine is None:
            message = "the crawl has no engine"
            raise OSError(message)
        return await engine.download_async(request)
