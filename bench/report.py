"""docs/benchmarks.md: a section a bench, each replaced by itself when its bench is run again."""

import inspect
import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from bench.figure import CHECKOUT, Figure, figures_lines

REPORT = CHECKOUT / "docs" / "benchmarks.md"
ORDER = (
    *("pipe", "fetch", "extraction", "facets", "quality", "indexing", "search", "memory"),
    *("bottleneck", "soak"),
)
HEAD = """# What was measured, against whom

Written by `make bench` and `make soak`; `make bench ARGS="pipe fetch"` measures and replaces only
these sections. Both sides of a row are measured in one run, in turn; of several rounds the median
counts unless a section says otherwise. "Spread" is the least and the greatest of what is held over
the rounds: of the ratio, or of our figure where that is held by itself. Rates depend on the machine
and on what else it does, ratios much less. A MB has 1,000,000 bytes.
"""
_SECTION = re.compile(r"^## (\S+)\n", re.MULTILINE)


def describe(module: ModuleType, figures: Sequence[Figure]) -> list[str]:
    """Return a section's lines: when and where, what the bench says of itself, its figures."""
    day = f"{datetime.now(UTC):%d %B %Y}"
    said = inspect.cleandoc(module.__doc__ or "")
    return [f"Measured on {day}: {machine()}.", "", said, "", *figures_lines(figures)]


def write_section(path: Path, name: str, lines: Sequence[str]) -> None:
    """Replace or add a section; they stand in the order of ORDER."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    _, *parts = _SECTION.split(text)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    sections[name] = "\n".join(lines)
    ordered = sorted(sections, key=ORDER.index)
    written = [HEAD, *(f"## {each}\n\n{sections[each].strip()}\n" for each in ordered)]
    path.write_text("\n".join(written), encoding="utf-8")


def machine() -> str:
    """Return in words what the figures are measured on, and how busy it has been."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[2]
    return f"{os.cpu_count()} cores, {memory:.0f} GB, load of the last 15 minutes {load:.1f}"
