"""kill -9 of every part at random moments, three times each: the next run has the same archive.

Each round kills every part while it works on a portal of its own, in one archive for all rounds.
"""

import os
import random
import signal
import time
from pathlib import Path
from subprocess import Popen

from bench.processes import arguments, children, descendants
from crawler.progress import stage_counts
from crawler.site import load_sites
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import GATED, Gate

STAGES = {"fetch": "crawl", "extract": "extract", "index": "index"}
"""The verb that does each stage of crawler.progress."""
LATEST = 0.5
"""Seconds after the work for a stage arrived at which its process is killed at the latest."""


def find(run: Popen[str], stage: str) -> list[int]:
    """Return the processes that do a stage: the verb's own, or the extraction's workers.

    Those are children of Python's fork server.
    """
    verb = f"khotin {STAGES[stage]} "
    verbs = [pid for pid in children(run.pid) if verb in " ".join(arguments(pid))]
    if stage != "extract":
        return verbs
    return [worker for verb in verbs for server in children(verb) for worker in children(server)]


def known(archive: Archive, stage: str) -> int:
    """Return how many items a stage has, done or not."""
    sites = load_sites(archive.folder / "sites").values()
    return stage_counts(list(sites), archive.data, stage)[1]


def kill_at_work(run: Popen[str], archive: Archive, stage: str, before: int) -> None:
    """Kill a process of a stage at a random moment after it has more to do than `before` items.

    The gate holds the run meanwhile: that it ended is a failure.
    """
    while known(archive, stage) <= before or not find(run, stage):
        assert run.poll() is None, run.communicate()
        time.sleep(0.02)
    time.sleep(random.uniform(0, LATEST))
    os.kill(random.choice(find(run, stage)), signal.SIGKILL)


def end(run: Popen[str], gate: Gate, *, killed: str) -> None:
    """Let a run go on to its end; fails unless it says which stage was killed."""
    gate.open()
    output, errors = run.communicate()
    assert run.returncode == 10, output + errors
    assert f"{killed} was killed (signal 9)" in errors


def test_killed_processes_lose_nothing(ready: Archive, whole: dict[str, str], gate: Gate) -> None:
    for name in GATED:
        before = {stage: known(ready, stage) for stage in STAGES}
        gate.close()
        run = ready.start("run", f"mau/{name}")
        kill_at_work(run, ready, "fetch", before["fetch"])
        end(run, gate, killed="crawl")

        before = {stage: known(ready, stage) for stage in STAGES}
        gate.close()
        run = ready.start("run", f"mau/{name}")
        for stage in random.sample(["extract", "index"], 2):
            kill_at_work(run, ready, stage, before[stage])
        end(run, gate, killed="index")
    ready.khotin("run")
    assert ready.texts() == whole
    assert all(found["waiting"] == 0 for found in ready.doctor())


def test_the_whole_run_killed_leaves_no_process_and_loses_nothing(
    ready: Archive, whole: dict[str, str], gate: Gate
) -> None:
    gate.close()
    run = ready.start("run")
    time.sleep(random.uniform(1, 4))
    below = list(descendants(run.pid))
    run.kill()
    gate.open()
    run.communicate()
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in below):
        assert time.monotonic() < deadline, [" ".join(arguments(pid)) for pid in below]
        time.sleep(0.1)
    ready.khotin("run")
    assert ready.texts() == whole
    ready.doctor()


def test_ctrl_c_ends_every_stage_in_good_order(
    ready: Archive, whole: dict[str, str], gate: Gate
) -> None:
    for name in GATED:
        gate.close()
        run = ready.start("run", f"mau/{name}")
        time.sleep(random.uniform(0.1, 4))
        run.send_signal(signal.SIGINT)
        gate.open()
        _, errors = run.communicate(timeout=60)
        assert run.returncode in (130, -signal.SIGINT), errors
        assert "Traceback" not in errors
    ready.khotin("run")
    assert ready.texts() == whole
    ready.doctor()
