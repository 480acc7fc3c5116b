"""A text as a row of chunks: honorifics, ranks, offices with their organisations, names, signs.

An office reaches from its head ("Phó Chủ tịch") over nouns of organisations, fields, and names of
units to the first word that can belong to none, or to a person's name: "Phó Chủ tịch UBND huyện
Mù Cang Chải | Lê Trọng Khang | phát biểu". Which name holds which office, `attachment` tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from indexer.facets.officials import vocabulary
from indexer.facets.officials.surnames import LONGEST, is_full_name, is_syllable
from indexer.facets.officials.tails import ORGANISATIONS, end_of_tail
from indexer.facets.officials.tokens import Phrases, Token
from indexer.facets.officials.units import capital_run, end_of_large_unit

HONORIFICS: Final = Phrases(vocabulary.HONORIFICS)
RANKS: Final = Phrases(vocabulary.RANKS)
HEADS: Final = Phrases(vocabulary.HEADS)
APPOINTED: Final = Phrases(vocabulary.APPOINTED)
_WEAK: Final = frozenset({"anh", "chị", "cô", "thầy", "cụ", "bà", "ông", "ngài"})
_PLURAL: Final = frozenset({"các", "hai", "ba", "những", "2", "02", "3", "03", "4", "04"})
_SIGNS: Final = frozenset({",", ";", "-", "–", "—", "(", ")", ":", "|", "và", "kiêm"})
_TERMS: Final = frozenset({"khóa", "nhiệm kỳ"})
_ABBREVIATED: Final = frozenset({"ct", "uv", "gđ", "tuv", "huv", "quv", "đuv", "cht", "ctv", "tmt"})
_FIRST: Final = _SIGNS.union(
    vocabulary.MODIFIERS,
    *(table.first for table in (HONORIFICS, RANKS, HEADS, APPOINTED, ORGANISATIONS)),
)
"""What a chunk that is more than a word can begin with, apart from a capital letter."""


class Kind(Enum):
    """What a chunk is."""

    HONORIFIC = auto()
    RANK = auto()
    OFFICE = auto()
    ORGANISATION = auto()
    NAME = auto()
    SHORT_NAME = auto()
    SIGN = auto()
    APPOINTED = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens `start` to `end`; of an office, `tail` is where its head ends."""

    kind: Kind
    start: int
    end: int
    tail: int = 0
    modifier: str | None = None
    plural: bool = False


def split_chunks(tokens: Sequence[Token]) -> list[Chunk]:
    """Return the chunks of a text in order, without a gap."""
    chunks: list[Chunk] = []
    index = 0
    while index < len(tokens):
        end = index
        while end < len(tokens) and not tokens[end].capital and tokens[end].key not in _FIRST:
            end += 1
        if end > index:
            chunk = Chunk(Kind.WORD, index, end)
        else:
            chunk = _read(tokens, index, chunks[-1].kind if chunks else Kind.WORD)
        chunks.append(chunk)
        index = chunk.end
    return chunks


def _read(tokens: Sequence[Token], index: int, before: Kind) -> Chunk:
    token = tokens[index]
    if token.key in _SIGNS:
        return Chunk(Kind.SIGN, index, index + 1)
    if token.key not in _FIRST:
        return _name(tokens, index, before) or Chunk(Kind.WORD, index, index + 1)
    return (
        _honorific(tokens, index)
        or _rank(tokens, index)
        or _office(tokens, index)
        or _name(tokens, index, before)
        or _organisation(tokens, index)
        or _appointed(tokens, index)
        or Chunk(Kind.WORD, index, index + 1)
    )


def _honorific(tokens: Sequence[Token], index: int) -> Chunk | None:
    end = HONORIFICS.match(tokens, index)
    if end == index:
        return None
    while end < len(tokens) - 1 and tokens[end].key in {".", ","}:
        more = HONORIFICS.match(tokens, end + 1)
        if tokens[end].key == "," and more == end + 1:
            break
        end = more
    if tokens[index].key in _WEAK and not (end < len(tokens) and tokens[end].capital):
        return None
    plural = index > 0 and tokens[index - 1].key in _PLURAL
    return Chunk(Kind.HONORIFIC, index, end, plural=plural)


