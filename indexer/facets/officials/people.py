"""Sightings of one article joined to persons: one name, all that is said of it.

Only sentences with an office are read word by word; a later mention is looked for by the names that
these give, in full anywhere, or by the given name behind a title ("đồng chí Cường", "ông Dũng") if
no other full name of the article ends so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from indexer.facets.alternatives import any_of
from indexer.facets.officials import vocabulary
from indexer.facets.officials.attachment import Attachment, Sighting
from indexer.facets.officials.chunks import Kind
from indexer.facets.officials.positions import Position, merge_positions, read_position
from indexer.facets.officials.surnames import SURNAMES
from indexer.facets.officials.tokens import Token, tokenize
from indexer.facets.officials.units import large_names
from indexer.facets.passages import Mention, Passage
from indexer.facets.place_words import CAPITAL

_BLANKS: Final = r"\s+"
_HEAD: Final = re.compile(any_of(vocabulary.HEADS))
"""A sentence without an office's head is not read."""
_NAME: Final = re.compile(rf"({CAPITAL}(?<!\w.)\w*)(?=['’\s]+({CAPITAL}\w*))")
_SENTENCE: Final = re.compile(
    r"[.!?…](?<!\bTP.)(?<!\bTX.)(?<!\bTS.)(?<!\bGS.)(?<!\bThS.)(?<!\bBS.)(?<!\bKS.)(?<!\bQ.)"
    rf"(?<!\bP.)[.!?…]{{0,9}}[\"”)]?\s+(?={CAPITAL}|[“\"(–-])"
)
"""Its first letter leads: `re` skips to it, and would stop everywhere for what is before it."""
_LONGEST: Final = 500
"""Words that are read at once: a sentence costs the square of its words. The longest recorded one
that names an office has 346."""
_TITLES: Final = "|".join(
    _BLANKS.join(map(re.escape, phrase.split()))
    for phrase in (*vocabulary.KEPT_HONORIFICS, *vocabulary.RANKS)
)
_TITLED: Final = re.compile(rf"(?<!\w)({_TITLES})\s+$", re.IGNORECASE)
_REACH: Final = 20
"""Characters before a name that its title fits in."""
_FIRM: Final = re.compile(
    r"(?<!\w)(?:hợp tác xã|htx|công ty|tập đoàn|doanh nghiệp tư nhân)(?!\w)", re.IGNORECASE
)
_PLACES: Final = frozenset({"đường", "phố", "trường", "thpt", "thcs", "giải", "xã", "phường"})
_CAPITALS: Final = re.compile(rf"(?:(?<!\w){CAPITAL}\w*\s+){{1,3}}$")


@dataclass(slots=True)
class Person:
    """What an article says of one name."""

    name: str
    honorific: str | None = None
    rank: str | None = None
    positions: list[Position] = field(default_factory=list)
    mentions: set[Mention] = field(default_factory=set)

    def add_title(self, title: str) -> None:
        """Take an honorific or a rank in which the person is said, unless one is known."""
        words = " ".join(title.lower().split())
        if words in vocabulary.RANKS:
            self.rank = self.rank or words.capitalize()
        else:
            self.honorific = self.honorific or vocabulary.KEPT_HONORIFICS[words]

    def add_mention(
        self, passage: Passage, start: int, length: int, title: re.Match[str] | None
    ) -> None:
        """Take a place where the person is said, and the title before it."""
        self.mentions.add(Mention(passage.field, passage.index, start, start + length))
        if title:
            self.add_title(title[1])


def find_people(passages: Sequence[Passage]) -> list[Person]:
    """Return the persons who hold an office in the texts, in the order of their first mention.

    The texts are spelled by `tokens.spell`.
    """
    people: dict[str, Person] = {}
    for passage in passages:
        for tokens in _sentences(passage.text):
            for sighting in Attachment(tokens).sightings():
                _take(people, passage, tokens, sighting)
    officials = [person for person in people.values() if person.positions]
    for person in officials:
        _add_full_mentions(person, passages)
    for person in officials:
        _add_short_mentions(person, passages)
    order = {(p.field, p.index): place for place, p in enumerate(passages)}
    return sorted(
        officials, key=lambda p: min((order[m.field, m.index], m.start) for m in p.mentions)
    )


