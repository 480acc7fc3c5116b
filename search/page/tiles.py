"""The map: a tile a province, then or now, shaded by the number of found articles."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from indexer.gazetteer import find_unit
from search.charts import PROVINCE_FACETS, Era
from search.page.addresses import Address

FILE: Final = Path(__file__).with_name("tiles.toml")
VINTAGES: Final[Mapping[Era, tuple[date, ...]]] = {
    "then": (date(2025, 6, 30), date(2023, 12, 31)),  # until 2024 Huế was Thừa Thiên Huế
    "now": (date(2025, 7, 1),),
}
"""The days by whose maps the codes of tiles.toml are read, the map that is drawn first."""
STEPS: Final = 5
"""Shades of tiles with articles."""
WIDTH, HEIGHT = 44, 34
"""Of a tile's place, in the units of the drawing's view box."""
_MARGIN: Final = 1.5


@dataclass(frozen=True, slots=True)
class Province:
    """A province's place on the map; `names` are those of it in documents, the last one first."""

    code: str
    names: tuple[str, ...]
    short: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A province with its articles; `address` chooses it, or lets it go if it is chosen.

    `step` is 0 without articles, else from 1 to STEPS. `left` and `top` are where it is drawn.
    """

    name: str
    short: str
    count: int
    figure: str
    step: int
    chosen: bool
    address: Address
    left: float
    top: float
    width: float = WIDTH - 2 * _MARGIN
    height: float = HEIGHT - 2 * _MARGIN

    @property
    def middle(self) -> float:
        """Where its texts stand."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class TileMap:
    """All provinces of an era; `others` are articles of provinces that were none of them."""

    era: Era
    tiles: tuple[Tile, ...]
    others: Mapping[str, int]
    width: int
    height: int
    eras: Mapping[Era, Address]

    @property
    def total(self) -> int:
        """How many articles it shows."""
        return sum(tile.count for tile in self.tiles)


def draw_tiles(counts: Mapping[str, int], era: Era, here: Address) -> TileMap:
    """Return the map of articles by the names of their provinces in an era.

    `here` is the address that a tile adds its province to, `eras` are its forms with either map.
    """
    provinces = list_provinces(era)
    found = {each: sum(counts.get(name, 0) for name in each.names) for each in provinces}
    most = max(found.values())
    known = {name for each in provinces for name in each.names}
    return TileMap(
        era=era,
        tiles=tuple(_tile(each, count, most, era, here) for each, count in found.items()),
        others={name: count for name, count in counts.items() if name not in known},
        width=WIDTH * (1 + max(each.column for each in provinces)),
        height=HEIGHT * (1 + max(each.row for each in provinces)),
        eras={"now": here.put("map"), "then": here.put("map", "then")},
    )


@lru_cache(maxsize=len(VINTAGES))
def list_provinces(era: Era) -> tuple[Province, ...]:
    """Return the provinces of an era with their places, from the north-west row by row."""
    return tuple(_read(era))


def _read(era: Era) -> Iterator[Province]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for row, line in enumerate(table[era].splitlines()):
        for column, code in enumerate(line.split()):
            if code.isdigit():
                names = {find_unit(code, day).province: None for day in VINTAGES[era]}
                short = table["short"][next(iter(names))]
                yield Province(code, tuple(names), short, row, column)


def _tile(province: Province, count: int, most: int, era: Era, here: Address) -> Tile:
    facet, name = PROVINCE_FACETS[era], province.names[0]
    chosen = here.has(facet, name)
    address = here
    for each in province.names:
        address = address.remove(facet, each) if chosen else address.add(facet, each)
    return Tile(
        name=name,
        short=province.short,
        count=count,
        figure=f"{count // 1000}k" if count >= 10_000 else str(count),
        step=step(count, most),
        chosen=chosen,
        address=address,
        left=province.column * WIDTH + _MARGIN,
        top=province.row * HEIGHT + _MARGIN,
    )


def step(count: int, most: int) -> int:
    """Return the shade of a count among counts up to `most`: 0 for none, even steps of its log."""
    return math.ceil(STEPS * (math.log1p(count) / math.log1p(most))) if count else 0
