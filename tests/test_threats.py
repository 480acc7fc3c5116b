"""SECURITY.md names a test for each defence; each is there."""

import re

import pytest

from tests.conftest import CHECKOUT

NAMED = sorted(
    set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (CHECKOUT / "SECURITY.md").read_text()))
)


def test_many_defences_are_tested() -> None:
    assert len(NAMED) > 20


@pytest.mark.parametrize(("path", "test"), NAMED)
def test_a_defence_has_its_test(path: str, test: str) -> None:
    assert f"\ndef {test}(" in (CHECKOUT / path).read_text(encoding="utf-8") or not test
