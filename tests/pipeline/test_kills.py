"""kill -9 of every part at a random moment: the next run ends with the same archive."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawler.config import Config
from indexer import local_elasticsearch
from tests.conftest import node_config, open_folder
from tests.pipeline.archive import Archive
from tests.portals import PORTALS, serve

STAGES = ("crawl", "extract", "index")
LATEST = 6.0
"""Seconds after its start at which a process is killed at the latest; a run takes longer."""


STARTS = {
    "liferay62": ["/tin-tuc-su-kien", "/trong-trot-chan-nuoi", "/van-ban-chi-dao"],
    "nukeviet": ["/"],
    "generic": ["/tin-tuc", "/thong-bao"],
}


@pytest.fixture(scope="module")
def portals() -> Iterator[dict[str, str]]:
    """Every bundled replica, served; their addresses by name."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(name)).url for name in PORTALS}


def register(archive: Archive, portals: dict[str, str]) -> Archive:
    """Write an entry for every replica; return the archive."""
    for name, url in portals.items():
        pattern = {"article_pattern": r"^/(tin-tuc|thong-bao)/[^/]+-\d+\.htm$"}
        options = pattern if name == "generic" else {}
        archive.add_site(f"mau/{name}", name, *(url + path for path in STARTS[name]), **options)
    return archive


@pytest.fixture
def ready(archive: Archive, portals: dict[str, str]) -> Archive:
    """An empty archive with every replica in its registry."""
    return register(archive, portals)


def texts(archive: Archive) -> dict[str, str]:
    """Return the digest of every article's text in the index by key."""
    return {d["key"]: d["content_hash"] for d in archive.documents().values()}


@pytest.fixture(scope="module")
def whole(make_archive: Callable[[str], Archive], portals: dict[str, str]) -> dict[str, str]:
    """What a run that nobody disturbs brings in."""
    archive = register(make_archive("undisturbed"), portals)
    archive.khotin("run")
    found = texts(archive)
    assert len(found) >= 60
    return found


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
    assert texts(ready) == whole
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
    assert texts(ready) == whole
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
    assert texts(ready) == whole
    ready.doctor()


@pytest.fixture
def own_node(tmp_path: Path) -> Iterator[tuple[Config, str]]:
    """An Elasticsearch that the test may kill, and its address."""
    folder = open_folder()
    config = node_config(folder / "node")
    yield config, local_elasticsearch.start(config)
    local_elasticsearch.stop(config)


@pytest.mark.parametrize("round_", [1, 2, 3])
def test_elasticsearch_killed_loses_nothing(
    tmp_path: Path,
    own_node: tuple[Config, str],
    portals: dict[str, str],
    whole: dict[str, str],
    round_: int,
) -> None:
    config, url = own_node
    archive = register(Archive(tmp_path, url, "kill", {"KHOTIN_WAIT": "3"}), portals)
    run = archive.start("run")
    time.sleep(random.uniform(2, LATEST))
    status = local_elasticsearch.status(config)
    assert status.pid is not None
    os.kill(status.pid, signal.SIGKILL)
    _, errors = run.communicate()
    if run.returncode != 0:
        assert run.returncode == 5, errors
        assert "wait in the ledgers" in errors
    local_elasticsearch.start(config)
    archive.khotin("run")
    assert texts(archive) == whole
    archive.doctor()


def test_elasticsearch_that_starts_late_is_waited_for(
    tmp_path: Path, own_node: tuple[Config, str], portals: dict[str, str], whole: dict[str, str]
) -> None:
    config, url = own_node
    local_elasticsearch.stop(config)
    archive = register(Archive(tmp_path, url, "late", {"KHOTIN_WAIT": "90"}), portals)
    run = archive.start("run")
    time.sleep(3)
    local_elasticsearch.start(config)
    output, errors = run.communicate()
    assert run.returncode == 0, output + errors
    assert "what is fetched is kept" in errors
    assert texts(archive) == whole
