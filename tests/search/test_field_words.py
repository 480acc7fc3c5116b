"""Field words: officials, places and periods, as readers type them."""

from datetime import date

import pytest

from search.places import find_named, unit_path
from search.syntax import Bound, Terms, parse_terms
from tests.search.conftest import Ask, numbers

YEAR: dict[Bound, date] = {"date_from": date(2021, 1, 1), "date_to": date(2021, 12, 31)}


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ('quan-chuc:"Lê Trọng Khang"', Terms(officials=("Lê Trọng Khang",))),
        ("quan chức:Lê Trọng Khang", Terms(officials=("Lê Trọng Khang",))),
        ("Official:Giàng A Vừ họp dân", Terms("họp dân", officials=("Giàng A Vừ",))),
        ("tai:Mù Cang Chải lễ hội", Terms("lễ hội", places=("Mù Cang Chải",))),
        ("tại:huyện Mù Cang Chải lễ hội", Terms("lễ hội", places=("huyện Mù Cang Chải",))),
        ('in:mu cang chai "lễ hội"', Terms("", ("lễ hội",), places=("mu cang chai",))),
        ('-tai:"Lào Cai" họp', Terms("họp", excluded_places=("Lào Cai",))),
        ("-official:Khang", Terms(excluded_officials=("Khang",))),
        ("tu:2021 den:2021", Terms(bounds=YEAR)),
        ("từ:01/01/2021 to:31-12-2021", Terms(bounds=YEAR)),
        ("from:2021-01 đến:12/2021", Terms(bounds=YEAR)),
        ("su-kien-tu:2023-02-01", Terms(bounds={"event_from": date(2023, 2, 1)})),
        ("den:02/2024", Terms(bounds={"date_to": date(2024, 2, 29)})),
        ("tu:31/02/2021 den:xưa", Terms("tu:31/02/2021 den:xưa")),
        ("tại: Hà Nội, giờ:9", Terms("tại: Hà Nội, giờ:9")),
        ("-giờ:9", Terms("", (), ("giờ:9",))),
    ],
)
def test_field_words(typed: str, terms: Terms) -> None:
    assert parse_terms(typed) == terms


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("huyện Mù Cang Chải", {"Yên Bái/Mù Cang Chải"}),
        ("Mù Cang Chải", {"Yên Bái/Mù Cang Chải", "Lào Cai/Mù Cang Chải"}),
        ("mu cang chai", {"Yên Bái/Mù Cang Chải", "Lào Cai/Mù Cang Chải"}),
        ("Mù Căng Chải", {"Yên Bái/Mù Cang Chải"}),
        ("TP. Hồ Chí Minh", {"Hồ Chí Minh"}),
        ("tỉnh Hoà Bình", {"Hòa Bình"}),
        ("Châu Thành, Tiền Giang", {"Tiền Giang/Châu Thành"}),
        ("Tiền Giang/Châu Thành", {"Tiền Giang/Châu Thành"}),
        ("Púng Luông", {"Yên Bái/Mù Cang Chải/Púng Luông", "Lào Cai/Púng Luông"}),
        ("huyện Lào Cai", set()),
        ("Atlantis", set()),
        ("///", set()),
        ("", set()),
    ],
)
def test_names_of_places(name: str, paths: set[str]) -> None:
    assert {unit_path(unit) for unit in find_named(name)} == paths


def test_a_province_is_no_namesake_elsewhere() -> None:
    found = find_named("Hòa Bình")
    assert {unit.province for unit in found if unit.level == 1} == {"Hòa Bình"}
    assert {unit.province for unit in found} == {"Hòa Bình", "Phú Thọ"}


@pytest.mark.parametrize("typed", ["Nguyễn Thị Thúy", "Nguyễn Thị Thuý", "nguyen thi thuy", "Thúy"])
def test_an_official_is_found_however_the_name_is_typed(ask: Ask, typed: str) -> None:
    assert numbers(ask(f'quan-chuc:"{typed}"')) == [1]
    assert 1 not in numbers(ask(f'-quan-chuc:"{typed}"'))


def test_an_official_is_no_other_person_of_the_text(ask: Ask) -> None:
    assert numbers(ask("quan-chuc:Thuỷ")) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('tai:"Lào Cai"', [2, 1, 3]),
        ('tai:"yen bai"', [2, 1, 3]),
        ("tai:Thọ Xuân lúa", [5]),
        ("tai:Púng Luông", [1]),
        ('-tai:"Lào Cai"', [5, 4, 6]),
        ("tu:2023 den:2023", [2, 1]),
        ('"lễ hội" den:2022', [4]),
        ("tai:Atlantis", []),
    ],
)
def test_places_and_periods(ask: Ask, typed: str, found: list[int]) -> None:
    assert sorted(numbers(ask(typed))) == sorted(found)


def test_a_place_that_is_none_is_said(ask: Ask) -> None:
    (notice,) = ask("tai:Atlantis").notices
    assert "Atlantis" in notice
