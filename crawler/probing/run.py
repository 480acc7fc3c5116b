"""A probe from addresses to reports: the process that fetches, and how a probe may fail."""

import logging
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from rich.console import Console
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.errors import IncompleteRun, KhotinError
from crawler.probing.entry import NO_UNIT, NameUnit, write_entry
from crawler.probing.fetcher import ProbeSpider
from crawler.probing.report import Probe
from crawler.probing.walk import Walk
from crawler.site import Site


class NoArticleFound(KhotinError):
    """A portal that may be asked, and on which no article was found that can be read."""

    exit_code = 13


def probe(urls: Sequence[str], name_unit: NameUnit) -> list[Probe]:
    """Probe portals side by side, each as politely as a crawl; return the findings in their order.

    `name_unit` finds the unit that a portal belongs to. Shows on a terminal what is being asked
    for. Installs Twisted's reactor and blocks until all are done; call it once a process.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("EXTENSIONS", {}, priority="cmdline")  # a probe is no run, and leaves no report
    process = AsyncCrawlerProcess(settings)
    # What these warn of stands among the problems.
    for name in ("core.downloader.handlers.http11", "downloadermiddlewares.robotstxt"):
        logging.getLogger(f"scrapy.{name}").setLevel(logging.CRITICAL)
    with Console(stderr=True).status("") as status:
        asked = [url if "://" in url else f"https://{url}" for url in urls]
        walks = [Walk(url, settings["USER_AGENT"], status.update) for url in asked]
        for walk in walks:
            process.crawl(ProbeSpider, site=_unknown_site(walk.probe.asked), work=walk.run)
        process.start()
    for walk in walks:
        _suggest_entry(walk, name_unit)
    return [walk.probe for walk in walks]


def failure(found: Probe) -> KhotinError | None:
    """Return what kept a probe from reading an article, None if nothing did."""
    if found.entry:
        return None
    reason = next(iter(found.problems), "no article was found that could be read")
    if found.url or found.disallowed:
        return NoArticleFound(reason)
    return IncompleteRun(reason)


def _unknown_site(url: str) -> Site:
    """Return the entry of a portal of which only an address is known: it decides the manners."""
    name = urlsplit(url).netloc
    return Site(id="probe/portal", name=name, platform="generic", unit=NO_UNIT, start_urls=(url,))


def _suggest_entry(walk: Walk, name_unit: NameUnit) -> None:
    found = walk.probe
    if any(sample.problem is None for sample in found.samples):
        place = name_unit(urlsplit(found.url).hostname or "", walk.names)
        found.entry = write_entry(found, place, date.today())  # noqa: DTZ011 - a calendar day
