"""The embedded server, on real ones: the one that all tests share, and one that is killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable, PortInUse, StorageError
from indexer import elasticsearch_node
from indexer.local_elasticsearch import start, status, stop
from tests.conftest import CHECKOUT, free_port, node_config, open_folder

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another user")
START = "from crawler.config import Config; from indexer.local_elasticsearch import start; {}"


@pytest.fixture
def node() -> Iterator[Config]:
    """Give a node of the test's own, in a folder whose name Java must be told how to read."""
    folder = open_folder()
    config = node_config(folder / "máy chủ")
    yield config
    stop(config)
    shutil.rmtree(folder)


def start_elsewhere(config: Config) -> subprocess.Popen[str]:
    """Start the node from another process, in a session of its own like a terminal's."""
    environment = {
        **os.environ,
        "KHOTIN_ES_PORT": str(config.es_port),
        "KHOTIN_ES_HOME": str(config.es_home),
        "KHOTIN_ES_HEAP": config.es_heap,
    }
    code = START.format("print(start(Config()))")
    return subprocess.Popen(
        (sys.executable, "-c", code),
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def processes_of(config: Config) -> list[str]:
    """Return the command lines of the processes that work for this node (Linux only)."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it may end while we look
            found.append(path.read_bytes().decode(errors="replace"))
    return [command for command in found if str(config.es_home) in command]


def test_the_shared_node_runs(embedded: Config) -> None:
    known = status(embedded)
    assert known.state == "running"
    assert known.installed
    with Elasticsearch(known.url) as client:
        info = client.info()
    assert info["cluster_name"] == f"khotin-{embedded.es_port}"
    assert info["version"]["number"] == "8.19.13"


@needs_root
def test_it_does_not_run_as_root(embedded: Config) -> None:
    pid = status(embedded).pid
    assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_it_listens_on_the_loopback_interface_only(embedded: Config) -> None:
    with Elasticsearch(status(embedded).url) as client:
        http = client.nodes.info(metric="http,transport")["nodes"].popitem()[1]
    addresses = http["http"]["bound_address"] + http["transport"]["bound_address"]
    assert {address.rpartition(":")[0] for address in addresses} == {"127.0.0.1"}


def test_a_second_start_finds_it_running(embedded: Config) -> None:
    before = status(embedded)
    assert start(embedded) == before.url
    assert status(embedded) == before


def test_the_same_data_on_another_port_are_refused(embedded: Config) -> None:
    other = embedded.model_copy(update={"es_port": free_port()})
    with pytest.raises(ElasticsearchUnavailable, match=f"port {embedded.es_port}"):
        start(other)


def test_a_port_that_another_program_has(node: Config) -> None:
    expected = pytest.raises(PortInUse, match=f"{node.es_port}.*KHOTIN_ES_PORT")
    with socket.create_server(("127.0.0.1", node.es_port)), expected:
        start(node)
    assert status(node).state == "stopped"


def test_too_small_a_heap_is_the_reason_that_is_shown(node: Config) -> None:
    with pytest.raises(ElasticsearchUnavailable, match="heap") as caught:
        start(node.model_copy(update={"es_heap": "1m"}))
    assert "\n" not in str(caught.value)
    assert status(node).state == "stopped"


def test_a_full_disk(node: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elasticsearch_node, "FREE_SPACE", 10**18)
    with pytest.raises(StorageError, match="is free"):
        start(node)


def test_a_home_that_is_no_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.touch()
    with pytest.raises(StorageError, match="home"):
        start(Config(es_port=free_port(), es_home=home))


@needs_root
def test_a_home_that_the_server_cannot_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(StorageError, match="KHOTIN_ES_HOME"):
        start(node_config(tmp_path / "home"))


def test_ctrl_c_while_it_starts_leaves_nothing_behind(node: Config) -> None:
    assert node.es_home is not None
    log = node.es_home / "start.log"
    with start_elsewhere(node) as starting:
        while not (log.exists() and log.stat().st_size) and starting.poll() is None:
            time.sleep(0.05)
        assert status(node).state == "changing"
        os.killpg(starting.pid, signal.SIGINT)
        assert starting.wait() != 0
    assert not stop(node)
    assert processes_of(node) == []


@pytest.mark.drill
def test_a_killed_server_comes_back_with_its_data(node: Config, embedded: Config) -> None:
    with Elasticsearch(start(node)) as client:
        client.index(index="tin", id="1", document={"title": "Hội nghị tổng kết"})
        assert status(embedded).state == "running", "two nodes stand side by side"
        pid = status(node).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with start_elsewhere(node) as one, start_elsewhere(node) as other:
            urls = {one.communicate()[0], other.communicate()[0]}
        assert urls == {f"{status(node).url}\n"}, "two starts at once end in one server"
        assert status(node).pid not in (None, pid)
        client.cluster.health(wait_for_status="yellow")
        assert client.get(index="tin", id="1")["_source"] == {"title": "Hội nghị tổng kết"}

    assert stop(node)
    assert not stop(node)
    assert status(node).state == "stopped"
