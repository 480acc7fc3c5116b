"""What a command costs: seconds, processor time and peak memory, of all processes that it starts.

The tree of processes is looked at ten times a second (Linux: in /proc). Memory is resident memory
(RSS) summed over the tree, so what several processes share counts once for each. Processor time is
what each process had taken when it was last seen, or what the system charges to the command in the
end if that is more: it does not charge what a process took that nobody waited for, such as the
workers of a fork server.
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
    before, start, peak = _charged(), time.perf_counter(), 0.0
    taken: dict[tuple[int, str], float] = {}
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
            taken |= _taken(process.pid)
            time.sleep(INTERVAL)
        stderr.seek(0)
        told = stderr.read().decode(errors="replace").splitlines()[-1:]
    if process.returncode:
        message = f"{' '.join(command[1:4])} ended with {process.returncode}: {' '.join(told)}"
        raise NotMeasurable(message)
    processor = max(_charged() - before, sum(taken.values()))
    return Usage(time.perf_counter() - start, processor, peak)


def _charged() -> float:
    """Return the seconds of processor time of processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _taken(pid: int) -> dict[tuple[int, str], float]:
    """Return the seconds of processor time of each process of a tree, by its id and its start."""
    found: dict[tuple[int, str], float] = {}
    for each in (pid, *descendants(pid)):
        with suppress(OSError):
            stat = Path(f"/proc/{each}/stat").read_text(encoding="utf-8", errors="replace")
            fields = stat.rpartition(")")[2].split()  # begins with the third of proc(5)
            user, system, start = fields[11], fields[12], fields[19]
            found[each, start] = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    return found


def resident(pid: int) -> float:
    """Return the MB that a process and all below it occupy now; 0 for one that has ended."""
    return sum(_resident(each) for each in (pid, *descendants(pid)))


def _resident(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1000
    return 0.0


def peak(pid: int) -> float:
    """Return a process's peak of resident memory in MB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


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
