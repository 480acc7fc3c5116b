"""Names of administrative units inside names of organisations, and runs of capitalised words."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from indexer.facets.officials import organs
from indexer.facets.officials.surnames import is_full_name
from indexer.facets.officials.tokens import Phrases, Token, spell
from indexer.gazetteer import list_names

_LONGEST: Final = 16
"""Words of a heading in capitals that are looked at: no name and no unit has half as many."""
UNIT_WORDS: Final = Phrases(organs.UNIT_WORDS)


@lru_cache(maxsize=2)
def unit_names(*, large: bool) -> Phrases:
    """Return the names, without types, of all units or only of provinces and districts."""
    names = (name for _, code, _, name, _ in list_names() if not large or len(code) < len("00001"))
    return Phrases(spell(name) for name in names if not name.isdigit())


@lru_cache(maxsize=1)
def large_names() -> frozenset[str]:
    """Return the names of two words of provinces and districts, and "Hồ Chí" of Hồ Chí Minh."""
    names = (name for _, code, _, name, _ in list_names() if len(code) < len("00001"))
    return frozenset(spell(name) for name in names if name.count(" ") == 1) | {"Hồ Chí"}


def capital_run(tokens: Sequence[Token], start: int) -> list[Token]:
    """Return the capitalised words from `start` on that only blanks part, `_LONGEST` at most."""
    run = [tokens[start]]
    for before, token in pairwise(tokens[start : start + _LONGEST]):
        if not token.capital or not 0 < token.start - before.end <= 2:
            break
        run.append(token)
    return run


def end_of_unit(tokens: Sequence[Token], start: int) -> int:
    """Return the index behind "huyện Mù Cang Chải", "TP. Hà Nội", "Quận 1"; `start` if none.

    A type alone ("UBND huyện") is a unit, too.
    """
    end = end_of_unit_word(tokens, start)
    if end == start:
        return start
    shortened = tokens[start].key in {"tp", "tx", "p", "q", "h", "x"}
    if shortened and end + 1 < len(tokens) and tokens[end].key == "." and tokens[end + 1].capital:
        end += 1
    if end < len(tokens) and tokens[end].key.isdigit():
        return end + 1
    known = unit_names(large=False).match(tokens, end)
    if known > end and tokens[end].capital:
        return known if _splits_well(tokens, end, known) else end
    if end == len(tokens) or not tokens[end].capital:
        return end
    run = capital_run(tokens, end)
    return end if is_full_name(run) else end + _length_before_name(run)


def end_of_unit_word(tokens: Sequence[Token], start: int) -> int:
    """Return the index behind a unit's type; a letter ("P. Hàng Bạc") is one before a name only."""
    end = UNIT_WORDS.match(tokens, start)
    if end == start or len(tokens[start].key) > 1:
        return end
    dotted = end + 1 < len(tokens) and tokens[end].key == "." and tokens[end + 1].capital
    return end if dotted and tokens[start].capital else start


def end_of_large_unit(tokens: Sequence[Token], start: int) -> int:
    """Return the index behind the bare name of a province or district; `start` if none."""
    end = unit_names(large=True).match(tokens, start)
    return end if end > start and _splits_well(tokens, start, end) else start


def _splits_well(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether what follows a unit's name leaves it whole: not "Hoàng Mai" "Anh"."""
    run = capital_run(tokens, start)
    rest = run[end - start :]
    return not rest or is_full_name(rest) or not is_full_name(run)


def _length_before_name(run: list[Token]) -> int:
    """Return how many words of the run stand before a person's full name, all if there is none."""
    starts = (index for index in range(1, len(run)) if is_full_name(run[index:]))
    return next(starts, min(len(run), 4))
