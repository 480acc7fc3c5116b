"""Every figure of the project beside its peer's, as ratios from one run.

    python -m bench [pipe fetch extraction facets quality indexing search memory bottleneck]

Prints them, and writes each bench's section into docs/benchmarks.md. What cannot be measured here
is named, with what is missing, and its section stays as it was.
"""

import sys
from collections.abc import Callable, Mapping
from types import ModuleType

import click
from rich.console import Console

from bench import (
    body_quality,
    bottleneck,
    extraction,
    facets,
    fetch,
    indexing,
    memory,
    pipe,
    search,
)
from bench.figure import Figure, NotMeasurable, figures_table
from bench.report import REPORT, describe, write_section

BENCHES: Mapping[str, tuple[ModuleType, Callable[[], list[Figure]]]] = {
    "pipe": (pipe, pipe.measure),
    "fetch": (fetch, fetch.measure),
    "extraction": (extraction, extraction.figures),
    "facets": (facets, facets.figures),
    "quality": (body_quality, body_quality.figures),
    "indexing": (indexing, indexing.measure),
    "search": (search, search.figures),
    "memory": (memory, memory.measure),
    "bottleneck": (bottleneck, bottleneck.measure),
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option("--pages", default=10_000, show_default=True, help="Of the crawl for memory.")
@click.option("--write/--no-write", default=True, help="Write docs/benchmarks.md.")
def main(names: tuple[str, ...], pages: int, *, write: bool) -> None:
    """Measure NAMES, everything without one; exit code 1 if a figure is not reached."""
    status = Console(stderr=True)
    found: list[Figure] = []
    for name in names or BENCHES:
        status.print(f"measuring {name}…")
        module, measure = BENCHES[name]
        try:
            figures = memory.measure(pages) if name == "memory" else measure()
        except NotMeasurable as error:
            status.print(f"{name}: not measured: {error}")
            continue
        found += figures
        if write:
            write_section(REPORT, name, describe(module, figures))
    Console(highlight=False).print(figures_table(found))
    sys.exit(0 if all(figure.is_reached for figure in found) else 1)


if __name__ == "__main__":
    main()
