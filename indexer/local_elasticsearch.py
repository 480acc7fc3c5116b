"""The embedded default: one Elasticsearch node on 127.0.0.1, for a machine that has no other.

The server is installed once a user (for root: once a machine) and serves any number of nodes. A
node is a port and a home with data/, logs/, config/ and tmp/; it outlives whoever starts it.
Elasticsearch refuses to run as root; for root it runs as `nobody`, with folders under /var.
"""

import hashlib
import socket
import time
from dataclasses import dataclass
from pathlib import Path

import requests
from platformdirs import PlatformDirs

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable, PortInUse
from indexer.elasticsearch_download import RELEASE, Progress, install
from indexer.elasticsearch_node import Node, State, launch, prepare
from indexer.java import find_java, service_account
from indexer.storage import locked, writing

FOLDERS = PlatformDirs("khotin", appauthor=False, use_site_for_root=True)
STOP_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of the node without asking it; `pid` only while it runs."""

    state: State
    url: str
    pid: int | None
    home: Path
    installed: bool


def ensure_installed(progress: Progress | None = None) -> Path:
    """Return the server's folder, fetched and verified if it is not there yet.

    Raises DownloadError and StorageError.
    """
    return install(RELEASE.url(), RELEASE.sha256, _server_folder(), progress)


def start(config: Config, progress: Progress | None = None) -> str:
    """Start the node unless it runs, wait until it answers, and return its address.

    `progress` is told of the download. Raises PrerequisiteError, DownloadError, PortInUse,
    StorageError, and ElasticsearchUnavailable with the line that tells why.
    """
    node, account = _node(config), service_account()
    java = find_java(account)
    server = ensure_installed(progress)
    with writing(node.home):
        node.home.mkdir(parents=True, exist_ok=True)
        with locked(node.lock) as lock:
            if not _is_up(node):
                _check_port(node.port)
                prepare(node, account, server)
                launch(node, account, java, server, heap=config.es_heap, lock=lock)
    return node.url


def stop(config: Config) -> bool:
    """End the node, wait until it is gone, and return whether it ran.

    Raises StorageError, and ElasticsearchUnavailable when it cannot be ended.
    """
    node, account = _node(config), service_account()
    if not node.home.is_dir():
        return False
    with writing(node.home), locked(node.lock):
        if not node.runs():
            return False
        pid = node.pid_file.read_text().strip()
        for name in ("TERM", "KILL"):
            # The file belongs to the server's user, so only what that user may end is ended.
            account.run("sh", "-c", 'kill -s "$0" "$1"', name, pid)
            deadline = time.monotonic() + STOP_LIMIT
            while time.monotonic() < deadline:
                if not node.runs():
                    return True
                time.sleep(0.1)
    message = f"Elasticsearch (process {pid}) cannot be ended: does it run as another user?"
    raise ElasticsearchUnavailable(message)


def status(config: Config) -> Status:
    """Return what the node does now, without waiting. Raises StorageError."""
    node = _node(config)
    with writing(node.home):
        state = node.state()
        pid = int(node.pid_file.read_text()) if state == "running" else None
    return Status(state, node.url, pid, node.home, _server_folder().is_dir())


def snapshots_folder(config: Config) -> Path:
    """Return the folder in which the node may keep snapshots; its `path.repo`."""
    return _node(config).snapshots


def _node(config: Config) -> Node:
    home = config.es_home or FOLDERS.user_state_path / _name(config.data)
    return Node(home.absolute(), config.es_port)


def _name(data: Path) -> str:
    """Return the folder of an archive's index: one for each data folder, so that none mix."""
    digest = hashlib.sha256(str(data.absolute()).encode()).hexdigest()
    return f"elasticsearch-{digest[:12]}"


def _server_folder() -> Path:
    return FOLDERS.user_cache_path / f"elasticsearch-{RELEASE.version}"


def _is_up(node: Node) -> bool:
    """Return whether the node answers; one that was just killed holds its data a moment longer.

    Raises ElasticsearchUnavailable when its data are held but it does not answer where it should.
    """
    deadline = time.monotonic() + STOP_LIMIT
    while node.runs():
        port = node.last_port()
        if port != node.port:
            message = f"{node.home} is in use on port {port}: KHOTIN_ES_PORT={port} khotin es stop"
            raise ElasticsearchUnavailable(message)
        if _answers(node.url):
            return True
        if time.monotonic() > deadline:
            message = f"Elasticsearch runs but does not answer at {node.url}: khotin es stop"
            raise ElasticsearchUnavailable(message)
        time.sleep(0.1)
    return False


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=STOP_LIMIT).ok
    except requests.RequestException:
        return False


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"port {port} is used by another program: set KHOTIN_ES_PORT to a free one"
            raise PortInUse(message) from error
