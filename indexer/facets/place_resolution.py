"""From names to units: by what the text says, then the issuer's own area, then named provinces.

A name that several units could mean is no unit. The rules, the strictest first; each is asked for
the map of the day and then for the maps beside it, and the first that fits any unit decides:
communes - the issuer's district, the issuer's province on today's map if that is the day's,
districts that the text names in the issuer's province, the issuer's province, other named
districts, named provinces; districts - the issuer's province, named provinces, the whole country
if no other unit of any type and time has the name. What the text itself places ("xã A, huyện B")
may be anywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from indexer.facets.place_area import Area
from indexer.facets.place_names import Name
from indexer.gazetteer.unit import Unit

Rule: TypeAlias = Callable[[Unit], bool]


def resolve(names: Sequence[Name], area: Area) -> Iterable[tuple[Name, Unit | None]]:
    """Yield each name with its unit, None where it could be several; what is above comes first."""
    provinces: set[str] = set()
    districts: set[tuple[str, str | None]] = set()
    rules: dict[int, list[Rule]] = {
        1: [lambda unit: unit.level == 1],
        2: [area.has, lambda unit: unit.province in provinces],
        3: [
            area.is_near,
            area.is_of_today,
            lambda unit: area.has(unit) and (unit.province, unit.district) in districts,
            area.has,
            lambda unit: (unit.province, unit.district) in districts,
            lambda unit: unit.province in provinces,
        ],
    }
    for name in sorted(names, key=_level):
        unit = None if name.contradicted else _choose(name, rules[_level(name)])
        if unit:
            provinces.add(unit.province)
            if unit.level > 1:
                districts.add((unit.province, unit.district))
        yield name, unit


def _level(name: Name) -> int:
    """Return the level of what the name means by the first map that knows it."""
    known = next(filter(None, name.candidates), ())
    return min((unit.level for unit in known), default=3)


def _choose(name: Name, rules: Sequence[Rule]) -> Unit | None:
    anywhere: list[Rule] = [lambda _: True] if name.placed or _is_unique(name) else []
    for rule in (*rules, *anywhere):
        for units in name.candidates:
            if fitting := [unit for unit in units if rule(unit)]:
                return fitting[0] if len(fitting) == 1 else None
    return None


def _is_unique(name: Name) -> bool:
    """Tell whether only one district of any time is meant; numbers need their city."""
    units = [unit for units in name.candidates for unit in units if unit.level > 1]
    meant = {(unit.province, unit.district) for unit in units}
    return _level(name) == 2 and len(meant) == 1 and not name.text[-1].isdigit()
