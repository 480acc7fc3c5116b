"""Facets of time, in Vietnamese time: when an article appeared, when what it reports took place.

The days of an event stand in its dateline ("Chiều 26-6, …": in the afternoon of 26 June) or in the
lead. Most other numbers that look like dates are none, or date something else: documents,
anniversaries, deadlines, plans. What can not be told from those is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from itertools import zip_longest

from crawler.article import Article
from crawler.dates import VIETNAM
from indexer.facets.passages import Mention, Passage, passages

HEAD = 100
"""Characters of a text within which its dateline stands."""
LEADING = 2
"""Texts, lead and first paragraph, that may name the event's days within a sentence."""
DATELINES = 24
"""Texts that may begin with a dateline of their own; where there is none, these are read for a day
with its time of day."""
OLDEST = timedelta(days=240)
"""How long before its publication a reported event may lie; what is older is history."""
LONGEST = timedelta(days=14)
"""A longer range is a campaign or a term, not something that took place."""

_PARTS = frozenset("sáng trưa chiều tối đêm hôm".split())  # noqa: SIM905
"""Parts of the day, and "hôm" of "hôm nay" (today): nobody dates a document by them."""
_DAYS = frozenset("ngày mùng mồng nhật thứ".split())  # noqa: SIM905
_NAMED = _PARTS | _DAYS | {"từ"}
_BESIDE = frozenset(
    "rạng sớm nay qua và từ trong vào các cả những chủ cùng lúc hồi hai ba tư bốn năm "  # noqa: SIM905
    "sáu bảy 02 03 04 05 2 3 4 5 6 7 - –".split()
)
"""What stands beside those words: "trong hai ngày", "tối thứ bảy", "sáng nay", "từ ngày"."""
_DAY = (
    r"(?P<day>\d{1,2})(?:"
    r"\s*/\s*(?P<month>\d{1,2})(?:\s*/\s*(?P<year>\d{4}|\d{2}))?(?!\s*/|\d)"
    r"|\s*(?P<mark>[-.])\s*(?P<month2>\d{1,2})(?:\s*(?P=mark)\s*(?P<year2>\d{4}))?(?!\s*[/.-]\s*\d|\d)"
    r"|,? tháng (?P<month3>\d{1,2})(?:(?:,? năm |\s*[/-]\s*)(?P<year3>\d{4}))?(?!\d)"
    r"|(?!\d))"
)
"""A day; its month and year may be left to what it is linked with: "15 và 16/3", "3-5/8"."""
_DATE = re.compile(_DAY, re.IGNORECASE)
_NOT_BEFORE = (*"0123456789/.,-", "thứ ", "Thứ ")
"""What makes a number none: "3,5", "thứ 7" (Saturday)."""
_LINK = re.compile(
    r"\s*(?:(?P<range>[-–—]|(?:cho )?(?:đến|tới)(?: hết)?(?= ))|,|và(?= )|&)\s*"
    r"(?:(?:sáng|chiều|tối) )?(?:ngày )?(?=\d)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"[\W_]*(?:[^,.;]{1,40}?\s?[-–—:]\s|(?:vừa|mới)(?: qua| đây)?,? |tại [^,]{1,60}, )?"
    r"(?:(?:vào |lúc |hồi |đúng )*\d{1,2} ?(?:h|giờ|:) ?(?:\d\d)?(?: phút)?,? )?\(?",
    re.IGNORECASE,
)
"""What may stand before a dateline: "(Hà Nội) - ", "Vừa qua, ", "Vào lúc 8h00 "."""
_HELD = re.compile(
    r"\b(?:tại (?:hội nghị|cuộc họp|phiên họp|buổi|lễ)|tổ chức|diễn ra|(?:khai|bế) mạc|xảy ra"
    r"|tiến hành|ra mắt|công bố|khởi công|khánh thành)\b[^,]*$",
    re.IGNORECASE,
)
_PAPERS = (
    r"(?i:quyết định|nghị (?:quyết|định)|thông tư|chỉ thị|kế hoạch|công (?:văn|điện)|văn bản"
    r"|hướng dẫn|giấy phép|tờ trình|báo cáo|thông báo|pháp lệnh|quy định|hợp đồng|kết luận)"
)
_NUMBERED = re.compile(r"\d[/-]\S*[A-ZĐ]{2}\S*,? *$")
_PAPER = re.compile(rf"\d[/-]\S*[A-ZĐ]{{2}}|\bsố:? ?\d|{_PAPERS}")
_ISSUED = re.compile(
    r"\b(?:(?P<issued>ban hành|phê duyệt|ký(?! kết)|phát hành"
    rf"|(?:có|ra|gửi|đã)(?: \w+)? {_PAPERS})|tổ chức|diễn ra|(?:khai|bế) mạc|làm việc|họp|tiếp"
    r"|thăm|dự|chủ trì|kiểm tra|trao|phối hợp|tiến hành|phát động|tập huấn)\b"
)
"""What was done on the day: a document that was issued is none of the events that count."""
_NO_EVENT_BEFORE = re.compile(
    r"\b(?:trước|sau|đến|tới|hết|kết thúc|kể|tính|hạn|(?:chậm|muộn) nhất|sinh|ký|ban hành|cấp"
    r"|phê duyệt|thông qua|hiệu lực|so với|mất|áp dụng|từ trần|\d năm)(?: ngày| vào| từ)?\s*\(?$",
    re.IGNORECASE,
)
"""Words right before a day that make it a deadline, a document's date or a birthday."""
_NO_EVENT_AFTER = re.compile(
    r"\)?,? (?:của|về|tới(?! \d)|sắp tới|h[àằ]ng năm|năm dương lịch|âm lịch)(?!\w)"
    r"|\s*\(âm lịch|\s*%|/\d*/?[A-ZĐ]{2}"
)
_SENTENCE = re.compile(r"[.!?…](?: |$)")
_PLANNED = re.compile(r"\b(?:sẽ|dự kiến|sắp|chuẩn bị)\b", re.IGNORECASE)
_EARLIER = re.compile(r"(?:trước đó|trước đây|theo đó),? *$", re.IGNORECASE)
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


