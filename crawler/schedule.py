"""A portal's rhythm: the moments at which it is to be crawled, by a recurrence rule of RFC 5545.

In Viet Nam's time. What a rule counts in steps is counted from `ORIGIN`, so that it names the same
moments on every machine, in every year.
"""

import re
from datetime import datetime
from functools import lru_cache

from dateutil.rrule import rrule, rruleset, rrulestr

from crawler.dates import VIETNAM

USUAL = "FREQ=HOURLY;INTERVAL=6"
"""The rhythm of a portal that names none: at 0, 6, 12 and 18 o'clock."""
AFTERWARDS = "FREQ=WEEKLY"
"""The rhythm of a portal whose unit is no more: it hardly publishes, but may be closed any day."""
ORIGIN = datetime(2024, 1, 1, tzinfo=VIETNAM)
"""A Monday, and the first hour of a day, a month and a year."""
_LAST_YEARS = datetime(9990, 1, 1, tzinfo=VIETNAM)
"""Calendars end with the year 9999: from here on a rule without moments soon shows as one."""
_FREQUENCIES = frozenset({"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_INTERVAL = re.compile(r"[1-9]\d?")


def check_rule(rule: str) -> str:
    """Return a rule that can be used.

    Raises ValueError for text that is no rule, for a rule that is finer than hours, that ends, or
    that names no moment at all: its portal would one day not be crawled any more, unseen.
    """
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    problem = None
    if parts.get("FREQ") not in _FREQUENCIES or rule.split() != [rule]:
        problem = f"no recurrence rule of hours or longer, such as {USUAL!r}"
    elif foreign := parts.keys() & {"COUNT", "UNTIL", "BYEASTER"}:
        problem = f"{', '.join(sorted(foreign))}: a rhythm has no end, and no Easter"
    elif not _INTERVAL.fullmatch(parts.get("INTERVAL", "1")):
        problem = "INTERVAL: no number from 1 to 99"
    else:
        try:
            if next(iter(rrulestr(rule, dtstart=_LAST_YEARS)), None) is None:
                problem = "names no moment at all"
        except (ValueError, TypeError) as error:  # TypeError: of an hour that no day has
            problem = f"no recurrence rule: {error}"
    if problem:
        raise ValueError(problem)
    return rule


@lru_cache
def _moments(rule: str) -> rrule | rruleset:
    return rrulestr(rule, dtstart=ORIGIN, cache=True)


@lru_cache
def latest_moment(rule: str, at: datetime) -> datetime | None:
    """Return the last moment of a rule that has come at an aware time, None before the first."""
    found: datetime | None = _moments(rule).before(at.astimezone(VIETNAM), inc=True)
    return found


@lru_cache
def next_moment(rule: str, at: datetime) -> datetime:
    """Return the first moment of a rule after an aware time."""
    found: datetime = _moments(rule).after(at.astimezone(VIETNAM))
    return found
