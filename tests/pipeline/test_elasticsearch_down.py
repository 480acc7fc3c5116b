"""Elasticsearch killed in the middle, or starting late: nothing is lost, and it is said plainly."""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.config import Config
from indexer import local_elasticsearch
from tests.conftest import node_config, open_folder
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import GATED, Gate, register

pytestmark = pytest.mark.drill

LATEST = 6.0
"""Seconds after a run's start at which the server is killed at the latest."""


@pytest.fixture(scope="module")
def own_node() -> Iterator[tuple[Config, str]]:
    """An Elasticsearch that the test may kill, and its address."""
    folder = open_folder()
    config = node_config(folder / "node")
    yield config, local_elasticsearch.start(config)
    local_elasticsearch.stop(config)
    shutil.rmtree(folder)


def test_elasticsearch_killed_three_times_and_then_starting_late(
    tmp_path: Path,
    own_node: tuple[Config, str],
    portals: dict[str, str],
    whole: dict[str, str],
    gate: Gate,
) -> None:
    config, url = own_node
    archive = register(Archive(tmp_path, url, "kill", {"KHOTIN_WAIT": "3"}), portals)
    for name in GATED:
        local_elasticsearch.start(config)
        gate.close()
        run = archive.start("run", f"mau/{name}")
        time.sleep(random.uniform(1, LATEST))
        status = local_elasticsearch.status(config)
        assert status.pid is not None
        os.kill(status.pid, signal.SIGKILL)
        gate.open()
        _, errors = run.communicate()
        assert run.returncode == 5, errors
        assert "wait in the ledgers" in errors

    gate.close()
    late = replace(archive, extra={"KHOTIN_WAIT": "180"}).start("run")
    assert late.stderr is not None
    assert any("what is fetched is kept" in line for line in late.stderr)
    gate.open()
    local_elasticsearch.start(config)
    output, errors = late.communicate()
    assert late.returncode == 0, output + errors
    assert archive.texts() == whole
    archive.doctor()
