"""Sightings of one article joined to persons: one name, all that is said of it.

Only sentences with an office are read word by word; a later mention is looked for by the names that
these give, in full anywhere, or by the given name behind a title ("đồng chí Cường", "ông Dũng") if
no other full name of the article ends so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from indexer.facets.officials import vocabulary
from indexer.facets.officials.attachment import Attachment, Sighting
from indexer.facets.officials.chunks import Kind
from indexer.facets.officials.positions import Position, merge_positions, read_position
from indexer.facets.officials.tokens import Token, spell, tokenize
from indexer.facets.passages import Mention, Passage

_BLANKS: Final = r"\s+"


def _any_of(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(_BLANKS.join(map(re.escape, phrase.split())) for phrase in longest_first)


_HINT: Final = re.compile(rf"(?<!\w)(?:{_any_of(vocabulary.HINTS)})(?!\w)", re.IGNORECASE)
"""The ends of all offices' heads: a sentence without one is not read."""
_SENTENCE: Final = re.compile(
    r"(?<!\bTP)(?<!\bTX)(?<!\bTS)(?<!\bGS)(?<!\bThS)(?<!\bBS)(?<!\bKS)(?<!\bQ)(?<!\bP)"
    r"[.!?…]+[\"”)]?\s+(?=[^\Wa-zà-ỹ]|[“\"(–-])"
)
_TITLES: Final = (*vocabulary.KEPT_HONORIFICS, *vocabulary.RANKS)
_PLACES: Final = frozenset({"đường", "phố", "trường", "thpt", "thcs", "giải", "xã", "phường"})
_CAPITALS: Final = r"(?:[^\W\d_a-zà-ỹ]\w*\s+)"


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


def find_people(texts: Iterable[Passage]) -> list[Person]:
    """Return the persons who hold an office in the texts, in the order of their first mention."""
    passages = [Passage(p.field, p.index, spell(p.text)) for p in texts]
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
    """Yield the words of each sentence in which an office is named."""
    hints = [found.start() for found in _HINT.finditer(text)]
    if not hints:
        return
    start = 0
    for end in (*(found.end() for found in _SENTENCE.finditer(text)), len(text)):
        if any(start <= hint < end for hint in hints):
            yield tokenize(text, start, end)
        start = end


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
    name = _spelled(tokens[chunk.start : chunk.end])
    person = people.setdefault(name.lower(), Person(name))
    person.positions = merge_positions(person.positions, said)
    person.honorific = person.honorific or sighting.honorific
    person.rank = person.rank or sighting.rank
    start, end = tokens[chunk.start].start, tokens[chunk.end - 1].end
    person.mentions.add(Mention(passage.field, passage.index, start, end))


def _spelled(name: Sequence[Token]) -> str:
    """Return the name with capitals at the beginnings of its words only."""
    words = [token.text for token in name]
    if all(word.isupper() for word in words):
        words = [word.capitalize() for word in words]
    return " ".join(words)


def _add_full_mentions(person: Person, passages: Sequence[Passage]) -> None:
    """Add every place where the full name stands, but as the name of a street or a school."""
    name = _BLANKS.join(map(re.escape, person.name.split()))
    pattern = re.compile(rf"(?<!\w)(?:({_any_of(_TITLES)}){_BLANKS})?({name})(?!\w)", re.IGNORECASE)
    given = person.name.split()[-1]
    for passage in passages:
        if given not in passage.text and given.upper() not in passage.text:
            continue
        for found in pattern.finditer(passage.text):
            before = passage.text[: found.start()].lower().split()[-1:]
            if not found[2][0].isupper() or _PLACES.intersection(before):
                continue
            person.mentions.add(Mention(passage.field, passage.index, *found.span(2)))
            if found[1]:
                person.add_title(found[1])


def _add_short_mentions(person: Person, passages: Sequence[Passage]) -> None:
    """Add the given name behind a title, if only this person can be meant."""
    words = person.name.split()
    if len(words) < 3:  # noqa: PLR2004 - a short name is a part, not all but the surname
        lengths: tuple[int, ...] = (1,)
    else:
        lengths = (1, 2)
    for length in lengths:
        short = _BLANKS.join(map(re.escape, words[-length:]))
        full = re.compile(rf"(?<!\w){_CAPITALS}{{1,3}}{short}(?!\w)")
        titled = re.compile(
            rf"(?<!\w)((?i:{_any_of(_TITLES)})){_BLANKS}({short})(?!\w|\s+[^\W\d_a-zà-ỹ])"
        )
        found = [(p, m) for p in passages if words[-1] in p.text for m in titled.finditer(p.text)]
        if not found or _has_namesake(person, full, passages):
            continue
        for passage, match in found:
            person.mentions.add(Mention(passage.field, passage.index, *match.span(2)))
            person.add_title(match[1])


def _has_namesake(person: Person, full: re.Pattern[str], passages: Sequence[Passage]) -> bool:
    """Tell whether another name of the article ends with the same words."""
    own = person.name.lower()
    for passage in passages:
        for found in full.finditer(passage.text):
            name = " ".join(found[0].lower().split())
            if not own.endswith(name) and not name.endswith(own):
                first = name.split()[0]
                if first not in vocabulary.TITLE_WORDS:
                    return True
    return False
