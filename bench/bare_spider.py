"""The peer of the crawl: a Scrapy spider that only follows the same links and keeps nothing.

    scrapy runspider bare_spider.py -a start=http://127.0.0.1:8801/tin,http://…

Scrapy's default settings, and what any honest spider sets. It reads a list page with two
expressions and does not look into an article's page at all: less work than any crawl that keeps
something can do.
"""

from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.http import Response, TextResponse


class BareSpider(scrapy.Spider):
    """Follows Liferay 6.2 lists to their articles."""

    name = "bare"
    custom_settings = {  # noqa: RUF012 - as Scrapy's spiders write it
        "ROBOTSTXT_OBEY": True,
        "USER_AGENT": "bare (+https://example.org/bare)",
        "TELNETCONSOLE_ENABLED": False,
    }

    def __init__(self, start: str) -> None:
        super().__init__()
        self.start_urls = start.split(",")

    def parse(self, response: Response, **_: Any) -> Iterator[scrapy.Request]:
        """Follow a list's articles and its pager."""
        if not isinstance(response, TextResponse):
            return
        yield from response.follow_all(
            css="div.asset-abstract a[href*='/-/view_content/']", callback=self.parse_article
        )
        yield from response.follow_all(
            css="ul.lfr-pagination-buttons li:nth-child(3):not(.disabled) a"
        )

    def parse_article(self, response: Response, **_: Any) -> None:
        """Keep nothing."""
