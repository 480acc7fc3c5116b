"""An Elasticsearch cluster of the tests' own on loopback: several nodes, each a process."""

import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from indexer import local_elasticsearch
from indexer.elasticsearch_node import Node, launch, prepare
from indexer.java import find_java, service_account
from indexer.storage import locked
from tests.conftest import open_folder

HEAP = "400m"
NODES = 3
"""The fewest of which one may fail: two of three are still a majority."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The nodes by their names."""

    nodes: dict[str, Node]

    @property
    def url(self) -> str:
        """All addresses, as KHOTIN_ELASTICSEARCH_URL takes them."""
        return ",".join(node.url for node in self.nodes.values())

    def kill(self, name: str) -> None:
        """End a node's process with kill -9."""
        os.kill(int(self.nodes[name].pid_file.read_text()), signal.SIGKILL)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start the nodes at once and wait until they have found each other; end them."""
    home = open_folder()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, home)
        ports = _free_ports(2 * NODES)
        names = [f"may-{number}" for number in range(1, NODES + 1)]
        pairs = zip(names, ports[:NODES], strict=True)
        nodes = {name: Node(home / name, port) for name, port in pairs}
        transport = dict(zip(names, ports[NODES:], strict=True))
        for name, node in nodes.items():
            _configure(name, node, transport)
        stack.callback(_end, nodes)
        with ThreadPoolExecutor(NODES) as pool:
            list(pool.map(_start, nodes.values()))
        yield Cluster(nodes)


def _configure(name: str, node: Node, transport: dict[str, int]) -> None:
    options = node.home / "config" / "jvm.options.d" / "tests.options"
    options.parent.mkdir(parents=True)
    options.write_text("-XX:TieredStopAtLevel=1\n")
    account = service_account()
    os.chown(node.home / "config", account.uid or -1, account.gid or -1)
    prepare(node, account, local_elasticsearch.ensure_installed())
    settings: dict[str, Any] = json.loads(node.settings_file.read_text())
    del settings["discovery.type"]
    settings |= {
        "cluster.name": "khotin-tests",
        "node.name": name,
        "transport.port": transport[name],
        "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in transport.values()],
        "cluster.initial_master_nodes": list(transport),
    }
    node.settings_file.write_text(json.dumps(settings))


def _start(node: Node) -> None:
    account, server = service_account(), local_elasticsearch.ensure_installed()
    with locked(node.lock) as lock:
        launch(node, account, find_java(account), server, heap=HEAP, lock=lock)


def _end(nodes: dict[str, Node]) -> None:
    """Kill what runs: nothing of it is kept."""
    for node in nodes.values():
        if node.runs():
            os.kill(int(node.pid_file.read_text()), signal.SIGKILL)
    while any(node.runs() for node in nodes.values()):
        time.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
