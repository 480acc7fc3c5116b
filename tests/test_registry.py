"""The registry of live portals: it loads, entries are short, and hosts belong to one unit a day."""

import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from crawler.site import Site, load_sites
from crawler.text import fold_diacritics
from indexer.gazetteer import find_unit, has_unit
from tests.conftest import CHECKOUT

FOLDER = CHECKOUT / "crawler" / "sites"
SITES = load_sites(FOLDER, has_unit)
LINES = 8


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_a_portal_is_eight_lines_or_fewer(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entries = re.split(r"^\[\[site\]\]$", text, flags=re.MULTILINE)[1:]
    for entry in entries:
        lines = [line for line in entry.splitlines() if line.strip() and line[0] != "#"]
        assert len(lines) + 1 <= LINES, entry


@pytest.mark.parametrize("site", SITES.values(), ids=lambda site: site.id)
def test_an_entry_is_in_its_provinces_file(site: Site) -> None:
    """A province's file, folder and ids have one name, written together and without marks."""
    province = site.id.partition("/")[0]
    assert f'id = "{site.id}"' in (FOLDER / f"{province}.toml").read_text(encoding="utf-8")
    unit = find_unit(site.unit, site.vintage)
    assert province in {folded(unit.province), folded(unit.province_now or "")}


def folded(name: str) -> str:
    return re.sub(r"[^a-z]", "", fold_diacritics(name).lower())


def test_no_host_is_two_portals_on_one_day() -> None:
    for one, other in combinations(SITES.values(), 2):
        if one.hosts & other.hosts:
            begin = max(one.valid_from or date.min, other.valid_from or date.min)
            end = min(one.valid_until or date.max, other.valid_until or date.max)
            assert begin > end, f"{one.id} and {other.id}"
