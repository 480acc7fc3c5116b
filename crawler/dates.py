"""Publication dates as Vietnamese portals print them. The only parser of labels in the project.

dateparser read 20 of 28 such phrases and its search over a body gave mostly noise; the forms below
are those of the recorded portals, day before month always. A weekday that contradicts its date is
ignored.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse

from crawler.article import DateSource, Flag, Precision

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR = 1997
"""Viet Nam went online on 19 November 1997; an earlier publication date is a mistake."""
CLOCK_SKEW = timedelta(days=1)
"""How far after its capture a page may claim to be published: clocks and time zones differ."""

_DAY = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})\s*(?P<mark>[-/.])\s*(?P<month>\d{1,2})\s*(?P=mark)\s*(?P<year>\d{4})(?!\d)"
    r"|ngày\s+(?P<day2>\d{1,2})\s+tháng\s+(?P<month2>\d{1,2})\s+năm\s+(?P<year2>\d{4})",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d+:])(?P<hour>\d{1,2})\s*(?:[:h]|giờ)\s*(?P<minute>\d{2})(?!\d)(?::\d{2})?"
    r"(?:\s*phút)?\s*(?P<half>AM|PM|SA|CH)?\b",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<!\d)\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d+])"
)
_MONTH = re.compile(r"(?:^|tháng\s*)(?P<month>\d{1,2})\s*/\s*(?P<year>\d{4})$", re.IGNORECASE)
_NOON = {"pm": 12, "ch": 12, "am": 0, "sa": 0}  # SA is "sáng" (morning), CH "chiều" (afternoon)


@dataclass(frozen=True, slots=True)
class Published:
    """A publication date as a portal states it, Vietnamese time; `at` is None if it states none."""

    at: datetime | None = None
    precision: Precision = Precision.NONE
    source: DateSource | None = None
    flags: tuple[Flag, ...] = ()


def parse_label(text: str, source: DateSource = DateSource.LABEL) -> Published:
    """Read the date that a label states: "Thứ sáu - 08/12/2023 14:05", "16/11/2023 2:14:00 CH".

    The precision is a minute where a time of day is printed, except midnight: portals on which only
    a day was entered print 00:00 (Liferay 6.2 "12:00 AM", 1,359 of 2,083 recorded articles), so
    midnight says no more than the day. A date before `FIRST_YEAR` gives a flag without a date; a
    text without a date gives an empty Published.
    """
    at, precision = _read(text)
    if at is None:
        return Published()
    if at.year < FIRST_YEAR:
        return Published(flags=(Flag.ABSURD_DATE,))
    return Published(at=at, precision=precision, source=source)


def reject_future(published: Published, captured_at: datetime) -> Published:
    """Return the date, or a flag in its place if it lies `CLOCK_SKEW` or more after the capture."""
    if published.at is None or published.at <= captured_at + CLOCK_SKEW:
        return published
    return Published(flags=(*published.flags, Flag.FUTURE_DATE))


def parse_moment(text: str | None) -> datetime | None:
    """Read a machine's ISO date-time; Vietnamese time if it names no zone, None if it is none."""
    if not text or not (found := _ISO.search(text)):
        return None
    try:
        moment: datetime = isoparse(found.group().replace(" +", "+"))
        if moment.tzinfo is None:
            return moment.replace(tzinfo=VIETNAM)
        return moment.astimezone(VIETNAM)
    except (ValueError, OverflowError):  # "2023-13-45", or in the years 1 and 9999
        return None


def _read(text: str) -> tuple[datetime | None, Precision]:
    if found := _DAY.search(text):
        numbers = [found[name] or found[f"{name}2"] for name in ("year", "month", "day")]
        day = _moment(*map(int, numbers))
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        return _with_time(day, _TIME.search(rest)) if day else (None, Precision.NONE)
    if moment := parse_moment(text):
        timed = (moment.hour, moment.minute) != (0, 0)
        return moment, Precision.MINUTE if timed else Precision.DAY
    if found := _MONTH.search(text.strip()):
        month = _moment(int(found["year"]), int(found["month"]), 1)
        return month, Precision.MONTH if month else Precision.NONE
    return None, Precision.NONE


def _moment(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=VIETNAM)
    except ValueError:
        return None


def _with_time(day: datetime, found: re.Match[str] | None) -> tuple[datetime, Precision]:
    if found is None:
        return day, Precision.DAY
    hour, minute = int(found["hour"]), int(found["minute"])
    if found["half"] and hour <= 12:
        hour = hour % 12 + _NOON[found["half"].lower()]
    if hour > 23 or minute > 59 or (hour, minute) == (0, 0):
        return day, Precision.DAY
    return day.replace(hour=hour, minute=minute), Precision.MINUTE
