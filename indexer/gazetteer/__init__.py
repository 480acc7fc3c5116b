"""The administrative units of Vietnam before and after 1 July 2025, looked up by code and day.

A code alone says nothing: hundreds name another unit since the merger, so every look-up takes the
day by whose map the code is to be read. The data is read from units.tsv.gz at the first look-up.
"""

import gzip
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from indexer.gazetteer.unit import TYPES
from indexer.gazetteer.unit import Unit as Unit

_FILE = Path(__file__).with_name("units.tsv.gz")
_BEFORE, AFTER = "2025-06-30", "2025-07-01"
_EARLIER = "2023-12-31"
_OLD = ("2008-07-31", "2014-03-31", _EARLIER, _BEFORE)
"""The days before the merger whose maps are known, in order."""


class _Row(NamedTuple):
    """A line of the file, its cells as text; build.py says what they hold."""

    vintage: str
    code: str
    level: str
    type: str
    name: str
    label: str
    parent: str
    latitude: str
    longitude: str
    province_now: str
    communes_now: str
    aliases: str


@lru_cache(maxsize=1)
def _lines() -> dict[tuple[str, str], str]:
    """Return the file's lines by (vintage, code); they are split only when looked up."""
    with gzip.open(_FILE, "rt", encoding="utf-8") as file:
        next(file)
        lines = file.read().splitlines()
    return {(line[:10], line[11 : line.index("\t", 11)]): line for line in lines}


def _vintages(day: date) -> tuple[str, ...]:
    """Return the vintages to look in, the one nearest to the day first.

    Each but the last two holds only what differs from the next. A unit that ended between the map
    of 2023 and that of 30 June 2025 is looked for in both, but on that day itself, and since, the
    map is exact.
    """
    if day >= date.fromisoformat(AFTER):
        return (AFTER,)
    if day == date.fromisoformat(_BEFORE):
        return (_BEFORE,)
    later = tuple(vintage for vintage in _OLD if date.fromisoformat(vintage) >= day)
    return later if _EARLIER in later else (*later, _EARLIER)


@lru_cache(maxsize=1 << 12)
def list_maps(day: date) -> tuple[tuple[str, ...], ...]:
    """Return the maps, each as its vintages, by which a text of this day may name units.

    First the one that held; then those that did not, for texts speak of what was, or of what the
    data knows from another day only: "huyện Mù Cang Chải" is written in 2026, too.
    """
    return tuple(dict.fromkeys((_vintages(day), tuple(reversed(_OLD)), _OLD)))


def _find_row(code: str, vintages: tuple[str, ...]) -> _Row | None:
    lines = _lines()
    found = (lines.get((vintage, code)) for vintage in vintages)
    line = next((line for line in found if line), None)
    return _Row(*line.split("\t")) if line else None


def has_unit(code: str, vintage: date) -> bool:
    """Tell whether a code names a unit on a day."""
    return _find_row(code, _vintages(vintage)) is not None


def find_unit(code: str, vintage: date) -> Unit:
    """Return the unit that a code named on a day.

    The code is the statistics office's, leading zeros kept: two digits for a province, three for a
    district, five for a commune. Raises LookupError for a code that names nothing on that day.
    """
    vintages = _vintages(vintage)
    if _find_row(code, vintages) is None:
        message = f"no administrative unit {code!r} on {vintage}"
        raise LookupError(message)
    return unit_on(code, vintages)


@lru_cache(maxsize=1 << 14)
def unit_on(code: str, vintages: tuple[str, ...]) -> Unit:
    """Return the unit of the first of these vintages that knows the code.

    Raises LookupError where none does.
    """
    row = _find_row(code, vintages)
    if row is None:
        message = f"no administrative unit {code!r} in {vintages}"
        raise LookupError(message)
    labels: dict[str, str] = {}
    above: _Row | None = row
    while above is not None:
        labels[above.level] = above.label
        above = _find_row(above.parent, vintages)
    province_now = _find_row(row.province_now, (AFTER,))
    communes_now = row.communes_now.split(";")
    commune_now = _find_row(communes_now[0], (AFTER,)) if len(communes_now) == 1 else None
    return Unit(
        code=code,
        vintage=row.vintage,
        name=f"{row.type} {row.name}",
        type=row.type,
        province=labels["province"],
        district=labels.get("district"),
        commune=labels.get("commune"),
        province_now=province_now.label if province_now else None,
        commune_now=commune_now.label if commune_now else None,
        latitude=float(row.latitude) if row.latitude else None,
        longitude=float(row.longitude) if row.longitude else None,
    )


def list_units(day: date) -> Iterator[Unit]:
    """Yield every unit of the map that held on a day."""
    for vintage, code in _lines():
        if vintage == _vintages(day)[0]:
            yield find_unit(code, day)


def list_names() -> Iterator[tuple[str, str, str, str, bool]]:
    """Yield vintage, code, type and name of every unit and alias, and if it got the type later."""
    for (vintage, code), line in _lines().items():
        cells = line.split("\t")
        yield vintage, code, cells[3], cells[4], False
        for alias in filter(None, cells[11].split(";")):
            kind = next(kind for kind in TYPES if alias.startswith(kind))
            yield vintage, code, kind, alias.removeprefix(kind).lstrip(), kind != cells[3]


def list_vintages(vintage: str) -> tuple[str, ...]:
    """Return the vintages that a map's own rows refer to, its own first."""
    return _vintages(date.fromisoformat(vintage))
