"""The hours of the day within which a portal may be crawled, in Vietnam's time."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from crawler.dates import VIETNAM

DAY = timedelta(days=1)
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)")


@dataclass(frozen=True, slots=True)
class CrawlHours:
    """From one time of day to another, which is the next day's if it is not later."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read hours such as "20:00-06:00"; raises ValueError."""
        found = _HOURS.fullmatch(text)
        if found is None or found[1] == found[2]:
            message = 'not two times of day, such as "20:00-06:00"'
            raise ValueError(message)
        return cls(time.fromisoformat(found[1]), time.fromisoformat(found[2]))

    def left(self, moment: datetime) -> timedelta | None:
        """Return how long the hours last after an aware moment, None outside them."""
        local = moment.astimezone(VIETNAM)
        since = (_of_day(local.time()) - _of_day(self.begin)) % DAY
        length = (_of_day(self.end) - _of_day(self.begin)) % DAY
        return length - since if since < length else None


def _of_day(moment: time) -> timedelta:
    return timedelta(
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        microseconds=moment.microsecond,
    )
