"""Memory of every stage over many pages: a made-up portal crawled, extracted and indexed.

    make soak [ARGS="--pages 20000"]

`khotin run` on the portal of bench/portal.py, with an empty archive and an empty index. Twice a
second the resident memory (RSS) of each stage with all its processes is read from /proc, together
with how far the stage is by its ledger. A row gives the peaks between that many pages of a stage
and the row before; what is held is how much more the last row has than the first, in MB. Beyond
the first row everything is loaded, so what grows then grows with the archive.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from bench.fetch import khotin_environment, write_registry
from bench.figure import CHECKOUT, Figure, NotMeasurable, figures_table
from bench.memory_picture import draw
from bench.portal import serve
from bench.processes import arguments, children, resident
from bench.report import REPORT, describe, write_section
from bench.server import count_documents, remove_indices, server
from crawler.progress import stage_counts
from crawler.site import load_sites
from indexer.indices import articles

PREFIX = "bench-soak"
STAGES: Mapping[str, str] = {"crawl": "fetch", "extract": "extract", "index": "index"}
"""The verbs of the stages, and what the ledger calls their work."""
ROWS, STEPS = 10, 100
GROWTH = 50
"""MB that a stage may grow by from the first row to the last."""
INTERVAL = 0.5
PICTURE = CHECKOUT / "docs" / "images" / "soak.svg"
ALT = "Memory of each stage over pages"


@dataclass(frozen=True, slots=True)
class Sample:
    """A stage's resident memory in MB when it had done so many pages."""

    stage: str
    done: int
    memory: float


@dataclass(frozen=True, slots=True)
class Soak:
    """What was seen of a run over `pages` articles, which took so many seconds."""

    pages: int
    searchable: int
    seconds: float
    samples: tuple[Sample, ...]

    def peaks(self, stage: str, rows: int = ROWS) -> list[float]:
        """Return the stage's peak in each of so many equal parts of the pages.

        A part that passed between two looks has the peak of the part before it.
        """
        found: list[float] = []
        for row in range(rows):
            least, most = (self.pages * edge // rows for edge in (row, row + 1))
            last = row == rows - 1
            part = [
                each.memory
                for each in self.samples
                if each.stage == stage and least <= each.done and (last or each.done < most)
            ]
            found.append(max(part) if part else found[-1] if found else 0.0)
        return found

    def figures(self) -> list[Figure]:
        """Return by how much each stage has grown, the rate, and whether all is searchable."""
        found = [Figure("soak, pages/s to searchable", self.searchable / self.seconds)]
        found.append(Figure("soak, share searchable", self.searchable / self.pages, 1))
        for stage in STAGES:
            peaks = self.peaks(stage)
            grown = peaks[-1] - peaks[0]
            found.append(Figure(f"soak, {stage}, MB grown", grown, GROWTH, at_most=True))
        return found

    def lines(self) -> list[str]:
        """Return the peaks as lines of a table in Markdown."""
        columns = [self.peaks(stage) for stage in STAGES]
        rows = [
            (f"{self.pages * (row + 1) // ROWS:,}", *(f"{peaks[row]:.0f}" for peaks in columns))
            for row in range(ROWS)
        ]
        head = [("Pages", *(f"{stage}, MB" for stage in STAGES)), ("--:",) * (1 + len(STAGES))]
        return [f"| {' | '.join(row)} |" for row in (*head, *rows)]


def measure(pages: int) -> Soak:
    """Run the whole pipe on so many made-up articles; raises NotMeasurable."""
    if not Path("/proc/self/status").exists():
        message = "memory is read from /proc, which this system does not have"
        raise NotMeasurable(message)
    with tempfile.TemporaryDirectory() as name, serve(pages) as portal, server() as client:
        folder = Path(name)
        write_registry(folder, [f"http://127.0.0.1:{portal.server_port}/tin"])
        remove_indices(client, PREFIX)
        try:
            start = time.perf_counter()
            samples = tuple(watch(folder))
            searchable = count_documents(client, articles(PREFIX).read)
            return Soak(pages, searchable, time.perf_counter() - start, samples)
        finally:
            remove_indices(client, PREFIX)


def watch(folder: Path) -> Iterator[Sample]:
    """Run `khotin run` on the registry below a folder, and yield what is seen meanwhile."""
    variables = khotin_environment(folder, "data")
    (site,) = load_sites(folder / "sites").values()
    run = subprocess.Popen(
        [sys.executable, "-m", "khotin", "run", "--json"],
        cwd=CHECKOUT,
        env={**os.environ, **variables, "KHOTIN_INDEX_PREFIX": PREFIX},
        stdout=subprocess.DEVNULL,
    )
    try:
        while run.poll() is None:
            for pid in children(run.pid):
                stage = next((word for word in arguments(pid) if word in STAGES), None)
                if stage:
                    done, _ = stage_counts([site], Path(variables["KHOTIN_DATA"]), STAGES[stage])
                    yield Sample(stage, done, resident(pid))
            time.sleep(INTERVAL)
    finally:
        run.terminate()
        run.wait()
    if run.returncode:
        message = f"the run ended with {run.returncode}"
        raise NotMeasurable(message)


@click.command()
@click.option("--pages", default=50_000, show_default=True)
@click.option("--write/--no-write", default=True, help="Write docs/benchmarks.md.")
def main(pages: int, *, write: bool) -> None:
    """Measure the memory over many pages, and write it into docs/benchmarks.md."""
    try:
        soak = measure(pages)
    except NotMeasurable as error:
        raise click.ClickException(str(error)) from error
    figures = soak.figures()
    if write:
        drawn = draw({stage: soak.peaks(stage, STEPS) for stage in STAGES}, pages)
        PICTURE.write_text(drawn, encoding="utf-8")
        lines = describe(sys.modules[__name__], figures)
        write_section(REPORT, "soak", [*lines, "", f"![{ALT}](images/soak.svg)", "", *soak.lines()])
    Console(highlight=False).print(figures_table(figures))
    sys.exit(0 if all(figure.is_reached for figure in figures) else 1)


if __name__ == "__main__":
    main()
