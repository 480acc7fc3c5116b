"""Sightings of one article joined to persons: one name, all that is said of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.facets.officials.attachment import Attachment, Sighting
from indexer.facets.officials.chunks import Chunk, Kind
from indexer.facets.officials.positions import Position, merge_positions, read_position
from indexer.facets.officials.tokens import Token, spell, tokenize
from indexer.facets.passages import Mention, Passage

_PLACES: Final = frozenset({"đường", "phố", "trường", "thpt", "thcs", "giải", "xã", "phường"})


@dataclass(slots=True)
class Person:
    """What an article says of one name."""

    name: str
    honorific: str | None = None
    rank: str | None = None
    positions: list[Position] = field(default_factory=list)
    mentions: set[Mention] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sighting with the text that it stands in."""

    passage: Passage
    tokens: Sequence[Token]
    sighting: Sighting

    @property
    def words(self) -> tuple[str, ...]:
        """The name's words in lower case."""
        chunk = self.sighting.chunk
        return tuple(token.key for token in self.tokens[chunk.start : chunk.end])

    @property
    def mention(self) -> Mention:
        """Where the name stands."""
        chunk = self.sighting.chunk
        first, last = self.tokens[chunk.start], self.tokens[chunk.end - 1]
        return Mention(self.passage.field, self.passage.index, first.start, last.end)


def find_people(texts: Iterable[Passage]) -> list[Person]:
    """Return the persons who hold an office in the texts, in the order of their first mention."""
    passages = [Passage(p.field, p.index, spell(p.text)) for p in texts]
    seen = [seen for passage in passages for seen in _read(passage)]
    full: dict[tuple[str, ...], Person] = {}
    for one in seen:
        if one.sighting.offices and one.sighting.chunk.kind is Kind.NAME:
            _take_offices(full, one)
    officials = {words: person for words, person in full.items() if person.positions}
    for one in seen:
        _take_titles(officials, seen, one)
    for words, person in officials.items():
        person.mentions |= _occurrences(passages, words)
    order = {(p.field, p.index): place for place, p in enumerate(passages)}
    first = {
        words: min((order[m.field, m.index], m.start) for m in person.mentions)
        for words, person in officials.items()
    }
    return [officials[words] for words in sorted(officials, key=first.__getitem__)]


def _read(passage: Passage) -> list[_Seen]:
    tokens = tokenize(passage.text)
    return [_Seen(passage, tokens, sighting) for sighting in Attachment(tokens).sightings()]


def _take_offices(people: dict[tuple[str, ...], Person], one: _Seen) -> None:
    if one.sighting.praised:
        return
    person = people.setdefault(one.words, Person(_spelled(one)))
    text = one.passage.text
    said = [
        read_position(text, one.tokens, office, one.sighting.organisation)
        for office in one.sighting.offices
    ]
    if one.sighting.chunk.kind is Kind.NAME and not any(position.private for position in said):
        person.positions = merge_positions(person.positions, said)
        person.mentions.add(one.mention)


def _take_titles(
    officials: dict[tuple[str, ...], Person], seen: Sequence[_Seen], one: _Seen
) -> None:
    """Join a mention, by the full name or by the given name after a title, to its person."""
    words = one.words
    person = officials.get(words)
    if person is None and one.sighting.introduced and len(words) <= 2:
        names = {other.words for other in seen if len(other.words) > len(words)}
        meant = [name for name in names if name[-len(words) :] == words]
        person = officials.get(meant[0]) if len(meant) == 1 else None
    if person is None or one.sighting.praised:
        return
    person.mentions.add(one.mention)
    person.honorific = person.honorific or one.sighting.honorific
    person.rank = person.rank or one.sighting.rank


def _spelled(one: _Seen) -> str:
    """Return the name with capitals at the beginnings of its words only."""
    chunk: Chunk = one.sighting.chunk
    words = [token.text for token in one.tokens[chunk.start : chunk.end]]
    if all(word.isupper() for word in words):
        words = [word.capitalize() for word in words]
    return " ".join(words)


def _occurrences(passages: Sequence[Passage], words: tuple[str, ...]) -> set[Mention]:
    """Return every place where the full name stands, but as the name of a street or a school."""
    name = r"\s+".join(map(re.escape, words))
    pattern = re.compile(rf"(?<!\w){name}(?!\w)")
    found = set()
    for passage in passages:
        lowered = passage.text.lower()
        for match in pattern.finditer(lowered):
            before = lowered[: match.start()].split()[-1:]
            if not passage.text[match.start()].isupper() or _PLACES.intersection(before):
                continue
            found.add(Mention(passage.field, passage.index, *match.span()))
    return found
