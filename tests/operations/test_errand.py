"""A job's processes live only as long as they are told that they may, all of them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.errand import end_session, moment
from tests.conftest import CHECKOUT

SECONDS = 3600.0
SCRIPT = f"""
import subprocess
from operations.errand import guard
subprocess.Popen(["sleep", "{SECONDS}"], process_group=0)
subprocess.Popen(["sleep", "{SECONDS}"], process_group=0)
print("started", flush=True)
guard({SECONDS})
"""
"""Two children in process groups of their own, as a run's stages are."""


@pytest.fixture
def errand() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        cwd=CHECKOUT,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        yield process
        end_session(process.pid)


def alive(session: int) -> list[str]:
    """Return the command of every process of a session that is no zombie."""
    found = subprocess.run(
        ["ps", "-o", "stat=,args=", "-s", str(session)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in found.stdout.splitlines() if not line.startswith("Z")]


def tell(errand: "subprocess.Popen[bytes]", text: str) -> None:
    assert errand.stdin is not None
    errand.stdin.write(text.encode())
    errand.stdin.flush()


def test_it_ends_with_its_worker(errand: "subprocess.Popen[bytes]") -> None:
    assert len(alive(errand.pid)) == 3
    assert errand.stdin is not None
    errand.stdin.close()
    assert errand.wait() == -9
    assert alive(errand.pid) == []


def test_it_ends_when_its_time_is_over_though_its_worker_lives(
    errand: "subprocess.Popen[bytes]",
) -> None:
    tell(errand, f"{moment() + SECONDS}\n")
    time.sleep(1)
    assert len(alive(errand.pid)) == 3
    tell(errand, f"{moment() + SECONDS}\n{moment() - 1}\n")
    assert errand.wait() == -9
    assert alive(errand.pid) == []


def test_half_a_line_is_waited_for(errand: "subprocess.Popen[bytes]") -> None:
    text = f"{moment() + SECONDS}\n"
    for letter in text:
        tell(errand, letter)
        time.sleep(0.05)
    assert len(alive(errand.pid)) == 3


def test_a_worker_ends_all_of_it_though_its_leader_is_dead(
    errand: "subprocess.Popen[bytes]",
) -> None:
    errand.kill()
    errand.wait()
    assert len(alive(errand.pid)) == 2
    end_session(errand.pid)
    assert alive(errand.pid) == []


def test_nothing_else_is_ended(errand: "subprocess.Popen[bytes]") -> None:
    other = subprocess.Popen(["sleep", str(SECONDS)], start_new_session=True)
    with other:
        end_session(errand.pid)
        assert other.poll() is None
        assert Path(f"/proc/{other.pid}").exists()
        other.kill()
