"""Facets of time, in Vietnamese time: when an article appeared, when what it reports took place.

The days of an event stand in its dateline ("Chiều 26-6, …": in the afternoon of 26 June) or in the
lead. Most other numbers that look like dates are none, or date something else: documents,
anniversaries, deadlines, plans. What can not be told from those is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest

from crawler.article import Article
from crawler.dates import VIETNAM
from indexer.facets.event_context import (
    BESIDE,
    DAYS,
    HEAD,
    PARTS,
    PROGRAMME,
    Reach,
    is_event,
    is_period,
    is_planned,
)
from indexer.facets.passages import Mention, Passage, passages

LEADING = 2
"""Texts, lead and first paragraph, that may name the event's days within a sentence."""
LONGEST_TEXT = 4_000
"""Characters of a text that are read; a paragraph has 300."""
DATELINES = 24
"""Texts that may begin with a dateline of their own; where there is none, these are read for a day
with its time of day."""
OLDEST = timedelta(days=240)
OLDEST_STATED = timedelta(days=1100)
"""How long before its publication a reported event may lie; what is older is history. The second
where the article begins with it and the year is written: what a portal took over from the one
before it, three years ago at most, appeared anew."""
LONGEST = timedelta(days=14)
"""A longer range is a campaign or a term, not something that took place."""

