"""Elasticsearch killed in the middle, or starting late: nothing is lost, and it is said plainly."""

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.config import Config
from indexer import local_elasticsearch
from tests.conftest import node_config, open_folder
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import register

LATEST = 6.0
"""Seconds after a run's start at which the server is killed at the latest; a run takes longer."""


@pytest.fixture(scope="module")
def own_node() -> Iterator[tuple[Config, str]]:
    """An Elasticsearch that the test may kill, and its address."""
    folder = open_folder()
    config = node_config(folder / "node")
    yield config, local_elasticsearch.start(config)
    local_elasticsearch.stop(config)
    shutil.rmtree(folder)


@pytest.mark.parametrize("round_", [1, 2, 3])
def test_elasticsearch_killed_loses_nothing(
    tmp_path: Path,
    own_node: tuple[Config, str],
    portals: dict[str, str],
    whole: dict[str, str],
    round_: int,
) -> None:
    config, url = own_node
    archive = register(Archive(tmp_path, url, f"kill-{round_}", {"KHOTIN_WAIT": "3"}), portals)
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
    assert archive.texts() == whole
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
    assert archive.texts() == whole