def _rank(tokens: Sequence[Token], index: int) -> Chunk | None:
    end = RANKS.match(tokens, index)
    return Chunk(Kind.RANK, index, end) if end > index else None


def _office(tokens: Sequence[Token], index: int) -> Chunk | None:
    start = index
    modifier = vocabulary.MODIFIERS.get(tokens[index].key)
    if modifier:
        start += 1
        if start < len(tokens) and tokens[start].key == ".":
            start += 1
    head = HEADS.match(tokens, start)
    if head == start or (tokens[start].key in _ABBREVIATED and not tokens[start].text.isupper()):
        return None
    end = end_of_tail(tokens, start, head)
    if end == head and " ".join(token.key for token in tokens[start:head]) in vocabulary.BARE:
        return None
    plural = index > 0 and tokens[index - 1].key in _PLURAL
    return Chunk(Kind.OFFICE, index, end, tail=head, modifier=modifier, plural=plural)


def _name(tokens: Sequence[Token], index: int, before: Kind) -> Chunk | None:
    if not tokens[index].capital:
        return None
    run = capital_run(tokens, index)
    cuts = (cut for cut in range(1, len(run)) if _begins_other(tokens, index + cut))
    run = run[: next(cuts, len(run))]
    introduced = before in {Kind.HONORIFIC, Kind.RANK, Kind.OFFICE}
    lengths = range(min(len(run), LONGEST + 1), 1, -1) if introduced else (len(run),)
    if before is not Kind.HONORIFIC and end_of_large_unit(tokens, index) == index + len(run):
        return None
    if _goes_on(tokens, index, before):
        return None
    if all(token.text.isupper() for token in run) and not _is_loud_name(run):
        return None
    for length in lengths:
        if is_full_name(run[:length]):
            return Chunk(Kind.NAME, index, index + length)
    if introduced and before is not Kind.OFFICE and len(run) <= LONGEST and _pronounceable(run):
        kind = Kind.SHORT_NAME if len(run) <= 2 else Kind.NAME
        return Chunk(kind, index, index + len(run))
    return None


def _goes_on(tokens: Sequence[Token], index: int, before: Kind) -> bool:
    """Tell whether a run begins within a foreign name: "Ma Ha Lạt" in "Sukan Ma Ha Lạt"."""
    last = tokens[index - 1]
    blank = index > 0 and tokens[index].start - last.end == 1
    foreign = len(last.text) > 2 and last.text.istitle() and not is_syllable(last.text)
    return before is Kind.WORD and blank and foreign


def _is_loud_name(run: Sequence[Token]) -> bool:
    """Tell whether words in capitals are a name for sure: a verb behind it looks like its end."""
    return len(run) <= LONGEST - 1 or (len(run) == LONGEST and run[1].key == "thị")


def _begins_other(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether an office, a rank or an organ of two words or more begins, and no given name."""
    return (
        HEADS.match(tokens, index) > index
        or RANKS.match(tokens, index) > index
        or ORGANISATIONS.match(tokens, index) > index + 1
    )


def _pronounceable(run: Sequence[Token]) -> bool:
    return all(is_syllable(token.text) for token in run)


def _organisation(tokens: Sequence[Token], index: int) -> Chunk | None:
    end = ORGANISATIONS.match(tokens, index)
    if end == index:
        return None
    return Chunk(Kind.ORGANISATION, index, max(end, end_of_tail(tokens, index, index)))


def _appointed(tokens: Sequence[Token], index: int) -> Chunk | None:
    end = APPOINTED.match(tokens, index)
    return Chunk(Kind.APPOINTED, index, end) if end > index else None
