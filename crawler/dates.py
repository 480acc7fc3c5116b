"""Publication dates as Vietnamese portals print them. The only parser of labels in the project.

dateparser read 20 of 28 such phrases and its search over a body gave mostly noise; the forms below
are those of the recorded portals, day before month always. A weekday that contradicts its date is
ignored.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse

from crawler.article import DateSource, Flag, Precision

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_YEAR = 1997
"""Viet Nam went online on 19 November 1997; an earlier publication date is a mistake."""
CLOCK_SKEW = timedelta(days=1)
"""How far after its capture a page may claim to be published: clocks and time zones differ."""

_VIETNAMESE = (
    *("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"),
    *("mười một", "mười hai"),
)
_ENGLISH = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_MONTHS = {
    **{name: month for month, name in enumerate(_VIETNAMESE, 1)},
    **{name[:3]: month for month, name in enumerate(_ENGLISH, 1)},
}
_NAME = (
    rf"(?:(?:tháng|th\.?)\s*(?P<month>\d{{1,2}}|{'|'.join(reversed(_VIETNAMESE))})(?!\w)"
    rf"|(?P<english>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _ENGLISH)})(?!\w)\.?)"
)
_DAY, _NUMBER, _YEAR = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>\d{4})"
_WEEKDAY = r"(?:thứ \w+|chủ nhật)"
_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.-]){_DAY}\s*(?P<mark>[-/.])\s*{_NUMBER}\s*(?P=mark)\s*{_YEAR}(?=\d\d:|\D|$)",
        rf"(?<![\d/.]){_DAY}[\s,-]*{_NAME}[\s,/-]*(?:năm\s+)?{_YEAR}(?!\d)",
        rf"(?<!\w){_NAME}\s*{_DAY}[\s,]+(?:năm\s+)?{_YEAR}(?!\d)",
        rf"(?<![\d/]){_YEAR}/{_NUMBER}/{_DAY}(?!\d)",
        rf"^(?:{_WEEKDAY}\W+)?{_DAY}/{_NUMBER}/(?P<year>\d\d)(?=$|[\s,|-]+\d{{1,2}}[:h]\d\d)",
    )
)
"""Day before month before year; a month's name on either side of the day; the year first; a year
of two digits where nothing but a time follows it."""
_TIME = re.compile(
    r"(?<![\d+:])(?P<hour>\d{1,2})\s*(?::\s*(?P<minute>\d{2})|(?:h|giờ)(?:\s*(?P<minute2>\d{2}))?)"
    r"(?!\d)(?::\d{2})?(?:\s*phút)?\s*(?P<half>[ap]\.?m|sa|ch|sáng|trưa|chiều|tối)?(?!\w)",
    re.IGNORECASE,
)
_HALVES = {"am": 0, "sa": 0, "sáng": 0, "pm": 12, "ch": 12, "trưa": 12, "chiều": 12, "tối": 12}
"""Hours to add; SA is "sáng" (morning), CH "chiều" (afternoon), "trưa" midday, "tối" evening."""
_ISO = re.compile(
    r"(?<!\d)\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d+])"
)
_MAIL = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|[+-]\d{4})")
"""RFC 822, as feeds write."""
_MONTH = re.compile(
    rf"(?:{_NAME}[\s,/-]*|^(?P<month2>\d{{1,2}})\s*/\s*)(?:năm\s+)?{_YEAR}$", re.IGNORECASE
)


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
    midnight says no more than the day. A date before `FIRST_YEAR`, or one that no calendar has,
    gives a flag without a date; a text without a date gives an empty Published.
    """
    try:
        at, precision = _read(text)
    except ValueError:  # "31/02/2023", or in the year 0
        return Published(flags=(Flag.ABSURD_DATE,))
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
    """Read a machine's date-time; Vietnamese time if it names no zone, None if it is none.

    ISO 8601, or RFC 822 as feeds write it.
    """
    if text and (found := _MAIL.search(text)):
        try:
            return parsedate_to_datetime(found.group()).astimezone(VIETNAM)
        except (ValueError, OverflowError):
            return None
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
    """Return the first date of the text; raises ValueError for one that no calendar has."""
    found = (
        None
        if _MAIL.search(text)
        else min(filter(None, (form.search(text) for form in _DAYS)), key=_start, default=None)
    )
    if found:
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        return _with_time(_moment(found, int(found["day"])), _TIME.search(rest))
    if moment := parse_moment(text):
        timed = (moment.hour, moment.minute) != (0, 0)
        return moment, Precision.MINUTE if timed else Precision.DAY
    if found := _MONTH.search(text.strip()):
        return _moment(found, 1), Precision.MONTH
    return None, Precision.NONE


def _start(found: re.Match[str]) -> int:
    return found.start()


def _moment(found: re.Match[str], day: int) -> datetime:
    """Return midnight of a day in the month and year that were found; raises ValueError."""
    named = found.groupdict()
    month = named.get("month2") or named["month"] or named["english"][:3]
    number = int(month) if month.isdecimal() else _MONTHS[month.lower()]
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    return datetime(year, number, day, tzinfo=VIETNAM)


def _with_time(day: datetime, found: re.Match[str] | None) -> tuple[datetime, Precision]:
    if found is None:
        return day, Precision.DAY
    hour, minute = int(found["hour"]), int(found["minute"] or found["minute2"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    if half and hour <= 12:
        hour = hour if half == "trưa" and hour > 9 else hour % 12 + _HALVES[half]
    if hour > 23 or minute > 59 or (hour, minute) == (0, 0):
        return day, Precision.DAY
    return day.replace(hour=hour, minute=minute), Precision.MINUTE
