"""Every figure of the project beside its peer's, as ratios from one run.

    python -m bench [fetch extraction facets indexing quality search memory]

Writes nothing into the repository. What cannot be measured here is named, with what is missing.
"""

import sys
from collections.abc import Callable, Mapping

import click
from rich.console import Console

from bench import body_quality, extraction, facets, fetch, indexing, memory, search
from bench.figure import Figure, NotMeasurable, figures_table

BENCHES: Mapping[str, Callable[[], list[Figure]]] = {
    "fetch": fetch.measure,
    "extraction": extraction.figures,
    "facets": facets.figures,
    "quality": body_quality.figures,
    "indexing": indexing.measure,
    "search": search.figures,
    "memory": memory.measure,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option("--pages", default=10_000, show_default=True, help="Of the crawl for memory.")
def main(names: tuple[str, ...], pages: int) -> None:
    """Measure NAMES, everything without one; exit code 1 if a figure is not reached."""
    status = Console(stderr=True)
    found: list[Figure] = []
    for name in names or BENCHES:
        status.print(f"measuring {name}…")
        try:
            found += memory.measure(pages) if name == "memory" else BENCHES[name]()
        except NotMeasurable as error:
            status.print(f"{name}: not measured: {error}")
    Console(highlight=False).print(figures_table(found))
    sys.exit(0 if all(figure.is_reached for figure in found) else 1)


if __name__ == "__main__":
    main()
