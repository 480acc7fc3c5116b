"""Units by name: what a name can mean on the map of a day. Reads the file at the first look-up."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from indexer.gazetteer import AFTER, list_maps, list_names, list_vintages, unit_on
from indexer.gazetteer.spelling import spelling
from indexer.gazetteer.unit import Unit

Candidates: TypeAlias = tuple[tuple[Unit, ...], ...]
"""What a name can mean on the map of the day, and on the maps beside it, the nearest first."""


UPGRADES = date(2026, 1, 1)
"""Before, "thành phố Bắc Ninh" is the town that bore the name, and not yet the province."""


@lru_cache(maxsize=1)
def _index() -> Mapping[str, list[tuple[str, str, str, bool]]]:
    index: dict[str, list[tuple[str, str, str, bool]]] = defaultdict(list)
    for vintage, code, kind, name, upgraded in list_names():
        index[spelling(name)].append((vintage, code, kind, upgraded))
    return dict(index)


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(" ".join(words[:n]) for words in map(str.split, _index()) for n in range(6))


def begins_name(key: str) -> bool:
    """Tell whether a name may go on like this: with its first syllables' spelling, or with none."""
    return key in _beginnings()


def is_name(key: str) -> bool:
    """Tell whether any unit of any map has a name of this spelling."""
    return key in _index()


def units_named(key: str, types: frozenset[str], day: date) -> Candidates:
    """Return the units of these types with a name's `spelling`, on each of a day's maps."""
    return _units(key, types, list_maps(day), upgraded=day >= UPGRADES)


@lru_cache(maxsize=1 << 14)
def _units(
    key: str, types: frozenset[str], maps: tuple[tuple[str, ...], ...], *, upgraded: bool
) -> Candidates:
    rows = dict.fromkeys(
        (vintage, code)
        for vintage, code, kind, alias in _index().get(key, ())
        if kind in types and (upgraded or not alias)
    )
    return tuple(
        tuple(
            unit
            for vintage, code in rows
            if vintage in vintages and (unit := unit_on(code, vintages)).vintage == vintage
        )
        for vintages in maps
    )


@lru_cache(maxsize=1)
def _ancestors_of_today() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for vintage, code, *_ in list_names():
        if len(code) == len("01") and vintage != AFTER:
            unit = unit_on(code, list_vintages(vintage))
            found[unit.province_now or unit.province].add(unit.province)
    return {name: frozenset(names) for name, names in found.items()}


def provinces_before(province: str) -> frozenset[str]:
    """Return the provinces that became one of today's, by their labels."""
    return _ancestors_of_today().get(province, frozenset())


def list_districts(provinces: frozenset[str]) -> frozenset[str]:
    """Return the names of two syllables or more of all districts that these provinces had."""
    return _names_below(len("001"), lambda unit: unit.province in provinces)


def list_communes(provinces: frozenset[str], district: str | None) -> frozenset[str]:
    """Return the names of two syllables or more of all communes that this district had."""
    if district is None:
        return frozenset()
    return _names_below(
        len("00001"), lambda unit: unit.district == district and unit.province in provinces
    )


def _names_below(digits: int, fits: Callable[[Unit], bool]) -> frozenset[str]:
    return frozenset(
        name
        for vintage, code, _, name, _ in list_names()
        if len(code) == digits and vintage != AFTER and " " in name and not name[-1].isdigit()
        if fits(unit_on(code, list_vintages(vintage)))
    )
