"""What a reader may mean who has typed the beginning of a word, with or without diacritics.

Names of officials, organisations, places, sections and portals are few beside the documents, and
the commonest should come first. So they are counted by Elasticsearch every few minutes and looked
up in memory: on 75,000 documents a completion field took twice as long as a plain search does, and
cannot count.
"""

import heapq
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal, get_args

from crawler.text import clean, fold_diacritics
from search.reader import Reader

Kind = Literal["official", "organisation", "place", "section", "site"]
KINDS: Final[Sequence[Kind]] = get_args(Kind)
FIELDS: Final[Mapping[Kind, str]] = {
    "official": "official_names",
    "organisation": "official_organisations",
    "place": "place_names",
    "section": "section",
    "site": "site",
}
MOST: Final = 20_000
"""Values of a field that are known, the commonest; Elasticsearch counts up to 65,536 at a time."""
LIFETIME: Final = 300.0
"""Seconds until the values are counted again."""
REMEMBERED: Final = 4096
"""Answers that are kept until the values are counted again."""
MAX_TYPED: Final = 100
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value of a facet or a name for a field word, as readers see it, and how many articles."""

    kind: Kind
    value: str
    text: str
    count: int


class Suggester:
    """Suggests values of an archive. Several threads may ask it."""

    def __init__(self, reader: Reader) -> None:
        """Take what reads the archive; nothing is asked before the first suggestion."""
        self._reader = reader
        self._lock = threading.Lock()
        self._known: _Index | None = None
        self._until = 0.0

    def suggest(self, typed: str, size: int, kinds: Sequence[Kind] = KINDS) -> list[Suggestion]:
        """Return what has words that begin as typed: as spelled first, then the commonest.

        The words before the last one are whole. Raises as `Reader.search`.
        """
        text = " ".join(clean(typed[:MAX_TYPED]).lower().split())
        return self._index().find(text, size, tuple(kinds)) if text else []

    def _index(self) -> "_Index":
        with self._lock:
            if self._known is None or time.monotonic() > self._until:
                self._known = _Index(_count(self._reader))
                self._until = time.monotonic() + LIFETIME
            return self._known


class _Index:
    """Values by what they say from each word on, without diacritics."""

    def __init__(self, values: Sequence[Suggestion]) -> None:
        self._values = values
        self._tails = sorted(
            (tail, place) for place, value in enumerate(values) for tail in _tails(value.text)
        )
        # The first letters that readers type are few, and the only ones with many values.
        self.find = lru_cache(maxsize=REMEMBERED)(self._find)

    def _find(self, text: str, size: int, kinds: Sequence[Kind]) -> list[Suggestion]:
        folded = fold_diacritics(text)
        first = bisect_left(self._tails, (folded, -1))
        last = bisect_left(self._tails, (folded + _LAST, -1))
        places = {place for _, place in self._tails[first:last]}
        found = (self._values[place] for place in places)
        chosen = (value for value in found if value.kind in kinds)
        return heapq.nsmallest(size, chosen, key=lambda value: _rank(value, text))


def _tails(text: str) -> Iterator[str]:
    words = fold_diacritics(text).lower().split()
    return (" ".join(words[place:]) for place in range(len(words)))


def _rank(value: Suggestion, text: str) -> tuple[bool, int, str, str]:
    """Order what is spelled as typed before what is not, then by number and name."""
    return text not in value.text.lower(), -value.count, value.text, value.kind


def _count(reader: Reader) -> list[Suggestion]:
    aggs: dict[str, Any] = {
        kind: {"terms": {"field": field, "size": MOST}} for kind, field in FIELDS.items()
    }
    aggs["site"]["aggs"] = {"portal": {"terms": {"field": "portal", "size": 1}}}
    answer = reader.search({"size": 0, "aggs": aggs})["aggregations"]
    return [
        Suggestion(kind, str(bucket["key"]), _shown(bucket), bucket["doc_count"])
        for kind in KINDS
        for bucket in answer[kind]["buckets"]
    ]


def _shown(bucket: Mapping[str, Any]) -> str:
    """Return a bucket's text: of a portal its name."""
    names = bucket.get("portal", {}).get("buckets", ())
    return str(names[0]["key"] if names else bucket["key"])
