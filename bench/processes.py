"""What a command costs: seconds, processor time and peak memory, of all processes that it starts.

Processor time is what the system charges to the command and to all that it waited for. Memory is
resident memory (RSS) summed over the tree of processes, looked at ten times a second, so memory
that several processes share counts once for each (Linux: from /proc).
"""

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.figure import NotMeasurable

INTERVAL = 0.1


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds on the wall, seconds of processor time, and the peak of resident memory in MB."""

    seconds: float
    processor: float
    peak: float


def run_measured(command: Sequence[str], *, within: Path, environment: Mapping[str, str]) -> Usage:
    """Run a command to its end; raises NotMeasurable if it fails, with the end of its errors."""
    before, start, peak = _processor(), time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(
            command,
            cwd=within,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(INTERVAL)
        stderr.seek(0)
        told = stderr.read().decode(errors="replace").splitlines()[-1:]
    if process.returncode:
        message = f"{' '.join(command[1:4])} ended with {process.returncode}: {' '.join(told)}"
        raise NotMeasurable(message)
    return Usage(time.perf_counter() - start, _processor() - before, peak)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(pid: int) -> float:
    """Return the MB that a process and all below it occupy now; 0 for one that has ended."""
    return sum(_resident(each) for each in (pid, *descendants(pid)))


def _resident(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1000
    return 0.0


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes below a process."""
    for child in children(pid):
        yield child
        yield from descendants(child)


def arguments(pid: int) -> list[str]:
    """Return the command line of a process; nothing for one that has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")[:-1]
    return []
