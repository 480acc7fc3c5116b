"""kill -9 of every part at a random moment: the next run ends with the same archive."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.archive import Archive

STAGES = ("crawl", "extract", "index")


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes below a process, each before its own."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        pids = [int(child) for child in children.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in pids:
        yield child
        yield from descendants(child)


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def find(run: subprocess.Popen[str], target: str) -> int | None:
    """Return the process to kill: a stage by its verb, or a worker below the extraction."""
    stages = {
        verb: pid
        for pid in descendants(run.pid)
        for verb in STAGES
        if f"khotin {verb} " in command(pid)
    }
    if target != "worker":
        return stages.get(target)
    below = list(descendants(stages["extract"])) if "extract" in stages else []
    workers = [
        pid for pid in below if list(descendants(pid)) == [] and "forkserver" in command(pid)
    ]
    return random.choice(workers) if workers else None


def kill_when_found(run: subprocess.Popen[str], target: str, delay: float) -> bool:
    """Wait for the process, then `delay` seconds, and kill it; False if the run ended before."""
    while run.poll() is None:
        if find(run, target) is not None:
            time.sleep(delay)
            pid = find(run, target)
            if pid is None:
                return False
            os.kill(pid, signal.SIGKILL)
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("round_", [1, 2, 3])
@pytest.mark.parametrize("target", ["crawl", "worker", "index"])
def test_a_killed_process_loses_nothing(
    ready: Archive, whole: dict[str, str], target: str, round_: int
) -> None:
    longest = {"crawl": 3.0, "worker": 0.5, "index": 4.0}[target]
    for _ in range(5):
        run = ready.start("run")
        killed = kill_when_found(run, target, random.uniform(0, longest))
        output, errors = run.communicate()
        if killed:
            break
    assert killed, f"no {target} was alive at the chosen moments"
    if target != "worker":
        assert run.returncode == 10, output + errors
        assert f"{target} was killed (signal 9)" in errors
    ready.khotin("run")
    assert ready.texts() == whole
    assert all(found["waiting"] == 0 for found in ready.doctor())


def test_the_whole_run_killed_leaves_no_process_and_loses_nothing(
    ready: Archive, whole: dict[str, str]
) -> None:
    run = ready.start("run")
    time.sleep(random.uniform(1, 4))
    below = list(descendants(run.pid))
    run.kill()
    run.communicate()
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in below):
        assert time.monotonic() < deadline, [command(pid) for pid in below]
        time.sleep(0.1)
    ready.khotin("run")
    assert ready.texts() == whole
    ready.doctor()


@pytest.mark.parametrize("round_", [1, 2, 3])
def test_ctrl_c_ends_every_stage_in_good_order(
    ready: Archive, whole: dict[str, str], round_: int
) -> None:
    run = ready.start("run")
    time.sleep(random.uniform(0.1, 4))
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=60)
    assert run.returncode in (130, -signal.SIGINT), errors
    assert "Traceback" not in errors
    ready.khotin("run")
    assert ready.texts() == whole
    ready.doctor()
