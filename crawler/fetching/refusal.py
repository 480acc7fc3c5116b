"""Requests that end without an answer for a reason which stands for the whole run.

And ending a run, in good order, for such a reason.
"""

import asyncio
from typing import ClassVar

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest


class Refusal(IgnoreRequest):
    """A request that we do not send, or an answer that we do not take; trying again is useless.

    `reason` names it in counters, in the ledger, and as the outcome of a run that it ends.
    """

    reason: ClassVar[str]


class Forbidden(Refusal):
    """An address that robots.txt forbids."""

    reason = "robots_txt"


class AskedToWait(Refusal):
    """An answer that asks for longer than a run waits."""

    reason = "asked_to_wait"


class PrivateAddress(Refusal):
    """A host on this machine or in a private network, named by a portal that is elsewhere."""

    reason = "private_address"


class CertificateRefused(Refusal):
    """A certificate that does not verify."""

    reason = "certificate"


class TooLarge(Refusal):
    """An answer whose headers or body, packed or unpacked, are beyond the limits."""

    reason = "too_large"


class RobotsUnreachable(Exception):
    """A robots.txt that is answered with an error: nothing may be asked until it is known."""


_ending: set[asyncio.Task[None]] = set()


def end_run(crawler: Crawler, outcome: str) -> None:
    """End a crawl: what is under way is finished, what waits is the next run's; returns at once."""
    if crawler.engine is not None and crawler.crawling:
        task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=outcome))
        _ending.add(task)
        task.add_done_callback(_ending.discard)
