"""The administrative unit that a portal calls itself after: its host and its titles in, a unit out.

"Cổng thông tin điện tử huyện Thọ Xuân - Thanh Hóa" at thoxuan.thanhhoa.gov.vn can only be one unit.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from crawler.text import fold_diacritics
from indexer.gazetteer import list_units
from indexer.gazetteer.unit import Unit

_MAPS = (date(2025, 7, 1), date(2025, 6, 30))
"""Days of the map that holds and of the one before it: districts are in the second only."""


def name_unit(host: str, names: Sequence[str]) -> Unit | None:
    """Return the only unit that a portal's host and names can mean, None where several can.

    `names` are what the portal calls itself, the surest first. A name counts with its type ("huyện
    Thọ Xuân"), a smaller unit before the larger ones that contain it, today's map before the last
    one. Of namesakes the host or a name tells the province. A portal that names no unit is its
    province's if its host is the province's and no smaller unit's ("snv.dienbien.gov.vn").
    """
    units = _all_units()
    labels = host.lower().split(".")
    by_host = {unit.province for unit in units if _joined(unit.province) in labels}
    for name in names:
        text = _words(name)
        provinces = by_host or {u.province for u in units if _words(u.province) in text}
        named = [unit for unit in units if _words(unit.name) in text]
        within = [unit for unit in named if not provinces or unit.province in provinces]
        if unit := _only(within, labels):
            return unit
    others = [label for label in labels if label not in map(_joined, by_host)]
    theirs = [unit for unit in units if unit.province in by_host]
    if any(_joined(_label(unit)) in others for unit in theirs):
        return None
    return _only([unit for unit in theirs if _level(unit) == 1], labels)


@lru_cache(maxsize=1)
def _all_units() -> tuple[Unit, ...]:
    return tuple(unit for day in _MAPS for unit in list_units(day))


def _only(found: Sequence[Unit], labels: Sequence[str]) -> Unit | None:
    """Return the unit that is left when the longest name counts, the smallest level, the host."""
    spelled = [_words(unit.name) for unit in found]
    longest = [u for u in found if not any(_words(u.name) in o != _words(u.name) for o in spelled)]
    lowest = max(map(_level, longest), default=0)
    units = [unit for unit in longest if _level(unit) == lowest]
    candidates = [unit for unit in units if _joined(_label(unit)) in labels] or units
    meant = {(unit.name, unit.province, unit.district) for unit in candidates}
    return candidates[0] if len(meant) == 1 else None


def _level(unit: Unit) -> int:
    return 3 if unit.commune else 2 if unit.district else 1


def _label(unit: Unit) -> str:
    return unit.commune or unit.district or unit.province


@lru_cache(maxsize=1 << 15)
def _words(text: str) -> str:
    """Return the words between blanks, each as letters and then marks: "hoá" and "hóa" are one."""
    words = re.findall(r"\w+", re.sub(r"\btp\b", "thành phố", text.lower()))
    return f" {' '.join(_spelling(word) for word in words)} "


def _spelling(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    return "".join(sorted(letters, key=lambda letter: unicodedata.combining(letter) > 0))


@lru_cache(maxsize=1 << 15)
def _joined(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold_diacritics(text).lower())
