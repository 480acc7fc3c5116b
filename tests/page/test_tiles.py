"""The map has every province of either era once, and neighbours near."""

import math
from collections.abc import Sequence
from statistics import correlation
from typing import get_args

import pytest

from indexer.gazetteer import find_unit, list_units
from search.charts import Era
from search.page.addresses import Address
from search.page.tiles import STEPS, VINTAGES, Province, draw_tiles, list_provinces, step

ERAS: Sequence[Era] = get_args(Era)


@pytest.mark.parametrize(("era", "count"), [("then", 63), ("now", 34)])
def test_every_province_has_one_tile(era: Era, count: int) -> None:
    units = [unit for unit in list_units(VINTAGES[era][0]) if unit.level == 1]
    provinces = list_provinces(era)
    assert len(provinces) == count
    assert sorted(each.code for each in provinces) == sorted(unit.code for unit in units)
    assert {each.names[0] for each in provinces} == {unit.province for unit in units}
    assert len({(each.row, each.column) for each in provinces}) == count
    assert len({each.short for each in provinces}) == count


@pytest.mark.parametrize("era", ERAS)
def test_tiles_lie_as_the_provinces_do(era: Era) -> None:
    provinces = list_provinces(era)
    units = [find_unit(each.code, VINTAGES[era][0]) for each in provinces]
    north = [-(unit.latitude or math.nan) for unit in units]
    east = [unit.longitude or math.nan for unit in units]
    assert correlation([each.row for each in provinces], north) > 0.97
    assert correlation([each.column for each in provinces], east) > 0.85


@pytest.mark.parametrize(
    ("era", "name", "neighbours"),
    [
        ("then", "Lào Cai", {"Lai Châu", "Yên Bái", "Hà Giang"}),
        ("then", "Hà Nội", {"Vĩnh Phúc", "Bắc Ninh", "Hòa Bình", "Hà Nam", "Hưng Yên"}),
        ("then", "Hồ Chí Minh", {"Long An", "Bình Dương", "Tây Ninh", "Đồng Nai"}),
        ("now", "Hà Nội", {"Bắc Ninh", "Thái Nguyên", "Phú Thọ", "Hưng Yên", "Ninh Bình"}),
        ("now", "Đắk Lắk", {"Gia Lai", "Khánh Hòa", "Lâm Đồng"}),
    ],
)
def test_neighbours_touch(era: Era, name: str, neighbours: set[str]) -> None:
    by_name = {each.names[0]: each for each in list_provinces(era)}
    touching = {n for n, each in by_name.items() if n != name and _touch(each, by_name[name])}
    assert neighbours <= touching


def _touch(one: Province, other: Province) -> bool:
    return abs(one.row - other.row) <= 1 and abs(one.column - other.column) <= 1


def test_earlier_names_of_a_province_count_for_it() -> None:
    here = Address("/", (("q", "lễ hội"), ("cursor", "abc")))
    drawn = draw_tiles({"Huế": 2, "Thừa Thiên Huế": 3, "Hà Tây": 4, "Hà Nội": 1}, "then", here)
    tiles = {tile.name: tile for tile in drawn.tiles}
    assert tiles["Huế"].count == 5
    assert tiles["Huế"].address.values("province_then") == ("Huế", "Thừa Thiên Huế")
    assert not tiles["Huế"].address.has("cursor", "abc")
    assert drawn.others == {"Hà Tây": 4}
    assert drawn.total == 6
    chosen = draw_tiles({"Huế": 2}, "then", tiles["Huế"].address).tiles
    (hue,) = [tile for tile in chosen if tile.chosen]
    assert hue.address == Address("/", (("q", "lễ hội"),))


def test_either_map_is_an_address() -> None:
    drawn = draw_tiles({}, "then", Address("/", (("map", "then"), ("year", "2023"))))
    assert str(drawn.eras["now"]) == "/?year=2023"
    assert str(drawn.eras["then"]) == "/?year=2023&map=then"
    assert {tile.step for tile in drawn.tiles} == {0}


def test_steps() -> None:
    assert [step(count, 1000) for count in (0, 1, 1000)] == [0, 1, STEPS]
    assert step(1, 1) == STEPS
    steps = [step(count, 5000) for count in range(5001)]
    assert steps == sorted(steps)
    assert set(steps) == set(range(STEPS + 1))
