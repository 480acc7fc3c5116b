"""Where and when an article is at home: what a name can mean there, and what needs no type."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from indexer.facets.place_words import PROVINCES
from indexer.gazetteer import AFTER
from indexer.gazetteer.names import Candidates, list_districts, provinces_before, units_named
from indexer.gazetteer.unit import RANKS, Unit

_BARE_TYPES: Final = frozenset(kind for kind, rank in RANKS.items() if rank < RANKS["Xã"])


class Area:
    """The issuer's province and district, on the map of an article's day and on those beside it."""

    def __init__(self, issuer: Unit | None, day: date) -> None:
        self._day = day
        self._district = issuer.district if issuer else None
        self._before: frozenset[str] = frozenset()
        self._after: frozenset[str] = frozenset()
        if issuer and issuer.vintage == AFTER:
            self._before = provinces_before(issuer.province)
            self._after = frozenset({issuer.province})
        elif issuer:
            self._before = frozenset({issuer.province})
            self._after = frozenset({issuer.province_now or issuer.province})
        self.bare = _bare_names(self._before)

    def has(self, unit: Unit) -> bool:
        """Tell whether a unit is in the issuer's province."""
        return unit.province in (self._after if unit.vintage == AFTER else self._before)

    def is_near(self, unit: Unit) -> bool:
        """Tell whether a unit is in the issuer's district."""
        return self._district is not None and unit.district == self._district and self.has(unit)

    def look(self, key: str, types: frozenset[str]) -> Candidates:
        """Return what a spelling can mean, of these types, anywhere."""
        return units_named(key, types, self._day)

    def look_bare(self, key: str) -> Candidates:
        """Return what a spelling can mean without a type: a province, else a district at home."""
        found = self.look(key, _BARE_TYPES)
        provinces = tuple(tuple(unit for unit in units if unit.level == 1) for units in found)
        if any(provinces):
            return provinces
        return tuple(tuple(unit for unit in units if self.has(unit)) for units in found)


@lru_cache(maxsize=1 << 8)
def _bare_names(provinces: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of the names that are read without a type, in both cases."""
    names = {*PROVINCES.split("|"), *list_districts(provinces)}
    spelled = {case for name in names for case in (name, name.upper())}
    return re.compile(f"(?:{'|'.join(sorted(spelled))})(?!\\w)")
