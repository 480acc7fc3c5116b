"""Where and when an article is at home: what a name can mean there, and what needs no type."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from indexer.facets.alternatives import any_of
from indexer.facets.place_words import CITIES, PROVINCES
from indexer.gazetteer import AFTER
from indexer.gazetteer.names import (
    Candidates,
    list_communes,
    list_districts,
    provinces_before,
    units_named,
)
from indexer.gazetteer.unit import RANKS, Unit

_TYPES: Final = frozenset(RANKS)
_CITIES: Final = frozenset(CITIES.split("|"))


class Area:
    """The issuer's province and district, on the map of an article's day and on those beside it."""

    def __init__(self, issuer: Unit | None, day: date) -> None:
        self._day = day
        self._is_before = day < date.fromisoformat(AFTER)
        self._district = issuer.district if issuer else None
        self._before: frozenset[str] = frozenset()
        self._after: frozenset[str] = frozenset()
        if issuer and issuer.vintage == AFTER:
            self._before = provinces_before(issuer.province)
            self._after = frozenset({issuer.province})
        elif issuer:
            self._before = frozenset({issuer.province})
            self._after = frozenset({issuer.province_now or issuer.province})
        self.bare = _bare_names(self._before, self._district)

    def has(self, unit: Unit) -> bool:
        """Tell whether a unit is in the issuer's province."""
        return unit.province in (self._after if unit.vintage == AFTER else self._before)

    def is_near(self, unit: Unit) -> bool:
        """Tell whether a unit is in the issuer's district."""
        return self._district is not None and unit.district == self._district and self.has(unit)

    def is_of_today(self, unit: Unit) -> bool:
        """Tell whether a unit is in the issuer's province on today's map, and that is the day's."""
        return unit.vintage == AFTER and not self._is_before and self.has(unit)

    def look(self, key: str, types: frozenset[str]) -> Candidates:
        """Return what a spelling can mean, of these types, anywhere."""
        return units_named(key, types, self._day)

    def look_bare(self, key: str) -> Candidates:
        """Return what a spelling can mean without a type.

        That is a province, else a district of the issuer's province, else a commune near it, else
        one of `CITIES`.
        """
        found = self.look(key, _TYPES)
        provinces = tuple(tuple(unit for unit in units if unit.level == 1) for units in found)
        if any(provinces):
            return provinces
        for fits in (self._is_own_district, self.is_near, self._is_city):
            near = tuple(tuple(unit for unit in units if fits(unit)) for units in found)
            if any(near):
                return near
        return ()

    def _is_own_district(self, unit: Unit) -> bool:
        return unit.level < RANKS["Xã"] and self.has(unit)

    def _is_city(self, unit: Unit) -> bool:
        return self._is_before and unit.commune is None and unit.district in _CITIES


@lru_cache(maxsize=1 << 8)
def _bare_names(provinces: frozenset[str], district: str | None) -> re.Pattern[str]:
    """Return a pattern of the names that are read without a type, in both cases."""
    names = {*PROVINCES.split("|"), *_CITIES, *list_districts(provinces)}
    names |= list_communes(provinces, district)
    spelled = {case for name in names for case in (name, name.upper())}
    return re.compile(rf"{any_of(spelled)}(?!\w)")
