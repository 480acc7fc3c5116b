"""Fetches addresses as the crawl does, in a process of its own, and says what became of each.

A process can start the reactor once only.
"""

import json
import resource
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.site import Site
from tests.conftest import CHECKOUT


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of each address, status or the failure's name; kB of memory; what was logged."""

    outcomes: dict[str, str]
    memory: int
    log: str


class FetchSpider(scrapy.Spider):
    """Asks each address once."""

    name = "fetch"

    def __init__(self, site: Site, urls: Sequence[str], outcomes: dict[str, str]) -> None:
        super().__init__()
        self.site = site
        self.urls = urls
        self.outcomes = outcomes

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url, self.answered, errback=self.failed, cb_kwargs={"asked": url})

    def answered(self, response: Response, asked: str) -> None:
        self.outcomes[asked] = str(response.status)

    def failed(self, failure: Failure) -> None:
        name = getattr(failure.value, "reason", type(failure.value).__name__)
        self.outcomes[failure.request.cb_kwargs["asked"]] = name  # type: ignore[attr-defined]


def fetch(
    urls: Sequence[str],
    *,
    environment: Mapping[str, str],
    entry: Mapping[str, object] | None = None,
    settings: Mapping[str, object] | None = None,
) -> Fetched:
    """Fetch addresses as those of a site with these keys in its entry."""
    task = {"urls": urls, "entry": entry or {}, "settings": settings or {}}
    done = subprocess.run(
        [sys.executable, "-m", "tests.crawler.fetch"],
        input=json.dumps(task),
        cwd=CHECKOUT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Fetched(**json.loads(done.stdout), log=done.stderr)


def _main(task: dict[str, Any]) -> None:
    entry = {"id": "thu/thu", "name": "Thử", "platform": "generic", "unit": "182"}
    site = Site.model_validate({**entry, "start_urls": task["urls"], **task["entry"]})
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    for name, value in (site.scrapy_settings() | task["settings"]).items():
        settings.set(name, value, priority="spider")
    process = AsyncCrawlerProcess(settings)
    outcomes: dict[str, str] = {}
    process.crawl(FetchSpider, site=site, urls=task["urls"], outcomes=outcomes)
    process.start()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump({"outcomes": outcomes, "memory": memory}, sys.stdout)


if __name__ == "__main__":
    _main(json.load(sys.stdin))
