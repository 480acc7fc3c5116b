"""Fetch in pages/s on the recorded Hanoi portal, beside a bare Scrapy spider on the same replay.

Each side is a process of its own, in turn (ours, bare, ours, bare …), against a replay of its own.
Pages/s are counted between the first and the last answer in the replay's log, so that no side's
start is in it; the median of the rounds counts. Both sides have eight connections: the replay
answers with delayed acknowledgements, and over one connection that delay would be all there is to
measure. A second crawl of the first round's archive tells how many requests nothing new costs.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figure import CHECKOUT, Figure, shared
from tests.pipeline.recorded import ASSET, read_recording, replay

ROUNDS = 3
CONNECTIONS = 8
"""Scrapy's own default for one host."""
Request = tuple[float, int, str]
"""What the portal saw: epoch seconds, status, path."""


@dataclass(frozen=True, slots=True)
class Course:
    """The recorded portal's start pages, a port that it is served on, and a folder for all else."""

    start_urls: tuple[str, ...]
    port: int
    folder: Path

    def run(
        self, *command: str, within: Path, environment: dict[str, str] | None = None
    ) -> list[Request]:
        """Run a crawler against a replay of its own; return the requests in the portal's order."""
        log = self.folder / "replay.log"
        log.unlink(missing_ok=True)
        with replay(shared(), "hanoi-portal", self.port, log) as portal:
            subprocess.run(
                [sys.executable, "-m", *command],
                cwd=within,
                env={**os.environ, **(environment or {})},
                stdout=subprocess.DEVNULL,
                check=True,
            )
            return portal.requests

    def ours(self, name: str) -> list[Request]:
        """Run `khotin crawl` into the data folder `name`."""
        variables = khotin_environment(self.folder, name)
        return self.run("khotin", "crawl", "--json", within=CHECKOUT, environment=variables)

    def bare(self) -> list[Request]:
        """Run the bare spider, outside of the checkout, whose scrapy.cfg would settle how."""
        start = f"start={','.join(self.start_urls)}"
        spider = str(CHECKOUT / "bench" / "bare_spider.py")
        quiet = ("-s", "LOG_LEVEL=WARNING")
        return self.run("scrapy", "runspider", spider, "-a", start, *quiet, within=self.folder)


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Return the rate beside the bare spider's, and what a crawl costs that finds nothing new."""
    recording = read_recording(shared("corpus", "hanoi-portal.tar.xz"))
    port = free_port()
    start_urls = tuple(f"http://127.0.0.1:{port}{path}" for path in recording.sections)
    with tempfile.TemporaryDirectory() as name:
        course = Course(start_urls, port, Path(name))
        write_registry(course.folder, start_urls)
        pairs = [(rate(course.ours(str(n))), rate(course.bare())) for n in range(rounds)]
        again = course.ours("0")
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    articles = sum(1 for _, _, path in again if ASSET.search(path))
    lists = len(again) - articles - 1  # and robots.txt
    return [
        Figure("fetch, pages/s", ours, 0.8, bare, rounds=tuple(a / b for a, b in pairs)),
        Figure("second crawl, lists a section", lists / len(start_urls), 2, at_most=True),
        Figure("second crawl, articles asked", articles, 0, at_most=True),
    ]


def rate(requests: Sequence[Request]) -> float:
    """Return the answers a second between the first and the last one."""
    times = [at for at, _, _ in requests]
    return (len(times) - 1) / (max(times) - min(times))


def write_registry(folder: Path, start_urls: Sequence[str]) -> None:
    """Write a registry of one Liferay portal below a folder."""
    sites = folder / "sites"
    sites.mkdir()
    addresses = ", ".join(f'"{url}"' for url in start_urls)
    (sites / "bench.toml").write_text(
        '[[site]]\nid = "bench/portal"\nname = "Bench"\nplatform = "liferay62"\nunit = "01"\n'
        f"start_urls = [{addresses}]\nconnections = {CONNECTIONS}\n",
        encoding="utf-8",
    )


def khotin_environment(folder: Path, data: str) -> dict[str, str]:
    """Return the variables under which `khotin` works on a bench's registry and data folder."""
    return {"KHOTIN_SITES": str(folder / "sites"), "KHOTIN_DATA": str(folder / "data" / data)}


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
