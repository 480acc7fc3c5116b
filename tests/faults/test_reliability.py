"""docs/reliability.md names tests that exist, and every test of a fault has its row."""

import ast
import re
from pathlib import Path

from tests.conftest import CHECKOUT

TEXT = (CHECKOUT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)


def names_in(path: Path) -> set[str]:
    """Return the names of a module's tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return {name for name in functions if name.startswith("test_")}


def test_every_row_ends_with_a_test_that_exists() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and "| Test |" not in line]
    assert len(rows) > 30
    ending = re.compile(r" \| (?:.*`tests/[\w/]+\.py(?:::test_\w+)?`|the same) \|$")
    assert [row for row in rows if not ending.search(row)] == []
    assert [row for row in rows if row.count(" | ") != 4] == []
    files = re.findall(r"`(tests/[\w/]+\.py)(?:::\w+)?`", TEXT)
    assert [file for file in files if not (CHECKOUT / file).is_file()] == []
    missing = [(file, name) for file, name in NAMED if name not in names_in(CHECKOUT / file)]
    assert missing == []


def test_every_test_of_a_fault_has_its_row() -> None:
    named = {name for _, name in NAMED}
    files = [p for p in Path(__file__).parent.glob("test_*.py") if p != Path(__file__)]
    assert len(files) > 5
    assert {name for file in files for name in names_in(file)} - named == set()
