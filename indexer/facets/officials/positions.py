"""A position as the text says it, and when two say the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from crawler.text import fold_diacritics
from indexer.facets.officials import vocabulary
from indexer.facets.officials.chunks import Chunk
from indexer.facets.officials.tokens import Phrases, Token, tokenize

_PRIVATE: Final = Phrases(vocabulary.PRIVATE)
_OF_AREA: Final = Phrases(("khu vực",))
"""Right behind a head: "Giám đốc khu vực" is a firm's; "Bệnh viện Đa khoa khu vực" is none."""
_BRACKET: Final = re.compile(r"((?:\w+[ ,-]+)+)\(([\w&]+)\)")
_NEXT: Final = 3
"""How many words after a bare head may show that it is a firm's: "Giám đốc điều hành"."""


@dataclass(frozen=True, slots=True)
class Position:
    """An office somebody holds: its words without "nguyên", its head, its organisation's words."""

    text: str
    head: str
    organisation: str
    modifier: str | None = None
    private: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The words in lower case, abbreviations written out, for comparing."""
        return spelled_out(self.text)

    @property
    def is_bare_director(self) -> bool:
        """Whether it is "Giám đốc" or "Chủ tịch", perhaps a deputy, of something untold."""
        return not self.organisation and self.head.lower().endswith(("giám đốc", "chủ tịch"))

    @property
    def is_membership(self) -> bool:
        """Whether it is a seat and not something to lead."""
        head = self.head.lower()
        return head.startswith(vocabulary.MEMBERSHIPS) or head.endswith("ủy viên")


def read_position(
    text: str, tokens: Sequence[Token], office: Chunk, organisation: Chunk | None
) -> Position:
    """Return the position that an office's chunk says; `organisation` if it stands apart."""
    start = next(
        at
        for at in range(office.start, office.end)
        if tokens[at].key not in vocabulary.MODIFIERS and tokens[at].key != "."
    )
    said = _shorten(text[tokens[start].start : tokens[office.end - 1].end])
    head = text[tokens[start].start : tokens[office.tail - 1].end]
    tail = said[len(head) :].strip(" -–")
    if organisation is not None and not tail:
        tail = text[tokens[organisation.start].start : tokens[organisation.end - 1].end]
    near = tokens[office.tail : office.end + (0 if tail else _NEXT)]
    private = any(_PRIVATE.match(near, at) > at for at in range(len(near)) if _joins(near, at))
    private = private or _OF_AREA.match(near, 0) > 0
    return Position(said, " ".join(head.split()), _shorten(tail), office.modifier, private)


def merge_positions(known: Iterable[Position], said: Iterable[Position]) -> list[Position]:
    """Return the positions without those that another says in full ("Giám đốc Sở", "… Sở Y tế").

    They stand in the order of the fullest sighting: who is first "Chủ tịch" alone, then "Phó Bí thư
    Huyện ủy, Chủ tịch UBND huyện", leads the last.
    """
    merged, last = list(known), -1
    for position in said:
        if any(_is_part(position.words, p.words) for p in merged):
            continue
        initials = _initials(position)
        parts = [
            p
            for p in merged
            if _is_part(p.words, position.words)
            or (_initials(p) == initials and len(p.text) < len(position.text))
        ]
        if not parts and any(_initials(p) == initials for p in merged):
            continue
        place = merged.index(parts[0]) if parts else len(merged)
        merged = [p for p in merged if p not in parts]
        last = max(place, min(last + 1, len(merged)))
        merged.insert(last, position)
    return merged


@lru_cache(maxsize=1 << 12)
def spelled_out(text: str) -> tuple[str, ...]:
    """Return the words in lower case with the usual abbreviations written out."""
    words = (token.key for token in tokenize(text))
    return tuple(
        part for word in words for part in vocabulary.ABBREVIATIONS.get(word, word).split()
    )


def _joins(tokens: Sequence[Token], index: int) -> bool:
    return not any(
        token.key in {",", ";", ".", "(", ")", ":", '"', "”"} for token in tokens[:index]
    )


def _is_part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether all words of one stand in the other in their order, from the first on."""
    if not short or short[0] != long[0] or len(short) > len(long):
        return False
    rest = iter(long)
    return all(word in rest for word in short)


@lru_cache(maxsize=1 << 12)
def _initials(position: Position) -> str:
    """Return the head and the first letters of what is led: "GDĐT" is "Giáo dục và Đào tạo"."""
    words = [token for token in tokenize(position.organisation) if token.key not in {"và", "&"}]
    letters = (
        word.key.replace("&", "") if word.text.isupper() else word.key[0]
        for word in words
        if word.key[0].isalnum()
    )
    return " ".join((*spelled_out(position.head), "".join(letters)))


def _shorten(text: str) -> str:
    """Return the text with "Ủy ban nhân dân (UBND)" as "UBND": what the writer will say next."""
    text = text.replace("&amp;", "&").replace("amp;", "&")
    if "(" in text:
        text = _BRACKET.sub(_abbreviate, text)
    return " ".join(text.split())


def _abbreviate(found: re.Match[str]) -> str:
    words, short = re.findall(r"\w+", found[1]), found[2]
    initials = fold_diacritics("".join(word[0] for word in words)).upper()
    if not initials.endswith(fold_diacritics(short).upper()):
        return found[1].strip()
    kept = words[: len(words) - len(short)]
    return " ".join([*kept, short])