_DAY = (
    r"(?P<day>\d\d?)(?:"
    r"\s*/\s*(?P<month>\d{1,2})(?:\s*/\s*(?P<year>2 ?0 ?\d ?\d|\d{4}|\d\d))?(?!\s*/|\d)"
    r"|\s*(?P<mark>[-.])\s*(?P<month2>\d{1,2})(?:\s*(?P=mark)\s*(?P<year2>\d{4}))?(?!\s*[/.-]\s*\d|\d)"
    r"|,? tháng (?P<month3>\d{1,2})(?:(?:,? năm |\s*[/-]\s*)(?P<year3>\d{4}))?(?!\d)"
    r"|(?!\d))"
)
"""A day; its month and year may be left to what it is linked with: "15 và 16/3", "3-5/8". Editors
leave blanks within years: "16/9/ 2 01 5"."""
_DATE = re.compile(_DAY, re.IGNORECASE)
_NOT_BEFORE = (*"0123456789/.,-", "thứ ", "Thứ ")
"""What makes a number none: "3,5", "thứ 7" (Saturday)."""
_ANNOUNCING = PARTS | DAYS | BESIDE
_LINK = re.compile(
    r"\s*(?:(?P<range>[-–—]|(?:cho )?(?:đến|tới)(?: hết)?(?= ))|,|và(?= )|&|(?=rạng ))\s*"
    r"(?:(?:rạng sáng|sáng|trưa|chiều|tối|đêm) )?(?:ngày )?(?=\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!đến )\bnăm (20\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EventDate:
    """The days, first to last, on which something took place, and where the text says so."""

    start: date
    end: date
    mention: Mention

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(
            self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1)
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """A day as it is written; `until` tells that it ends a range."""

    day: int
    month: int | None
    year: int | None
    until: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What dates a day: `latest` is the publication, else the capture; `oldest` if it has a year.

    `year` is that of a day without one in an article without a publication date.
    """

    latest: date
    oldest: date
    published: bool
    year: int | None


def year_in_vietnam(moment: datetime | None) -> int | None:
    """Return the calendar year of an aware moment as a reader in Vietnam sees it."""
    return None if moment is None else moment.astimezone(VIETNAM).year


def find_event_dates(article: Article) -> tuple[EventDate, ...]:
    """Return the days on which what the article reports took place, each once, as they are named.

    A missing year is that of the nearest such day before the publication; of an article without a
    publication date, the only year that the same paragraph names. Days after the publication
    are plans, days more than `OLDEST` before it are history: both are left out.
    """
    told = passages(article)
    texts = [passage for passage in told if passage.field in ("lead", "body")]
    captions = [passage for passage in told if passage.field == "captions"]
    found = [
        *_collect(article, texts[:LEADING], Reach.SENTENCE),
        *_collect(article, texts[LEADING:DATELINES], Reach.DATELINE),
    ] or _collect(article, [*texts[:DATELINES], *captions], Reach.FALLBACK)
    events = {(event.start, event.end): event for event in reversed(found)}
    return tuple(
        event
        for span, event in reversed(events.items())
        if not any(other[0] <= span[0] and span[1] <= other[1] for other in events if other != span)
    )


def _collect(article: Article, texts: list[Passage], reach: Reach) -> list[EventDate]:
    return [event for text in texts for event in _read(article, text, reach)]


def _known(article: Article, passage: Passage) -> _Known:
    latest = (article.published_at or article.captured_at).astimezone(VIETNAM).date()
    if article.published_at is None:
        years = set(_YEAR.findall(passage.text[:LONGEST_TEXT]))
        return _Known(latest, date.min, False, int(years.pop()) if len(years) == 1 else None)
    opens = passage.field == "lead" or (passage.index == 0 and not article.lead)
    return _Known(latest, latest - (OLDEST_STATED if opens else OLDEST), True, None)


def _read(article: Article, passage: Passage, reach: Reach) -> Iterator[EventDate]:
    text, end = passage.text, 0
    known: _Known | None = None
    limit = HEAD if reach is Reach.DATELINE and PROGRAMME not in text else LONGEST_TEXT
    for found in _DATE.finditer(text, 0, limit):
        if found.start() < end or text[max(0, found.start() - 4) : found.start()].endswith(
            _NOT_BEFORE
        ):
            continue
        start, words = _marker(text, found.start())
        if not words and (start or not found["year"]) and not is_period(text, start):
            continue
        written, end = _expression(text, found)
        if not written or not is_event(text, start, end, words, reach):
            continue
        known = known or _known(article, passage)
        mention = Mention(passage.field, passage.index, start, end)
        for first, last in _resolve(written, known):
            since = first == last and "từ" in words  # "từ ngày 1/6"
            goes_on = last > known.latest and reach is Reach.FALLBACK
            if since or goes_on or (last >= known.latest and is_planned(text, end)):
                continue
            yield EventDate(first, last, mention)


def _marker(text: str, end: int) -> tuple[int, frozenset[str]]:
    """Return where the words that announce a day begin, and these words in lower case."""
    words: set[str] = set()
    start = end
    rest, blank = text[max(0, end - 60) : end].rstrip(" ("), " "
    while blank:
        rest, blank, word = rest.rpartition(" ")
        bare = word.strip('(,:“"*').lower()
        if bare not in _ANNOUNCING:
            break
        if bare == "qua" and "thông qua" in text[max(0, start - 20) : start]:
            break
        words.add(bare)
        if bare not in "-–":
            start = text.rindex(word, 0, start)
        if word[0] in '(“"*':
            break
    return start, frozenset(words)


def _expression(text: str, first: re.Match[str]) -> tuple[list[_Written], int]:
    """Read a day and those linked with it: "15 và 16/3", "từ ngày 3 đến 5/8/2023".

    Days after the last one with a month are no days: "15/3, 12 đại biểu" (delegates).
    """
    written: list[_Written] = []
    complete, end, until = 0, first.end(), False
    item: re.Match[str] | None = first
    while item:
        month = item["month"] or item["month2"] or item["month3"]
        year = item["year"] or item["year2"] or item["year3"]
        full = int(year.replace(" ", "")) + (2000 if len(year) == 2 else 0) if year else None
        written.append(_Written(int(item["day"]), int(month) if month else None, full, until))
        if month:
            complete, end = len(written), item.end()
        link = _LINK.match(text, item.end())
        if link is None or (month and "," in link.group()):
            break
        until = link["range"] is not None
        item = _DATE.match(text, link.end())
    return written[:complete], end


def _resolve(written: list[_Written], known: _Known) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each span, none that is no day, too old or yet to come."""
    month, year = written[-1].month, written[-1].year
    filled: list[_Written] = []
    for item in reversed(written):
        month, year = item.month or month, item.year or year
        filled.append(replace(item, month=month, year=year))
    filled.reverse()
    for first, second in zip_longest(filled, filled[1:]):
        last = second if second and second.until else first
        span = None if first.until else _span(first, last, known)
        oldest = known.oldest if first.year or not known.published else known.latest - OLDEST
        if span and oldest <= span[0] <= known.latest and span[1] - span[0] <= LONGEST:
            yield span


def _span(first: _Written, last: _Written, known: _Known) -> tuple[date, date] | None:
    """Date both ends; where the turn of a year lies between them, one year is not written."""
    try:
        start, end = _dated(first, known), _dated(last, known)
        if start > end:
            moved = start if last.year else end
            moved = moved.replace(year=moved.year + (-1 if last.year else 1))
            start, end = (moved, end) if last.year else (start, moved)
    except ValueError:  # "31/02", "39/40", or no year at all
        return None
    return (start, end) if start <= end else None


def _dated(day: _Written, known: _Known) -> date:
    """Return the day in its year; without one in `known`'s, or the nearest before `latest`."""
    if day.year or not known.published:
        return date(day.year or known.year or 0, day.month or 0, day.day)
    near = date(known.latest.year, day.month or 0, day.day)
    return near if near <= known.latest else near.replace(year=near.year - 1)
