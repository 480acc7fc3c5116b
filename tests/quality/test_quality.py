"""The quality gate: no figure below its floor, and the judge himself is judged."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from indexer.gazetteer import list_units
from tests.portals import PORTALS
from tests.quality.copies import score_duplicates
from tests.quality.floors import (
    find_breaches,
    find_raises,
    load_floors,
    write_floors,
)
from tests.quality.labels import OfficialLabel, Truth, load_labels
from tests.quality.pages import Case, load_cases
from tests.quality.peers import score_peers
from tests.quality.report import figures, sets_table, worst
from tests.quality.scoring import Score, score
from tests.quality.spelling import organisation_words, place_key, same_position, words

MAPS = (date(2023, 12, 31), date(2025, 6, 30), date(2025, 7, 1))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return load_cases()


@pytest.fixture(scope="module")
def scores(cases: list[Case]) -> list[Score]:
    return [*map(score, cases), *score_duplicates(recorded=False)]


def test_no_figure_is_below_its_floor(scores: list[Score]) -> None:
    measured = {group: dict(found) for group, found in figures(scores).items()}
    assert [str(breach) for breach in find_breaches(measured, load_floors())] == []
    assert {"replicas", "cases"} <= measured.keys()


def test_every_platform_has_labelled_pages() -> None:
    labels = [label for label in load_labels() if label.set in PORTALS]
    assert {label.set for label in labels} == set(PORTALS)
    assert len(labels) >= 60


def test_what_labels_name_is_on_the_page_and_on_a_map(cases: list[Case]) -> None:
    """Slips of the pen: a name that the text does not have, a unit that there never was."""
    own = [case for case in cases if case.group in ("replicas", "cases")]
    known = {
        place_key([unit.name, unit.commune and unit.district, *above])
        for day in MAPS
        for unit in list_units(day)
        for above in [(unit.province,) if unit.district or unit.commune else ()]
    }
    places = {text for case in own for text in case.truth.places or ()}
    assert [text for text in places if place_key(text.split(",")) not in known] == []
    for case in own:
        article = case.article
        text = words(" ".join((article.title or "", case.text, *article.captions)))
        people = case.truth.officials or ()
        assert [label.name for label in people if words(label.name) not in text] == []


@pytest.fixture
def case(cases: list[Case]) -> Case:
    """Give a page with two officials, one day and one place; all of it is found."""
    return next(case for case in cases if case.address == "wordpress/1011")


def test_a_page_of_which_all_is_found_has_no_fault(case: Case) -> None:
    assert score(case).faults == []


@pytest.mark.parametrize(
    ("stated", "faults"),
    [
        (
            {"published": "2023-03-12"},
            ["published: wrong 2023-03-13", "published: missed 2023-03-12"],
        ),
        ({"published": ""}, ["published: wrong 2023-03-13"]),
        ({"event_dates": ()}, ["event dates: wrong 2023-03-13"]),
        (
            {"event_dates": ((date(2023, 3, 13), date(2023, 3, 14)),)},
            ["event dates: missed 2023-03-13/2023-03-14"],
        ),
        (
            {"places": ("Huyện Tân Kỳ, Tỉnh Nghệ An",)},
            ["places: wrong Xã Nghĩa Dũng, Tân Kỳ, Nghệ An"],
        ),
        ({"officials": ()}, ["names: wrong Lô Văn Thuyết", "positions: wrong Lô Văn Thuyết: "]),
        ({"authors": ()}, ["bylines: wrong author Phan Thị Nhàn"]),
        ({"body": "Chữ khác."}, ["body: F1 "]),
    ],
)
def test_what_is_wrong_or_missed_is_said(
    case: Case, stated: dict[str, Any], faults: list[str]
) -> None:
    altered = replace(case, truth=replace(case.truth, **stated))
    found = score(altered).faults
    assert len(found) == len(faults)
    assert [
        text for text, start in zip(found, faults, strict=True) if not text.startswith(start)
    ] == []


def test_a_persons_office_is_judged_by_itself(case: Case) -> None:
    label = OfficialLabel(
        "Lô Văn Thuyết", ("Chính trị viên Ban CHQS huyện",), "UBND huyện Tân Kỳ", rank="Trung tá"
    )
    found = score(replace(case, truth=Truth(officials=(label,)))).tallies
    counts = {metric: (t.right, t.wrong, t.missed) for metric, t in found.items()}
    assert counts["names"] == (1, 0, 0)
    assert counts["positions"] == counts["organisations"] == counts["ranks"] == (0, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Uỷ viên BTV Huyện uỷ", "Ủy viên Ban Thường vụ Huyện ủy", True),
        ("HOÀNG THỊ THUÝ", "Hoàng Thị Thúy", True),
        ("Hội đồng nhân dân khoá XX", "HĐND khóa XX", True),
        ("BCH Quân sự huyện", "Ban CHQS huyện", True),
        ("Hoàng Thị Thuỳ", "Hoàng Thị Thúy", False),
        ("Hoàng Thị Thúy", "Hoàng Thúy", False),
    ],
)
def test_words_that_count_as_equal(one: str, other: str, same: bool) -> None:
    assert (words(one) == words(other)) is same


@pytest.mark.parametrize(
    ("found", "label", "same"),
    [
        ("Chủ tịch UBND huyện Cai Lậy", "Chủ tịch UBND huyện", True),
        ("Chủ tịch UBND huyện", "Chủ tịch UBND huyện Cai Lậy", True),
        ("Chủ tịch UBND huyện Chợ Gạo", "Chủ tịch UBND huyện", False),
        ("Phó Chủ tịch UBND huyện", "Chủ tịch UBND huyện", False),
        ("Chủ tịch", "Chủ tịch UBND huyện", False),
        ("Bí thư Huyện ủy phát biểu", "Bí thư Huyện ủy", False),
    ],
)
def test_positions_may_differ_by_their_units_name_alone(found: str, label: str, same: bool) -> None:
    assert same_position(found, label, ["Huyện Cai Lậy", "Tiền Giang"]) is same


def test_organisations_and_places_that_count_as_equal() -> None:
    assert organisation_words("Sở TT&TT Hà Nội") == organisation_words(
        "Sở Thông tin và Truyền thông thành phố Hà Nội"
    )
    assert organisation_words("UBND huyện Cai Lậy") != organisation_words("UBND thị xã Cai Lậy")
    assert place_key(["Xã A", "Huyện B", "Tỉnh C"]) == place_key(["Xã A", "B", "C"])
    assert place_key(["Huyện Cai Lậy", "Tiền Giang"]) != place_key(["Thị xã Cai Lậy", "Tiền Giang"])


def test_floors_rise_and_do_not_fall_by_themselves(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    write_floors({"replicas": {"places P": 0.97, "places R": 0.912345}}, path=path)
    assert load_floors(path) == {"replicas": {"places P": 0.97, "places R": 0.9123}}
    later = {"replicas": {"places P": 0.96, "places R": 0.95}, "seeds": {"names P": 1.0}}
    assert find_raises(later, load_floors(path)) == {
        "replicas": {"places R": 0.95},
        "seeds": {"names P": 1.0},
    }
    write_floors(later, path=path)
    assert load_floors(path) == {
        "replicas": {"places P": 0.97, "places R": 0.95},
        "seeds": {"names P": 1.0},
    }
    (breach,) = find_breaches(later, load_floors(path))
    assert str(breach) == "replicas: places P is 0.9600, its floor 0.9700"
    write_floors(later, lower=True, path=path)
    assert find_breaches(later, load_floors(path)) == []


def test_a_set_that_is_not_there_breaks_no_floor() -> None:
    assert find_breaches({}, {"hanoi": {"body F1": 0.985}}) == []


def test_the_table_fits_a_terminal_and_the_worst_page_is_first(scores: list[Score]) -> None:
    printed = io.StringIO()
    Console(width=80, file=printed).print(sets_table(scores))
    assert "…" not in printed.getvalue()
    counts = [len(page.faults) for page in worst(scores, 10)]
    assert counts == sorted(counts, reverse=True)


def test_the_peers_read_the_same_page(case: Case) -> None:
    found = score_peers(case)
    assert found.tallies["published"].right + found.tallies["published"].missed == 1
    assert found.tallies["names"].right + found.tallies["names"].missed == 1
