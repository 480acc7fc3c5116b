"""A run's frontier: what is known, what to fetch next, what is under way, and what failed and waits its turn."""

import heapq
import itertools
import time
from collections import deque

from scrapy import Request

MAX_ATTEMPTS = 8
"""Requests of one address in one run; at one failure in four, one address in 65,000 fails them all."""
MAX_FAILURES_IN_A_ROW = 12
"""After so many the portal is down, and what is left waits for the next run."""
LONGEST_WAIT = 300.0
"""Seconds that a run waits for a failed address; one that needs longer is the next run's."""


class Frontier:
    """Addresses of one portal in one run."""

    def __init__(self, run: int, known: dict[str, int], waiting: list[tuple[str, str]]) -> None:
        """Take the run's number, every known key with the run that first saw it, and (key, url) to fetch."""
        self.run = run
        self.known = known
        self.waiting = deque(waiting)
        self.under_way = 0
        self.failures_in_a_row = 0
        self._deferred: list[tuple[float, int, Request]] = []
        self._order = itertools.count()

    def discover(self, found: dict[str, str]) -> tuple[tuple[str, str], ...]:
        """Put addresses by key that nobody knew on the frontier; return them as (key, url)."""
        fresh = tuple((key, url) for key, url in found.items() if key not in self.known)
        self.known.update((key, self.run) for key, _ in fresh)
        self.waiting.extend(fresh)
        return fresh

    def answered(self) -> None:
        """Note a final answer."""
        self.under_way -= 1
        self.failures_in_a_row = 0

    @property
    def is_portal_down(self) -> bool:
        """Tell whether so many requests failed in a row that going on is pointless."""
        return self.failures_in_a_row >= MAX_FAILURES_IN_A_ROW

    def defer(self, request: Request, wait: float | None) -> bool:
        """Put a failed request behind everything else: for 1, 2, 4 … 60 seconds, or as long as the portal asks.

        Returns False if it has failed too often, or would wait too long, for this run.
        """
        self.under_way -= 1
        self.failures_in_a_row += 1
        attempt = request.meta.get("attempt", 1)
        wait = min(2.0 ** (attempt - 1), 60.0) if wait is None else wait
        if attempt >= MAX_ATTEMPTS or wait > LONGEST_WAIT:
            return False
        again = request.replace(dont_filter=True)
        again.meta["attempt"] = attempt + 1
        heapq.heappush(self._deferred, (time.monotonic() + wait, next(self._order), again))
        return True

    def next_deferred(self) -> tuple[float, Request] | None:
        """Take the deferred request that is due first, with the seconds until then; None if there is none."""
        if not self._deferred:
            return None
        due, _, request = heapq.heappop(self._deferred)
        return max(0.0, due - time.monotonic()), request
