"""Which name holds which offices: chunks of one text in, sightings of persons out.

Before the name ("Chủ tịch UBND huyện Lê Trọng Khang"), behind it after a comma, a dash, a bracket
or a word of appointment ("đồng chí X, Bí thư Huyện ủy, Chủ tịch HĐND huyện"), or shared by a list
("các đồng chí Phó Chủ tịch UBND huyện: A, B và C"). An office is given once: what stands right
before a name is that name's and not the one's before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.facets.officials import vocabulary
from indexer.facets.officials.chunks import Chunk, Kind, split_chunks
from indexer.facets.officials.surnames import HISTORIC
from indexer.facets.officials.tokens import Phrases, Token

_PRAISED = Phrases(vocabulary.PRAISED)
_LIST = frozenset({",", "-", "–", "—", "và", "kiêm"})
_BEHIND = frozenset({",", "-", "–", "—", "(", "|"})
_AND = frozenset({",", "và", ";"})
_TITLES = frozenset({Kind.HONORIFIC, Kind.RANK})
_NAMES = frozenset({Kind.NAME, Kind.SHORT_NAME})
_REACH = 4
"""How many words before a name and its titles may say that a person of history is meant."""


@dataclass(slots=True)
class Sighting:
    """A name in a text, the titles before it, the offices that it is said to hold there."""

    chunk: Chunk
    honorific: str | None = None
    rank: str | None = None
    introduced: bool = False
    praised: bool = False
    offices: list[Chunk] = field(default_factory=list)
    organisation: Chunk | None = None


class Attachment:
    """The chunks of one text while its offices are given to its names."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Take the words of a text, spelled by `tokens.spell`."""
        self.tokens = tokens
        self.chunks = split_chunks(tokens)
        self._given: set[int] = set()

    def sightings(self) -> list[Sighting]:
        """Return every name in the text, in order, with or without an office."""
        found: list[tuple[int, Sighting]] = []
        for place, chunk in enumerate(self.chunks):
            if chunk.kind in _NAMES:
                sighting = Sighting(chunk)
                first = self._read_titles(place, sighting)
                before = self._offices_before(place, first)
                self._read_behind(place, sighting)
                if before and (before[-1] == first - 1 or not sighting.offices):
                    self._given.update(before)
                    sighting.offices[:0] = [self.chunks[at] for at in before]
                    first = self._read_titles(before[0], sighting)
                sighting.praised = self._is_praised(first, sighting)
                found.append((place, sighting))
        self._share_forward(found)
        self._share_backward(found)
        return [sighting for _, sighting in found]

    def _kind(self, place: int) -> Kind | None:
        return self.chunks[place].kind if 0 <= place < len(self.chunks) else None

    def _key(self, place: int) -> str:
        """Return the one word or sign at a place, "" outside the text."""
        if not 0 <= place < len(self.chunks):
            return ""
        return self.tokens[self.chunks[place].start].key

    def _is_sign(self, place: int, signs: frozenset[str]) -> bool:
        return self._kind(place) is Kind.SIGN and self._key(place) in signs

    def _text(self, chunk: Chunk) -> str:
        return " ".join(token.text for token in self.tokens[chunk.start : chunk.end])

    def _read_titles(self, place: int, sighting: Sighting) -> int:
        """Take honorifics and ranks that end before `place`; return where they begin."""
        while self._kind(place - 1) in _TITLES:
            place -= 1
            words = self._text(self.chunks[place]).lower()
            if self._kind(place) is Kind.RANK:
                sighting.rank = words.capitalize()
            sighting.honorific = vocabulary.KEPT_HONORIFICS.get(words, sighting.honorific)
            sighting.introduced = True
        return place

    def _offices_before(self, place: int, first: int) -> list[int]:
        """Return the places of the offices before a name, whose titles begin at `first`."""
        last = first - 1
        signed = self._is_sign(last, frozenset({",", ":", "-", "–", "|"}))
        if (signed and (first < place or self._key(last) == ":")) or (
            self._kind(last) is Kind.APPOINTED and self._key(last) == "là"
        ):
            last -= 1
        found: list[int] = []
        while self._kind(last) is Kind.OFFICE and last not in self._given:
            found.insert(0, last)
            last -= 2 if self._is_sign(last - 1, _LIST) else len(self.chunks)
        return found

    def _read_behind(self, place: int, sighting: Sighting) -> None:
        after = place + 1
        signs = _BEHIND
        while True:
            start = after
            if self._is_sign(after, signs) or self._kind(after) is Kind.APPOINTED:
                after += 1
            if self._kind(after) is Kind.RANK:
                sighting.rank = sighting.rank or self._text(self.chunks[after]).capitalize()
                after += 1
                continue
            claimed = sighting.introduced and not sighting.offices
            if self._kind(after) is not Kind.OFFICE or self._is_of_next(after, claimed=claimed):
                break
            if start == after and signs is not _BEHIND:
                break
            self._given.add(after)
            sighting.offices.append(self.chunks[after])
            after, signs = after + 1, _LIST
        self._read_organisation(start, sighting)

    def _read_organisation(self, place: int, sighting: Sighting) -> None:
        """Take the organisation of an office without one: "Chủ nhiệm Chính trị, Bộ CHQS tỉnh"."""
        if not sighting.offices or not self._is_sign(place, _BEHIND):
            return
        if self._kind(place + 1) is Kind.ORGANISATION:
            sighting.organisation = self.chunks[place + 1]

    def _is_of_next(self, place: int, *, claimed: bool) -> bool:
        """Tell whether the office at `place` stands right before a name.

        Where a name before it is in want of an office, two syllables are rather a place's name.
        """
        after = place + 1
        while self._kind(after) in _TITLES:
            after += 1
        if self._kind(after) is not Kind.NAME:
            return False
        name = self.chunks[after]
        return not claimed or after > place + 1 or name.end - name.start > 2

    def _is_praised(self, first: int, sighting: Sighting) -> bool:
        name = self._text(sighting.chunk).lower()
        start = self.chunks[first].start
        near = range(max(0, start - _REACH), start)
        return name in HISTORIC or any(_PRAISED.match(self.tokens, at) > at for at in near)

    def _share_forward(self, found: list[tuple[int, Sighting]]) -> None:
        """Give the office before a list of names to all of them."""
        shared: list[Chunk] = []
        expected = -1
        for place, sighting in found:
            first = place
            while self._kind(first - 1) in _TITLES:
                first -= 1
            listed = first - 1 == expected and self._is_sign(expected, _AND)
            if sighting.offices:
                plural = [
                    office for office in sighting.offices if office.start < sighting.chunk.start
                ]
                shared = plural if self._is_shared(plural) else []
            elif shared and listed:
                sighting.offices = list(shared)
            else:
                shared = []
            expected = place + 1

    def _is_shared(self, offices: list[Chunk]) -> bool:
        if not offices:
            return False
        place = self.chunks.index(offices[0])
        behind = self.chunks.index(offices[-1]) + 1
        before = self.chunks[place - 1] if place else None
        plural = offices[0].plural or (before is not None and before.plural)
        return plural or self._is_sign(behind, frozenset({":"}))

    def _share_backward(self, found: list[tuple[int, Sighting]]) -> None:
        """Give the office behind "các đồng chí A, B và C, Phó Chủ tịch …" to all of them."""
        waiting: list[Sighting] = []
        expected = -1
        for place, sighting in found:
            before = self.chunks[place - 1] if place else None
            plural = before is not None and before.kind is Kind.HONORIFIC and before.plural
            if plural:
                waiting = []
            elif place - 1 != expected or not self._is_sign(expected, _AND):
                waiting = []
                expected = -1
                continue
            if not sighting.offices:
                waiting.append(sighting)
            else:
                for other in waiting:
                    other.offices = list(sighting.offices)
                waiting = []
            expected = place + 1