def _sentences(text: str) -> Iterator[list[Token]]:
    """Yield the words of each sentence that may name an office and a person."""
    if not _may_tell(text):
        return
    start = 0
    for end in (*(found.end() for found in _SENTENCE.finditer(text)), len(text)):
        if _may_tell(text[start:end]):
            tokens = tokenize(text, start, end)
            for first in range(0, len(tokens), _LONGEST):
                yield tokens[first : first + _LONGEST]
        start = end


def _may_tell(text: str) -> bool:
    """Tell whether a text holds an office's word and a surname that begins no unit's name."""
    return _HEAD.search(text.lower()) is not None and any(
        found[1].lower() in SURNAMES and f"{found[1]} {found[2]}" not in large_names()
        for found in _NAME.finditer(text)
    )


def _take(
    people: dict[str, Person], passage: Passage, tokens: Sequence[Token], sighting: Sighting
) -> None:
    """Keep what a sighting says of its name, if that is an office and not one of a firm."""
    chunk = sighting.chunk
    if chunk.kind is not Kind.NAME or not sighting.offices or sighting.praised:
        return
    said = [
        read_position(passage.text, tokens, office, sighting.organisation)
        for office in sighting.offices
    ]
    if any(position.private for position in said):
        return
    if all(position.is_bare_director for position in said) and _names_firm(passage.text):
        return
    name = _spelled(tokens[chunk.start : chunk.end])
    person = people.setdefault(name.lower(), Person(name))
    person.positions = merge_positions(person.positions, said)
    person.honorific = person.honorific or sighting.honorific
    person.rank = person.rank or sighting.rank
    start, end = tokens[chunk.start].start, tokens[chunk.end - 1].end
    person.mentions.add(Mention(passage.field, passage.index, start, end))


@lru_cache(maxsize=1)
def _names_firm(text: str) -> bool:
    """Tell whether a text names a firm; every director in it asks."""
    return _FIRM.search(text) is not None


def _spelled(name: Sequence[Token]) -> str:
    """Return the name with capitals at the beginnings of its words only."""
    words = [token.text for token in name]
    if all(word.isupper() for word in words):
        words = [word.capitalize() for word in words]
    return " ".join(words)


def _add_full_mentions(person: Person, passages: Sequence[Passage]) -> None:
    """Add every place where the full name stands, but as the name of a street or a school."""
    for passage in passages:
        for name in {person.name, person.name.upper()}:
            for start in _find(passage.text, name):
                before = _before(passage.text, start)
                if not _PLACES.intersection(before.lower().split()[-1:]):
                    person.add_mention(passage, start, len(name), _TITLED.search(before))


def _add_short_mentions(person: Person, passages: Sequence[Passage]) -> None:
    """Add the given name behind a title, if only this person can be meant."""
    words = person.name.split()
    for length in range(1, min(len(words), 3)):
        short = " ".join(words[-length:])
        places = [(p, start) for p in passages for start in _find(p.text, short)]
        names = (f"{_others(p.text, start)}{short}" for p, start in places)
        if any(not _is_part(name.lower(), person.name.lower()) for name in names):
            continue
        for passage, start in places:
            end = start + len(short)
            title = _TITLED.search(_before(passage.text, start))
            if title and not passage.text[end : end + 2].lstrip()[:1].isupper():
                person.add_mention(passage, start, len(short), title)


def _find(text: str, name: str) -> Iterator[int]:
    """Yield where a name begins that is no part of a longer word."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            yield start
        start = text.find(name, end)


def _before(text: str, start: int) -> str:
    return text[max(0, start - _REACH) : start]


def _others(text: str, start: int) -> str:
    """Return the capitalised words right before a name, without titles."""
    found = _CAPITALS.search(text[max(0, start - 2 * _REACH) : start])
    words = found[0].split() if found else []
    while words and words[0].lower() in vocabulary.TITLE_WORDS:
        words = words[1:]
    return "".join(f"{word} " for word in words)


def _is_part(name: str, own: str) -> bool:
    return own.endswith(name) or name.endswith(own)
