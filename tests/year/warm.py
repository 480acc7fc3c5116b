"""`khotin` without its start: a process that has imported everything, and forks at each command.

A year asks for `khotin` more than a thousand times; to start it takes longer than what it then does
here. The command line, its exit code and what it prints are those of a process of its own.
"""

import gc
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from subprocess import CompletedProcess

from crawler.attachment_reading import PRELOAD
from indexer.gazetteer import has_unit
from tests.conftest import CHECKOUT

IMPORTED = (
    "khotin",
    "crawler.crawl",
    "crawler.extraction",
    *PRELOAD,
    "crawler.extensions.hours",
    "crawler.extensions.report",
    "crawler.fetching.handler",
    "crawler.fetching.middlewares",
    "crawler.fetching.resolver",
    "crawler.fetching.robots",
    "indexer.indexing",
    "scrapy.core.downloader",
    "scrapy.extensions.throttle",
)
"""Modules that every command needs; none of them may choose Twisted's reactor."""
LONGEST_WAIT = 1.0
"""Seconds that a run waits for an address that failed, where `khotin` waits for minutes: whoever
does not answer is asked twice a day."""


@dataclass(frozen=True, slots=True)
class Warm:
    """The process that forks."""

    process: "subprocess.Popen[str]"
    folder: Path

    def khotin(self, *arguments: str, at: datetime) -> "CompletedProcess[str]":
        """Run `khotin` to its end, on a clock that shows `at`; return its exit code and output."""
        offset = (at - datetime.now(UTC)).total_seconds()
        request = {"arguments": arguments, "offset": offset, "folder": str(self.folder)}
        if self.process.stdin is None or self.process.stdout is None:
            message = "the process was started without pipes"
            raise RuntimeError(message)
        self.process.stdin.write(f"{json.dumps(request)}\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        said = [(self.folder / name).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
        return CompletedProcess(["khotin", *arguments], code, *said)


@contextmanager
def warm(environment: Mapping[str, str], folder: Path) -> Iterator[Warm]:
    """Start the process in an environment; `folder` takes what the commands print."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.year.warm"],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Warm(process, folder)
        if process.stdin is not None:
            process.stdin.close()


def serve_commands() -> None:
    """Fork for each line of standard input, and answer with the exit code."""
    for name in IMPORTED:
        importlib.import_module(name)
    has_unit("01", date.max)
    gc.freeze()
    if "twisted.internet.reactor" in sys.modules:
        message = "a reactor was chosen before the fork: two crawls would share it"
        raise RuntimeError(message)
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            become(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def fork_at_once(_: str) -> BaseContext:
    """Return the way to start the extraction's workers: as forks of what is imported already."""
    return get_context("fork")


def become(request: dict[str, str]) -> None:
    """Be `khotin` with these arguments; never returns."""
    os.environ["KHOTIN_CLOCK_OFFSET"] = str(request["offset"])
    folder = Path(request["folder"])
    for number, path in enumerate((Path(os.devnull), folder / "stdout", folder / "stderr")):
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    vars(importlib.import_module("crawler.fetching.frontier"))["LONGEST_WAIT"] = LONGEST_WAIT
    # A server of forks would import everything anew, which took a third of the year.
    vars(importlib.import_module("crawler.extraction"))["get_context"] = fork_at_once
    sys.argv = ["khotin", *request["arguments"]]
    khotin = importlib.import_module("khotin")
    khotin.main()


if __name__ == "__main__":
    serve_commands()