class _Reach(Enum):
    """How far a text is read: its dateline, its sentences, or those that name the time of day."""

    DATELINE = auto()
    SENTENCE = auto()
    DAYTIME = auto()


@dataclass(frozen=True, slots=True)
class _Written:
    """A day as it is written; `until` tells that it ends a range."""

    day: int
    month: int | None
    year: int | None
    until: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What dates a day without a year: `latest` is the publication, else the capture."""

    latest: date
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
    texts = [passage for passage in passages(article) if passage.field in ("lead", "body")]
    found = [
        *_collect(article, texts[:LEADING], _Reach.SENTENCE),
        *_collect(article, texts[LEADING:DATELINES], _Reach.DATELINE),
    ] or _collect(article, texts[LEADING:DATELINES], _Reach.DAYTIME)
    events = {(event.start, event.end): event for event in reversed(found)}
    return tuple(
        event
        for span, event in reversed(events.items())
        if not any(other[0] <= span[0] and span[1] <= other[1] for other in events if other != span)
    )


def _collect(article: Article, texts: list[Passage], reach: _Reach) -> list[EventDate]:
    return [event for text in texts for event in _read(article, text, reach)]


def _known(article: Article, passage: Passage) -> _Known:
    stated = article.published_at or article.captured_at
    years = {int(year) for year in _YEAR.findall(passage.text)} if not article.published_at else ()
    year = next(iter(years)) if len(years) == 1 else None
    return _Known(stated.astimezone(VIETNAM).date(), article.published_at is not None, year)


def _read(article: Article, passage: Passage, reach: _Reach) -> Iterator[EventDate]:
    text, end = passage.text, 0
    for found in _DATE.finditer(text, 0, HEAD if reach is _Reach.DATELINE else len(text)):
        if found.start() < end or text[max(0, found.start() - 4) : found.start()].endswith(
            _NOT_BEFORE
        ):
            continue
        start, words = _marker(text, found.start())
        if not words and (found.start() or not found["year"]):
            continue
        written, end = _expression(text, found)
        if not written or not _is_event(text, start, end, words, reach):
            continue
        mention = Mention(passage.field, passage.index, start, end)
        for first, last in _resolve(written, _known(article, passage)):
            if "từ" in words and first == last:  # "từ ngày 1/6": since then
                continue
            yield EventDate(first, last, mention)


def _marker(text: str, end: int) -> tuple[int, frozenset[str]]:
    """Return where the words that announce a day begin, and these words in lower case."""
    words: set[str] = set()
    start = end
    for word in reversed(text[max(0, end - 60) : end].rstrip(" (").split(" ")):
        bare = word.strip('(,:“"*').lower()
        if bare not in _PARTS and bare not in _DAYS and bare not in _BESIDE:
            break
        if bare == "qua" and "thông qua" in text[max(0, start - 20) : start]:
            break
        words.add(bare)
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
        full = int(year) + (2000 if len(year) == 2 else 0) if year else None
        written.append(_Written(int(item["day"]), int(month) if month else None, full, until))
        if month:
            complete, end = len(written), item.end()
        link = _LINK.match(text, item.end())
        if link is None or (month and "," in link.group()):
            break
        until = link["range"] is not None
        item = _DATE.match(text, link.end())
    return written[:complete], end


def _is_event(text: str, start: int, end: int, words: frozenset[str], reach: _Reach) -> bool:
    """Judge a day by what stands around it; `words` announce it."""
    before = text[max(0, start - 120) : start]
    sentence = _SENTENCE.split(before)[-1]
    clause = sentence.rpartition(",")[2]
    if _NO_EVENT_AFTER.match(text, end) or _NO_EVENT_BEFORE.search(clause.rstrip()):
        return False
    named = bool(words & _NAMED)
    if start < HEAD and _LEAD_IN.fullmatch(text, 0, start):
        return (named or not words) and not _issues(text, end)
    if (
        reach is _Reach.DATELINE
        or not named
        or _PLANNED.search(clause)
        or _EARLIER.search(sentence)
    ):
        return False
    if reach is _Reach.DAYTIME:
        return bool(words & _PARTS) and not _issues(text, end)
    held = _HELD.search(sentence if "từ" in words else clause)
    if held and ("từ" in words or not ("," in held.group() or _PAPER.search(held.group()))):
        return True
    if words & _PARTS or "vào" in words:
        return not _issues(text, end)
    return not clause.strip() and not _NUMBERED.search(sentence) and not _issues(text, end)


def _issues(text: str, end: int) -> bool:
    """Tell whether the sentence that goes on at `end` first says that a document was issued."""
    done = _ISSUED.search(_SENTENCE.split(text[end : end + 300])[0])
    return done is not None and done["issued"] is not None


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
        oldest = known.latest - OLDEST if known.published else date.min
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
