"""The names of administrative units in a text, with their types and what they are part of.

"các xã A, B (huyện C)" is three names, the first two of the type xã and part of the third. Which
units they are is not decided here, but a list or a hierarchy holds only what is on some map.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.facets.officials.surnames import SURNAMES
from indexer.facets.passages import Mention, Passage
from indexer.facets.place_area import Area
from indexer.facets.place_neighbours import FORMER, is_abroad, is_anothers, is_no_type
from indexer.facets.place_words import (
    ABOVE,
    LOCATIVE,
    LONGER,
    NAMED_AFTER,
    PLURAL,
    SHORT_NAMES,
    TYPED,
    types_of,
)
from indexer.gazetteer.names import Candidates, begins_name, is_name
from indexer.gazetteer.spelling import WORD, spell_syllable, spelling
from indexer.gazetteer.unit import RANKS, Unit

ALL_TYPES: Final = frozenset(RANKS)
LONGEST: Final = 5
"""Syllables of the longest name: Văn Miếu - Quốc Tử Giám."""
_BLANK: Final = re.compile(r"[ \xa0]+")
_GAP: Final = re.compile(r"\s*[-–]\s*|[ \xa0]+")
_LINK: Final = re.compile(
    r"\s*(?P<sign>[,;(–-]?)\s*(?:(?P<word>và|cùng|thuộc|của|ở|tại)\s+(?:địa bàn\s+)?)?"
)
SENTENCE_ENDS: Final = (".", ":", "!", "?", "…")
_BEFORE: Final = re.compile(r"([^\s,.;:()“”\"]+)[ \xa0]+$")


@dataclass(slots=True)
class Name:
    """A name in a text; `candidates` shrink as more is known of it.

    `placed` says that the text itself tells what it is part of, `contradicted` that what the text
    tells fits no unit of this name.
    """

    text: str
    types: frozenset[str]
    mention: Mention
    candidates: Candidates
    placed: bool = False
    contradicted: bool = False

    @property
    def rank(self) -> int:
        """1 for provinces and cities, 2 for districts, 3 for communes."""
        return min(RANKS[kind] for kind in self.types)

    @property
    def is_commune(self) -> bool:
        """Tell whether the name can only mean a commune."""
        return all(unit.commune for units in self.candidates for unit in units)

    def is_above(self, other: "Name") -> bool:
        """Tell whether a unit of this name contains one of the other name."""
        return any(
            above.contains(below)
            for mine, theirs in zip(self.candidates, other.candidates, strict=True)
            for above in mine
            if not above.commune
            for below in theirs
        )

    def place_under(self, parent: "Name") -> None:
        """Keep what both names can mean together."""
        below, above = [], []
        for mine, theirs in zip(self.candidates, parent.candidates, strict=True):
            below.append(tuple(u for u in mine if any(p.contains(u) for p in theirs)))
            above.append(tuple(p for p in theirs if any(p.contains(u) for u in mine)))
        self.candidates, parent.candidates = tuple(below), tuple(above)
        self.placed = True


def read_names(passage: Passage, area: Area) -> list[Name]:
    """Return the names of units in a passage, in no certain order."""
    reader = _Reader(passage, area)
    reader.read()
    return reader.names


class _Reader:
    """Reads one passage from left to right."""

    def __init__(self, passage: Passage, area: Area) -> None:
        self.names: list[Name] = []
        self._passage = passage
        self._text = passage.text
        self._area = area
        self._placed = 0  # where the last parent in brackets ends

    def read(self) -> None:
        """Read every name with a type, then the names between them without one."""
        end = 0
        taken: list[tuple[int, int]] = []
        for head in TYPED.finditer(self._text):
            if head.start() < end or not (name := self._typed(head)):
                continue
            plural = ":" in head[0] or PLURAL.search(
                self._text, max(0, head.start() - 9), head.start()
            )
            self.names.append(name)
            end = self._follow(name, plural=bool(plural))
            taken.append((head.start(), end))
        spans = iter([*taken, (len(self._text) + 1, 0)])
        start, end = next(spans)
        for found in self._area.bare.finditer(self._text):
            while end and end <= found.start():
                start, end = next(spans)
            if found.start() < start and (name := self._bare(found)):
                self.names.append(name)

    def _typed(self, head: re.Match[str]) -> Name | None:
        """Return the name behind a type."""
        if head.start() and self._text[head.start() - 1].isalnum():
            return None
        if is_no_type(self._text, head.start()):
            return None
        types = types_of(head[0])
        for key, end in self._longest(head.end()):
            if any(candidates := self._area.look(key, types)):
                if self._goes_on(head.end(), end) or is_abroad(self._text, end):
                    return None
                return self._name(head.start(), end, types, candidates)
        return None

    def _follow(self, first: Name, *, plural: bool, upwards: bool = False) -> int:
        """Read on from a name: the others of its list, and what they are part of."""
        members, end = [first], first.mention.end
        while link := _LINK.match(self._text, end):
            name = self._typed_at(link.end()) or self._untyped(link, first, members, plural=plural)
            if name is None:
                first.contradicted = self._has_unknown_parent(first, link)
                break
            former = FORMER.match(self._text, name.mention.end) is not None
            listed = link["word"] in ("và", "cùng") or former
            if not listed and members and name.is_above(members[-1]):
                self.names.append(name)
                end = self._follow(name, plural=False, upwards=True)
                for member in filter(name.is_above, members):
                    member.place_under(name)
                if link["sign"] != "(" or not self._text.startswith(")", end):
                    break
                members, end = [], end + 1
            elif name.rank == first.rank and not upwards and (link["sign"] or link["word"]):
                self.names.append(name)
                members.append(name)
                end = name.mention.end
            else:
                first.contradicted = name.rank < first.rank and _tells_where(link) and not former
                break
        return end

    def _typed_at(self, start: int) -> Name | None:
        head = TYPED.match(self._text, start)
        return self._typed(head) if head else None

    def _has_unknown_parent(self, name: Name, link: re.Match[str]) -> bool:
        """Tell whether a higher type follows, with a name of no map."""
        head = TYPED.match(self._text, link.end()) if _tells_where(link) else None
        return head is not None and name.rank > min(RANKS[kind] for kind in types_of(head[0]))

    def _untyped(
        self, link: re.Match[str], first: Name, members: list[Name], *, plural: bool
    ) -> Name | None:
        """Return the name behind a comma, "và" or a bracket: a parent, or one more of a list."""
        if not (link["sign"] or link["word"]):
            return None
        for key, end in self._longest(link.end()):
            if self._goes_on(link.end(), end):
                return None
            if members and link["word"] not in ("và", "cùng") and not key.isdigit():
                name = self._name(link.end(), end, ALL_TYPES, self._area.look(key, ALL_TYPES))
                if name.is_above(members[-1]):
                    return name
            candidates = self._area.look(key, first.types)
            if any(candidates) and link["sign"] != "(" and link["word"] in (None, "và", "cùng"):
                name = self._name(link.end(), end, first.types, candidates)
                if plural or link["word"] or _are_neighbours(name, first):
                    return name
        return None

    def _bare(self, found: re.Match[str]) -> Name | None:
        """Return the unit that is named without its type, None where it may be another's name."""
        start = found.start()
        if start and self._text[start - 1].isalnum():
            return None
        before = _BEFORE.search(self._text, max(0, start - 20), start)
        if before and not self._may_precede(before):
            return None
        key, end = next(self._longest(start), ("", start))
        candidates = self._area.look_bare(key)
        if not any(candidates) or self._goes_on(start, end) or is_anothers(self._text, start, end):
            return None
        name = self._name(start, end, ALL_TYPES, candidates)
        if name.is_commune and not LOCATIVE.search(self._text, max(0, start - 5), start):
            return None
        self._read_back(name)
        return name

    def _read_back(self, parent: Name) -> None:
        """Read what stands before a parent in brackets: "Sa Pa, Bắc Hà (Lào Cai)"."""
        start = parent.mention.start
        floor = self._placed
        while found := ABOVE.search(self._text, max(floor, start - 40), start):
            if start == parent.mention.start and "(" not in found[0]:
                break
            before = _BEFORE.search(self._text, max(0, found.start() - 20), found.start())
            key = spelling(found[1])
            name = self._name(
                found.start(1), found.end(1), ALL_TYPES, self._area.look(key, ALL_TYPES)
            )
            if (before and not self._may_precede(before)) or not parent.is_above(name):
                break
            name.place_under(parent)
            name.candidates = tuple(map(_highest, name.candidates))
            self.names.append(name)
            self._placed = parent.mention.end
            start = found.start(1)

    def _may_precede(self, before: re.Match[str]) -> bool:
        word = before[1]
        if NAMED_AFTER.fullmatch(word):
            return False
        if not word[0].isupper() or word.isupper():
            return True
        start = before.start()
        return start == 0 or self._text[max(0, start - 5) : start].rstrip().endswith(SENTENCE_ENDS)

    def _longest(self, start: int) -> Iterator[tuple[str, int]]:
        """Yield the spellings of known names at a place and their ends, the longest first."""
        found: list[tuple[str, int]] = []
        key, end = "", start
        for _ in range(LONGEST):
            word = WORD.match(self._text, end)
            if not word or not (word[0][0].isupper() or word[0].isdigit() or word[0] == "trường"):
                break
            text = SHORT_NAMES.get(word[0], word[0])
            key = " ".join(filter(None, (key, *map(spell_syllable, text.split()))))
            if not begins_name(key):
                break
            if is_name(key):
                found.append((key, word.end()))
            gap = _GAP.match(self._text, word.end())
            if not gap:
                break
            end = gap.end()
        return reversed(found)

    def _goes_on(self, start: int, end: int) -> bool:
        """Tell whether a capitalised word behind a name makes it another, longer name."""
        if self._text[start:end].isupper() and not self._text[start:end].isdigit():
            return False
        gap = _BLANK.match(self._text, end)
        word = gap and WORD.match(self._text, gap.end())
        if not word or not word[0][0].isupper() or word[0].isupper():
            return False
        if self._text[start : word.end()] in LONGER:
            return True
        return word[0].lower() not in SURNAMES and not TYPED.match(self._text, word.start())

    def _name(self, start: int, end: int, types: frozenset[str], candidates: Candidates) -> Name:
        mention = Mention(self._passage.field, self._passage.index, start, end)
        return Name(self._text[start:end], types, mention, candidates)


def _tells_where(link: re.Match[str]) -> bool:
    return bool(link["sign"] and not link["word"]) or link["word"] in ("thuộc", "của", "ở", "tại")


def _highest(units: Sequence[Unit]) -> tuple[Unit, ...]:
    return tuple(unit for unit in units if unit.level == min(unit.level for unit in units))


def _are_neighbours(one: Name, other: Name) -> bool:
    """Tell whether two names of a list can be of one district or province, or if one is unique."""
    districts = {(u.province, u.name) for units in one.candidates for u in units if not u.commune}
    if one.rank == RANKS["Huyện"] and len(districts) == 1:
        return True
    return any(
        (a.province, a.district if a.commune else None)
        == (b.province, b.district if b.commune else None)
        for mine, theirs in zip(one.candidates, other.candidates, strict=True)
        for a in mine
        for b in theirs
    )
