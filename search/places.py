"""A place as a reader names it: the paths under which documents have it, then and now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from crawler.text import clean, fold_diacritics, has_diacritics
from indexer.gazetteer import AFTER, list_names, list_vintages, unit_on
from indexer.gazetteer.spelling import spelling
from indexer.gazetteer.unit import RANKS, Unit

MAX_NAMESAKES: Final = 50
"""Communes called Tân Lập were 26; a query by name is no list of all."""
_SHORT_TYPES: Final[Mapping[str, str]] = {"tp": "thanh pho", "tx": "thi xa", "tt": "thi tran"}


def find_named(name: str) -> tuple[Unit, ...]:
    """Return the units of all maps that a name can mean; none if there is none of the name.

    The type may stand before it ("huyện Mù Cang Chải", "TP. Lào Cai"), and what contains it before
    a slash or behind a comma ("Yên Bái/Mù Cang Chải"). Capitals, tone placement and spelling do not
    matter; without any diacritic diacritics do not either. A name alone means the largest that bear
    it, and those of today in their provinces: "Hòa Bình" is the province and no town elsewhere.
    """
    parts = [part for part in clean(name).split("/") if part] or [""]
    if len(parts) == 1:
        parts = [part.strip() for part in reversed(parts[0].split(","))]
    called = _units_called(parts[-1])
    units = [unit for unit in called if all(_is_within(unit, above) for above in parts[:-1])]
    level = min((unit.level for unit in units), default=0)
    provinces = {unit.province_now for unit in units if unit.level == level}
    return tuple(
        unit
        for unit in units
        if unit.level == level or (unit.vintage >= AFTER and unit.province in provinces)
    )


def unit_path(unit: Unit) -> str:
    """Return the names from the province down to the unit, as documents hold them."""
    return "/".join(name for name in (unit.province, unit.district, unit.commune) if name)


def place_filter(name: str) -> dict[str, Any]:
    """Return the query for what a place published and for what names it, under any of its names.

    A name that is no unit's is looked for as it is, as a path.
    """
    units = find_named(name)
    if not units:
        return {"term": {"place_paths": name}}
    return {"bool": {"should": [issued_in(units), named_in(units)]}}


def issued_in(units: Sequence[Unit]) -> dict[str, Any]:
    """Return the query for what portals of these units, and of those within them, published."""
    provinces = [unit.province for unit in units if unit.level == 1]
    paths = list(dict.fromkeys(unit_path(unit) for unit in units if unit.level > 1))
    below = [{"prefix": {"place": f"{path}/"}} for path in paths]
    of_paths = [{"terms": {"place": paths}}, *below] if paths else []
    return {"bool": {"should": [{"terms": {"provinces": provinces}}, *of_paths]}}


def named_in(units: Sequence[Unit]) -> dict[str, Any]:
    """Return the query for what names one of these units, or one within them."""
    return {"terms": {"place_paths": list(dict.fromkeys(map(unit_path, units)))}}


def _units_called(name: str) -> Sequence[Unit]:
    kinds, bare = _split_type(name)
    rows = _index().get(_fold(bare), ())
    exact = spelling(bare) if has_diacritics(name) else None
    units = dict.fromkeys(
        unit_on(code, list_vintages(vintage))
        for vintage, code, kind, label in rows
        if (not kinds or kind in kinds) and exact in (None, spelling(label))
    )
    return tuple(units)[:MAX_NAMESAKES]


def _split_type(name: str) -> tuple[frozenset[str], str]:
    """Part a name into the types that it can stand for, all for none, and the rest of it."""
    words = fold_diacritics(name).lower().replace(".", ". ").split()
    whole = name.replace(".", ". ").split()
    for count in (2, 1):
        typed = " ".join(words[:count]).rstrip(".")
        typed = _SHORT_TYPES.get(typed, typed)
        kinds = frozenset(kind for kind in RANKS if fold_diacritics(kind).lower() == typed)
        if kinds and len(words) > count:
            return kinds, " ".join(whole[count:])
    return frozenset(), name


def _is_within(unit: Unit, above: str) -> bool:
    bare = _fold(_split_type(above)[1])
    return any(name and _fold(name).endswith(bare) for name in (unit.province, unit.district))


@lru_cache(maxsize=1)
def _index() -> Mapping[str, list[tuple[str, str, str, str]]]:
    """Return vintage, code, type and name of every unit and alias by the folded name."""
    index: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for vintage, code, kind, name, _ in list_names():
        index[_fold(name)].append((vintage, code, kind, name))
    return dict(index)


def _fold(name: str) -> str:
    return fold_diacritics(spelling(name))
