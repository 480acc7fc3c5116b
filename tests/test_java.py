"""Which Java is taken, and what is said when there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.errors import PrerequisiteError
from indexer.java import Account, find_java

Java = Callable[[str, str], Path]


@pytest.fixture
def java(tmp_path: Path) -> Java:
    """Give a function that makes a folder with bin/java of a version."""

    def make(name: str, version: str) -> Path:
        program = tmp_path / name / "bin" / "java"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2021-10-19' >&2\n")
        program.chmod(0o755)
        return tmp_path / name

    return make


def set_places(patch: pytest.MonkeyPatch, home: Path | None, path: Path | None) -> None:
    patch.setenv("JAVA_HOME", str(home or ""))
    patch.setenv("PATH", str(path / "bin") if path else "")


def test_java_home_comes_first(java: Java, monkeypatch: pytest.MonkeyPatch) -> None:
    home = java("home", "21.0.2")
    set_places(monkeypatch, home, java("path", "17.0.15"))
    assert find_java(Account()) == str(home / "bin" / "java")


def test_an_old_java_home_is_passed_over(java: Java, monkeypatch: pytest.MonkeyPatch) -> None:
    path = java("path", "17.0.15")
    set_places(monkeypatch, java("home", "11.0.2"), path)
    assert find_java(Account()) == str(path / "bin" / "java")


@pytest.mark.parametrize(
    ("version", "said"),
    [("11.0.2", "is Java 11"), ("1.8.0_392", "is Java 8"), ("early", "is not usable")],
)
def test_an_unusable_java_is_named(
    java: Java, monkeypatch: pytest.MonkeyPatch, version: str, said: str
) -> None:
    set_places(monkeypatch, None, java("path", version))
    with pytest.raises(PrerequisiteError, match=said) as caught:
        find_java(Account())
    assert "apt install" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_java_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_places(monkeypatch, tmp_path / "nowhere", None)
    with pytest.raises(PrerequisiteError, match="Java 17 or newer is needed"):
        find_java(Account())
