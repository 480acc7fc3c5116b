"""The gazetteer: the shipped data against its sources' figures, and look-ups by code and day."""

import csv
import gzip
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from crawler.site import load_sites
from indexer.gazetteer import build, find_unit, has_unit
from indexer.gazetteer.source_names import same_spelling, split_name
from indexer.gazetteer.unit import TYPES

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    with gzip.open(build.TARGET, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_counts_are_those_of_the_sources(rows: Rows) -> None:
    counts = Counter((row["vintage"], row["level"]) for row in rows)
    assert counts["2025-06-30", "province"] == 63
    assert counts["2025-06-30", "district"] == 696
    assert counts["2025-06-30", "commune"] == 10_035
    assert counts["2025-07-01", "province"] == 34
    assert counts["2025-07-01", "commune"] == 3_321
    assert counts["2025-07-01", "district"] == 0
    divided = [
        row
        for row in rows
        if row["level"] == "commune"
        and row["vintage"] == "2025-06-30"
        and ";" in row["communes_now"]
    ]
    assert len(divided) == 471


def test_units_that_ended_before_the_merger_are_kept(rows: Rows) -> None:
    before = {row["code"] for row in rows if row["vintage"] == "2025-06-30"}
    ended = [r for r in rows if r["vintage"] == "2023-12-31" and r["code"] not in before]
    assert Counter(row["level"] for row in ended) == {"district": 11, "commune": 567}


def test_every_reference_points_at_a_unit(rows: Rows) -> None:
    codes = {(row["vintage"], row["code"]) for row in rows}
    assert len(codes) == len(rows)
    for row in rows:
        if row["level"] != "province":
            same = (row["vintage"], row["parent"]) in codes
            unchanged = row["vintage"] < "2025" and ("2025-06-30", row["parent"]) in codes
            assert same or unchanged, row
        assert ("2025-07-01", row["province_now"]) in codes, row
        for commune in filter(None, row["communes_now"].split(";")):
            assert ("2025-07-01", commune) in codes, row


def test_names_are_nfc_and_labels_are_unique_under_a_parent(rows: Rows) -> None:
    for row in rows:
        assert row["name"] == unicodedata.normalize("NFC", " ".join(row["name"].split())), row
        assert row["type"] in TYPES
    for vintage in ("2025-06-30", "2025-07-01"):
        labels = Counter(
            (row["parent"], row["level"], row["label"]) for row in rows if row["vintage"] == vintage
        )
        assert [label for label, times in labels.items() if times > 1] == []


def test_places_are_in_vietnam(rows: Rows) -> None:
    for row in rows:
        if row["latitude"]:
            assert 8 < float(row["latitude"]) < 23.5, row
            assert 102 < float(row["longitude"]) < 115, row
    missing = [row["code"] for row in rows if not row["latitude"] and row["vintage"] > "2024"]
    assert missing == ["09118"]


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("00541", "Xã Thiên Đức", "Xã Phù Đổng"),
        ("04456", "Thị trấn Mù Cang Chải", "Xã Mù Cang Chải"),
        ("46", "Thành phố Huế", "Thành phố Huế"),
        ("24", "Tỉnh Bắc Giang", "Tỉnh Bắc Ninh"),
    ],
)
def test_code_is_read_by_the_map_of_the_day(code: str, before: str, after: str) -> None:
    assert find_unit(code, BEFORE).name == before
    assert find_unit(code, AFTER).name == after
    assert find_unit(code, BEFORE).vintage == "2025-06-30"
    assert find_unit(code, date(2026, 3, 1)).vintage == "2025-07-01"


def test_district_of_yen_bai_is_in_lao_cai_today() -> None:
    unit = find_unit("137", BEFORE)
    assert unit.name == "Huyện Mù Cang Chải"
    assert (unit.province, unit.district, unit.commune) == ("Yên Bái", "Mù Cang Chải", None)
    assert unit.province_now == "Lào Cai"
    assert unit.commune_now is None, "its communes became several"
    assert unit.latitude == pytest.approx(21.77, abs=0.01)
    assert unit.longitude == pytest.approx(104.15, abs=0.01)


def test_unit_that_ended_long_before_is_known_until_its_last_day() -> None:
    assert find_unit("019", date(2014, 3, 31)).name == "Huyện Từ Liêm"
    assert find_unit("019", date(2014, 4, 1)).name == "Quận Nam Từ Liêm"
    unit = find_unit("00628", date(2012, 1, 1))
    assert (unit.name, unit.district, unit.province) == ("Xã Tây Mỗ", "Từ Liêm", "Hà Nội")
    assert find_unit("28", date(2008, 7, 31)).province_now == "Hà Nội"
    assert not has_unit("28", date(2008, 8, 1))


def test_old_spelling_is_an_alias(rows: Rows) -> None:
    [row] = [row for row in rows if row["code"] == "137" and row["level"] == "district"]
    assert row["aliases"] == "Huyện Mù Căng Chải"
    assert not [row for row in rows if "Mù Căng Chải" in row["name"]]


