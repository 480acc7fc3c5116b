"""A run's frontier: what to fetch next, what is under way, and what failed and waits its turn."""

import heapq
import itertools
import time
from collections import deque
from collections.abc import Iterable

from scrapy import Request

from crawler.outcomes import GONE_STATES, Outcome, State
from crawler.revisits import Look

MAX_ATTEMPTS = 8
"""Requests of one address in one run; at one failure in four, one in 65,000 fails them all."""
ATTEMPTS_AT_SILENCE = 4
"""Requests of one address while the portal has not answered anything: it is down, not busy."""
MAX_FAILURES_IN_A_ROW = 12
"""After so many the portal is down, or shuts us out; what is left waits for the next run."""
LONGEST_WAIT = 300.0
"""Seconds that a run waits for a failed address; one that needs longer is the next run's."""

_ANSWERS = GONE_STATES | {State.CAPTURED, State.UNCHANGED}


class Frontier:
    """Addresses of one portal in one run."""

    def __init__(self, run: int, known: dict[str, int], tried: dict[str, set[str]]) -> None:
        """Take the run's number and what earlier runs knew.

        `known` gives for each key the run that first saw it, `tried` for each key that is not
        captured the addresses that were asked for it.
        """
        self.run = run
        self.known = known
        self.recent: set[str] = set()
        """Keys of the articles published within the window of `crawler.fetching.sections`."""
        self.waiting: deque[tuple[str, str]] = deque()
        """Articles to fetch, as (key, url)."""
        self.looks: dict[str, Look] = {}
        """Known articles to look at again, by key, when nothing else waits."""
        self.asked = 0
        """Known articles that the portal has answered for."""
        self.under_way = 0
        self.failures_in_a_row = 0
        self.blocked_in_a_row = 0
        self._attempts = ATTEMPTS_AT_SILENCE
        self._tried = tried
        self._looked: set[str] = set()
        self._others: dict[str, list[str]] = {}
        self._missing = {key for key, urls in tried.items() if urls}
        self._deferred: list[tuple[float, int, Request]] = []
        self._order = itertools.count()

    def discover(self, found: dict[str, str]) -> tuple[tuple[str, str], ...]:
        """Put addresses by key that nobody knew on the frontier; return them as (key, url).

        A second address of an article that is not captured yet is kept in case the first is dead:
        some lists link an article under a section where its portal does not find it.
        """
        fresh = tuple((key, url) for key, url in found.items() if key not in self.known)
        for key, url in fresh:
            self.known[key] = self.run
            self._tried[key] = {url}
        self.waiting.extend(fresh)
        for key, url in found.items():
            if key in self._tried and url not in self._tried[key]:
                self._tried[key].add(url)
                self._others.setdefault(key, []).append(url)
                if key in self._missing:
                    self.waiting.append((key, self._others[key].pop()))
        return fresh

    def look_again(self, looks: Iterable[Look]) -> None:
        """Put known articles behind everything else, each once a run."""
        for look in looks:
            if look.key not in self._looked:
                self._looked.add(look.key)
                self.looks[look.key] = look

    def next_look(self) -> Look:
        """Take the known article that has waited longest; raises StopIteration without one."""
        return self.looks.pop(next(iter(self.looks)))

    def settled(self, outcome: Outcome) -> None:
        """Count an article's answer: one of an article known before, one that was no page."""
        blocked = outcome.state is State.BLOCKED
        self.blocked_in_a_row = self.blocked_in_a_row + 1 if blocked else 0
        if outcome.key in self._looked and outcome.state in _ANSWERS:
            self.asked += 1

    def captured(self, key: str) -> None:
        """Note that an article is kept: no other address of it is needed."""
        self._tried.pop(key, None)
        self._others.pop(key, None)

    def other_address(self, key: str) -> str | None:
        """Return another address of an article that was not found under the last one, if any."""
        others = self._others.get(key)
        if others:
            return others.pop()
        self._missing.add(key)
        return None

    def answered(self) -> None:
        """Note a final answer."""
        self.under_way -= 1
        self.failures_in_a_row = 0
        self._attempts = MAX_ATTEMPTS

    @property
    def is_portal_down(self) -> bool:
        """Tell whether so many requests failed in a row that going on is pointless."""
        return self.failures_in_a_row >= MAX_FAILURES_IN_A_ROW

    @property
    def is_blocked(self) -> bool:
        """Tell whether challenge, maintenance or login pages answer one article after another."""
        return self.blocked_in_a_row >= MAX_FAILURES_IN_A_ROW

    def defer(self, request: Request, wait: float | None) -> bool:
        """Put a failed request behind everything else.

        For 1, 2, 4 … 60 seconds, or as long as the portal asks.

        Returns False if it has failed too often, or would wait too long, for this run.
        """
        self.under_way -= 1
        self.failures_in_a_row += 1
        attempt = request.meta.get("attempt", 1)
        wait = min(2.0 ** (attempt - 1), 60.0) if wait is None else wait
        if attempt >= self._attempts or wait > LONGEST_WAIT:
            return False
        again = request.replace(dont_filter=True)
        again.meta["attempt"] = attempt + 1
        heapq.heappush(self._deferred, (time.monotonic() + wait, next(self._order), again))
        return True

    def next_deferred(self) -> tuple[float, Request] | None:
        """Take the deferred request that is due first, with the seconds until then.

        None if there is none.
        """
        if not self._deferred:
            return None
        due, _, request = heapq.heappop(self._deferred)
        return max(0.0, due - time.monotonic()), request
