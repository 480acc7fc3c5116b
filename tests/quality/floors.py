"""The figures that must not fall, in floors.toml: one table a set of pages, one line a figure.

A floor rises when it is written anew (`--raise-floors`); it falls only with `--lower-floors`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from pathlib import Path

FLOORS = Path(__file__).with_name("floors.toml")
HEAD = """\
# Figures of `make quality` that must not fall; written by `python -m tests.quality --raise-floors`,
# lowered only by `--lower-floors`. P is precision, R recall, F1 the mean over the pages.
"""

Figures = Mapping[str, Mapping[str, float]]
"""By set and figure, such as "hanoi-1" and "places R"."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A figure that fell below its floor."""

    group: str
    figure: str
    measured: float
    floor: float

    def __str__(self) -> str:
        return f"{self.group}: {self.figure} is {self.measured:.4f}, its floor {self.floor:.4f}"


def load_floors(path: Path = FLOORS) -> dict[str, dict[str, float]]:
    """Return the floors by set and figure; none where there is no file."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def find_breaches(measured: Figures, floors: Figures) -> list[Breach]:
    """Return the figures below their floor; a figure that was not measured breaks none."""
    return [
        Breach(group, figure, value, floors[group][figure])
        for group, figures in measured.items()
        for figure, value in figures.items()
        if figure in floors.get(group, {}) and value < floors[group][figure]
    ]


def find_raises(measured: Figures, floors: Figures) -> dict[str, dict[str, float]]:
    """Return the floors that may rise to what was measured, or are new."""
    risen = {
        group: {
            figure: kept
            for figure, value in figures.items()
            if (kept := _kept(value)) > floors.get(group, {}).get(figure, -1.0)
        }
        for group, figures in measured.items()
    }
    return {group: figures for group, figures in risen.items() if figures}


def write_floors(
    measured: Figures, *, lower: bool = False, path: Path = FLOORS
) -> dict[str, dict[str, float]]:
    """Write the floors that rise and, with `lower`, those that fall; return all of them."""
    floors = load_floors(path)
    for group, figures in find_raises(measured, floors).items():
        floors.setdefault(group, {}).update(figures)
    if lower:
        for breach in find_breaches(measured, floors):
            floors[breach.group][breach.figure] = _kept(breach.measured)
    lines = [HEAD]
    for group, figures in floors.items():
        lines += [f'["{group}"]', *(f'"{name}" = {value}' for name, value in figures.items()), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return floors


def _kept(value: float) -> float:
    """Cut to four digits, so that a figure is never below the floor written from it."""
    return floor(value * 10_000) / 10_000
