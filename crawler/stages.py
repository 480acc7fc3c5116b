"""The whole pipe once: crawl.

Extract and index as three processes that only share the portals' folders.

Each is the verb of the same name. The later two go on until their standard input closes, so that
they also end, with nothing lost, when the process that started them is killed.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from crawler.attachments import any_wanted
from crawler.config import load_config
from crawler.errors import INTERRUPTED, IncompleteRun
from crawler.interrupts import interrupts_noted
from crawler.site import Site


@dataclass(frozen=True, slots=True)
class StageReport:
    """How a stage ended: its exit code, and the JSON it printed.

    A negative code is the signal that killed it.
    """

    name: str
    exit_code: int
    report: Any


class Stage:
    """A running verb of khotin."""

    def __init__(self, name: str, *arguments: str, **variables: str) -> None:
        """Start `khotin NAME ARGUMENTS --json`, with some more environment variables."""
        self.name = name
        self._output: IO[str] = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed by wait
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # until Python is up
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "khotin", name, *arguments, "--json"],
                stdin=subprocess.PIPE,
                stdout=self._output,
                env={**_environment(name), **variables},
                process_group=0,  # a terminal's Ctrl-C is passed on once, not felt twice
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def end_of_input(self) -> None:
        """Tell the stage that nothing more will come from the stage before it."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def interrupt(self) -> None:
        """Ask the stage to end in good order; asked a second time it ends at once."""
        self._process.send_signal(signal.SIGINT)

    def wait(self) -> StageReport:
        """Wait for the end."""
        code = self._process.wait()
        self._output.seek(0)
        text = self._output.read()
        self._output.close()
        return StageReport(self.name, code, json.loads(text) if text.strip() else None)


def _environment(stage: str) -> dict[str, str]:
    """Return a stage's environment: what reads the pages of strangers is given no key."""
    keys = () if stage == "index" else ("ELASTICSEARCH_", "KHOTIN_ELASTICSEARCH_")
    return {name: value for name, value in os.environ.items() if not name.startswith(keys)}


def run_stages(
    patterns: Sequence[str],
    sites: Sequence[Site],
    data: Path,
    *,
    recheck: bool,
    left: Sequence[Site] = (),
    index: bool = True,
) -> list[StageReport]:
    """Crawl the portals that match, extracting and indexing meanwhile; return how each ended.

    Where their articles offer files to fetch, a second pass brings those in, unless the first one
    was interrupted or killed, or took all the time that crawls have. `sites` are the portals that
    `patterns` select; of the portals `left` only what is kept already is extracted and indexed.
    Without `index` the texts wait in the ledgers.
    """
    options = ["--recheck"] if recheck else []
    seconds, began = load_config().run_seconds, time.monotonic()
    ids = [site.id for site in left]
    reports = _run_pass(patterns, options, seconds, ids, crawls=bool(sites), index=index)
    remaining = seconds - (time.monotonic() - began) if seconds else 0.0
    whole = all(0 <= report.exit_code < INTERRUPTED for report in reports)
    if whole and remaining >= 0 and any_wanted(sites, data, recheck=recheck):
        reports += _run_pass(patterns, [*options, "--attachments"], remaining, index=index)
    return reports


def _run_pass(
    patterns: Sequence[str],
    options: Sequence[str],
    seconds: float,
    left: Sequence[str] = (),
    *,
    crawls: bool = True,
    index: bool,
) -> list[StageReport]:
    later = [*patterns, *left]
    stages: list[Stage] = []
    with interrupts_noted() as early:
        if crawls:
            stages.append(Stage("crawl", *patterns, *options, KHOTIN_RUN_SECONDS=str(seconds)))
        stages.append(Stage("extract", *_sites(later), "--follow"))
        if index:
            stages.append(Stage("index", *later, "--follow"))
    reports: list[StageReport] = []
    if interrupted := early.is_set():
        _interrupt(stages)
    for stage in stages:
        stage.end_of_input()
        while len(reports) < stages.index(stage) + 1:
            try:
                reports.append(stage.wait())
            except KeyboardInterrupt:
                interrupted = True
                _interrupt(stages)
    if interrupted and overall_exit_code(reports) != INTERRUPTED:
        raise KeyboardInterrupt  # it came before any stage could heed it
    return reports


def _interrupt(stages: Sequence[Stage]) -> None:
    for stage in stages:
        stage.interrupt()


def _sites(patterns: Sequence[str]) -> list[str]:
    return [word for pattern in patterns for word in ("--site", pattern)]


def upstream(*, follow: bool) -> Callable[[], bool]:
    """Return what tells a stage that the one before it has ended.

    A stage that follows another goes on until its standard input closes; any other has it all.
    """
    return _input_ended if follow else lambda: True


def _input_ended() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(readable) and sys.stdin.read(1) == ""


def extraction_outcomes(reports: Sequence[StageReport]) -> dict[str, Counter[str]]:
    """Return what the extractions counted, by site; nothing of one that was killed."""
    found: dict[str, Counter[str]] = {}
    for stage in reports:
        if stage.name == "extract" and stage.report:
            for site, counts in stage.report["outcomes"].items():
                found.setdefault(site, Counter()).update(counts)
    return found


def overall_exit_code(reports: Sequence[StageReport]) -> int:
    """Return the exit code of a run: 130 if it was interrupted, else its first failure's."""
    codes = [report.exit_code for report in reports]
    if any(code in (INTERRUPTED, -signal.SIGINT) for code in codes):
        return INTERRUPTED
    failed = next((code for code in codes if code), 0)
    return failed if failed >= 0 else IncompleteRun.exit_code
