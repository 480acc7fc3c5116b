"""What a reader types: words, phrases in quotes, field words, and what must not occur.

`quan-chuc:"Lê Trọng Khang" tai:Mù Cang Chải tu:2021 den:31/12/2024 -"kỳ họp"`
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from dateutil.relativedelta import relativedelta

from crawler.text import clean, fold_diacritics

MAX_WORDS: Final = 200
"""Further words of a pasted text are ignored; Elasticsearch refuses more than a few thousand."""
Name = Literal["official", "place"]
Bound = Literal["date_from", "date_to", "event_from", "event_to"]
_NAMES: Final[Mapping[str, Name]] = {
    "quan-chuc": "official",
    "quan chuc": "official",
    "official": "official",
    "tai": "place",  # tại: at
    "in": "place",
}
_BOUNDS: Final[Mapping[str, Bound]] = {
    "tu": "date_from",  # từ: from
    "from": "date_from",
    "den": "date_to",  # đến: to
    "to": "date_to",
    "su-kien-tu": "event_from",  # sự kiện: event
    "event-from": "event_from",
    "su-kien-den": "event_to",
    "event-to": "event_to",
}
"""Field words as typed without diacritics; those with them mean the same."""
_UNIT_TYPES: Final = frozenset(
    ("tinh", "thanh", "pho", "quan", "huyen", "thi", "xa", "tran", "phuong", "tp.", "tx.", "tt.")
)
_PIECE: Final = re.compile(
    r"(?<!\S)(?P<minus>-?)(?:(?P<field>quan ch[uứ]c|[^\W\d_]+(?:-[^\W\d_]+)*):(?=\S))?"
    r'(?:["“”](?P<phrase>[^"“”]+)["“”]|(?P<word>\S+))',
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    r"(?:(?:(?P<day>\d\d?)[-/.])?(?P<month>\d\d?)[-/.])?(?P<year>\d{4})"
    r"|(?P<year2>\d{4})-(?P<month2>\d\d?)(?:-(?P<day2>\d\d?))?"
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A query taken apart: `words` as running text, phrases without quotes; all NFC.

    `officials` and `places` are names to be found in these facets, one for each field word; dates
    are inclusive days, `event_…` of what is reported instead of its publication.
    """

    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    officials: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    excluded_officials: tuple[str, ...] = ()
    excluded_places: tuple[str, ...] = ()
    bounds: Mapping[Bound, date] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that was typed to be found in texts, in one."""
        return " ".join((self.words, *self.phrases, *self.excluded))


def parse_terms(text: str) -> Terms:
    """Read a query: `"…"` is a phrase, `-word` and `-"…"` must not occur, the rest is words.

    A lone quote or hyphen means nothing, a hyphen within a word ("QS-QP") belongs to it. A field
    word that is none, or whose date is none, is an ordinary word. A name without quotes goes on as
    long as words have capitals, one without capitals up to the next phrase or field word.
    """
    found: dict[str, list[str]] = defaultdict(list)
    bounds: dict[Bound, date] = {}
    pieces = deque(list(_PIECE.finditer(clean(text)))[:MAX_WORDS])
    while pieces:
        piece = pieces.popleft()
        value = _shortened(piece["phrase"] or piece["word"])
        plain = piece[0].removeprefix("-") if piece["field"] else value
        key = fold_diacritics(piece["field"] or "").lower()
        excluded = "excluded_" if piece["minus"] else ""
        if name := _NAMES.get(key):
            if not piece["phrase"]:
                value = " ".join((value, *_rest_of_name(value, pieces)))
            found[f"{excluded}{name}s"].append(value)
        elif (bound := _BOUNDS.get(key)) and (day := _parse_day(value, last=bound.endswith("to"))):
            bounds[bound] = day
        elif excluded:
            found["excluded"].append(plain)
        elif piece["phrase"] and not key:
            found["phrases"].append(value)
        else:
            found["words"].append(plain)
    words = " ".join(found.pop("words", ()))
    return Terms(words, bounds=bounds, **{name: tuple(values) for name, values in found.items()})


def _rest_of_name(first: str, pieces: deque[re.Match[str]]) -> Iterator[str]:
    """Take from the pieces the words that go on a name, of a place behind its type, too."""
    capitals: bool | None = first[:1].isupper() or None
    is_type = fold_diacritics(first).lower() in _UNIT_TYPES
    while pieces and pieces[0]["word"] and not (pieces[0]["minus"] or pieces[0]["field"]):
        word = pieces[0]["word"]
        if is_type and word[:1].isupper():
            capitals = True  # "huyện Mù Cang Chải"
        if capitals and not word[:1].isupper():
            return
        is_type = is_type and fold_diacritics(word).lower() in _UNIT_TYPES
        yield word
        pieces.popleft()


def _parse_day(text: str, *, last: bool) -> date | None:
    """Return the day of "31/12/2024", "2024-12-31", or the first or last of "12/2024" or "2024"."""
    if not (read := _DATE.fullmatch(text)):
        return None
    year, month, day = (read[name] or read[f"{name}2"] for name in ("year", "month", "day"))
    try:
        start = date(int(year), int(month or 1), int(day or 1))
        months = 0 if day else 1 if month else 12
        return start + relativedelta(months=months, days=-1) if last and months else start
    except (ValueError, OverflowError):
        return None


def _shortened(text: str) -> str:
    return " ".join(text.split()[:MAX_WORDS])