def test_commune_has_its_district_and_its_heir() -> None:
    unit = find_unit("04456", BEFORE)
    assert (unit.province, unit.district, unit.commune) == (
        "Yên Bái",
        "Mù Cang Chải",
        "Mù Cang Chải",
    )
    assert (unit.province_now, unit.commune_now) == ("Lào Cai", "Mù Cang Chải")


def test_divided_commune_has_no_single_heir() -> None:
    assert find_unit("00181", BEFORE).commune_now is None


def test_island_district_without_communes_became_one_commune() -> None:
    unit = find_unit("471", BEFORE)
    assert (unit.name, unit.province_now, unit.commune_now) == (
        "Huyện Cồn Cỏ",
        "Quảng Trị",
        "Cồn Cỏ",
    )


def test_type_is_in_a_label_only_where_it_is_needed() -> None:
    assert find_unit("817", BEFORE).district == "Thị xã Cai Lậy"
    assert find_unit("820", BEFORE).district == "Huyện Cai Lậy"
    assert find_unit("760", BEFORE).district == "Quận 1"
    assert find_unit("182", BEFORE).district == "Văn Lãng"


def test_unit_that_ended_is_found_until_the_map_is_exact() -> None:
    for day in (date(2022, 8, 27), date(2024, 12, 31)):
        unit = find_unit("221", day)
        assert (unit.name, unit.province, unit.province_now) == (
            "Huyện Yên Dũng",
            "Bắc Giang",
            "Bắc Ninh",
        )
    assert not has_unit("221", BEFORE)
    assert find_unit("222", date(2022, 8, 27)).name == "Huyện Việt Yên"
    assert find_unit("222", BEFORE).name == "Thị xã Việt Yên"


@pytest.mark.parametrize("code", ["", "00", "1", "137 ", "99999", "182"])
def test_code_of_no_unit_today(code: str) -> None:
    assert not has_unit(code, AFTER)
    with pytest.raises(LookupError, match="no administrative unit"):
        find_unit(code, AFTER)


def test_data_is_read_at_the_first_look_up_only() -> None:
    program = """
import sys
from datetime import date
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import indexer.gazetteer
assert not any("units.tsv" in name for name in opened), "read at import"
for code in ("01", "182", "04456"):
    indexer.gazetteer.find_unit(code, date(2025, 6, 30))
assert sum("units.tsv" in name for name in opened) == 1, "read more than once"
"""
    root = Path(build.__file__).parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Thị Trấn  Prao", ("Thị trấn", "Prao")),
        ("Thị xã Cửa Lò", ("Thị xã", "Cửa Lò")),
        ("Xã Ngư Thủy ", ("Xã", "Ngư Thủy")),
        ("Phường 05", ("Phường", "5")),
        ("Quận 10", ("Quận", "10")),
        ("Xã Xã Phiên", ("Xã", "Xã Phiên")),
        (unicodedata.normalize("NFD", "Đặc khu Lý Sơn"), ("Đặc khu", "Lý Sơn")),
    ],
)
def test_split_name(text: str, parts: tuple[str, str]) -> None:
    assert split_name(text) == parts


def test_split_name_refuses_what_has_no_type() -> None:
    with pytest.raises(ValueError, match="no type of unit"):
        split_name("Văn Lãng")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kiến Thuỵ", "Kiến Thụy", True),
        ("Hoà Bình", "Hòa Bình", True),
        ("Phan Rang-Tháp Chàm", "Phan Rang - Tháp Chàm", True),
        ("Nậm Tỵ", "Nậm Ty", False),
        ("Đăk Đoa", "Đak Đoa", False),
    ],
)
def test_same_spelling(one: str, other: str, same: bool) -> None:
    assert (same_spelling(one) == same_spelling(other)) is same


def test_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    row = build.make_row("2025-07-01", "01", "Thành phố Hà Nội", "", (21.0001, 105.698), "01")
    for name in ("one.gz", "two.gz"):
        build.write([row], tmp_path / name)
    one = (tmp_path / "one.gz").read_bytes()
    assert one == (tmp_path / "two.gz").read_bytes()
    assert one[4:8] == build.TARGET.read_bytes()[4:8] == b"\0\0\0\0", "the time is in the file"
    cells = gzip.decompress(one).decode().splitlines()[1].split("\t")
    assert cells[:9] == [
        "2025-07-01", "01", "province", "Thành phố", "Hà Nội", "Hà Nội", "", "21.0001", "105.6980",
    ]  # fmt: skip


def test_every_portal_of_the_registry_has_a_unit() -> None:
    folder = Path(build.__file__).parents[2] / "crawler" / "sites"
    sites = load_sites(folder, has_unit)
    assert find_unit(sites["nghean/do-luong"].unit, BEFORE).name == "Huyện Đô Lương"
    assert find_unit(sites["danang/thang-binh"].unit, AFTER).name == "Xã Thăng Bình"


def test_entries_of_the_registry_are_short() -> None:
    for file in (Path(build.__file__).parents[2] / "crawler" / "sites").glob("*.toml"):
        for entry in file.read_text(encoding="utf-8").split("[[site]]")[1:]:
            assert len(entry.strip().splitlines()) + 1 <= 8, (file.name, entry)
