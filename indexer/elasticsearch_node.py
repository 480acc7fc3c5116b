"""One Elasticsearch node as files and as a process: its folders, its settings, its start."""

import json
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crawler.errors import ElasticsearchUnavailable, StorageError
from indexer.java import Account
from indexer.storage import held, locked

START_LIMIT = 180
"""Seconds; a start took 14 on two idle cores and 41 on busy ones."""
FREE_SPACE = 1_000_000_000
"""Bytes below which a node is not started: it would refuse writes soon, see `_settings`."""
JAVA_OPTIONS = "-XX:-AlwaysPreTouch -XX:-HeapDumpOnOutOfMemoryError -Xlog:disable"
"""No heap touched as a whole at the start (750 MB resident instead of 1,300), no dump of it when it
is too small, no gigabytes of garbage collection logs."""
TELLING = (
    re.compile(r"^# (There is insufficient memory .+)", re.MULTILINE),
    re.compile(r"^Error occurred during initialization of VM\n(.+)", re.MULTILINE),
    re.compile(r"^Caused by: (.+)", re.MULTILINE),
    re.compile(r"((?:\w+\.)+\w*(?:Exception|Error): .+)"),
    re.compile(r"(\S.*)"),
)
"""Lines of a Java program's output that say why it ended, the best kind first."""

State = Literal["running", "changing", "stopped"]
"""Changing: somebody is starting or stopping it right now."""


@dataclass(frozen=True, slots=True)
class Node:
    """Where a node lives and answers."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        """The address on the loopback interface."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops the node, and by the launcher until the node is up."""
        return self.home / "start.lock"

    @property
    def start_log(self) -> Path:
        """What the last start printed; the running server writes to logs/."""
        return self.home / "start.log"

    @property
    def pid_file(self) -> Path:
        """Written by the server; stays behind when it is killed."""
        return self.home / "tmp" / "elasticsearch.pid"

    @property
    def snapshots(self) -> Path:
        """The only folder in which the server may keep snapshots."""
        return self.home / "snapshots"

    @property
    def settings_file(self) -> Path:
        """The settings of the last start, as JSON, which YAML includes."""
        return self.home / "config" / "elasticsearch.yml"

    def last_port(self) -> int:
        """Return the HTTP port of the last start."""
        return int(json.loads(self.settings_file.read_text())["http.port"])

    def runs(self) -> bool:
        """Return whether a server has these data open; asked while holding the lock."""
        return held(self.home / "data" / "node.lock")

    def state(self) -> State:
        """Return what the node does, without waiting."""
        if not self.home.is_dir():
            return "stopped"
        try:
            with locked(self.lock, wait=False):
                return "running" if self.runs() else "stopped"
        except BlockingIOError:
            return "changing"


def prepare(node: Node, account: Account, server: Path) -> None:
    """Make the node's folders the server's own, and write its configuration anew."""
    if shutil.disk_usage(node.home).free < FREE_SPACE:
        message = f"less than {FREE_SPACE // 10**9} GB is free for Elasticsearch in {node.home}"
        raise StorageError(message)
    for folder in (node.home / name for name in ("data", "logs", "config", "tmp", "snapshots")):
        if not folder.exists():
            folder.mkdir()
            if account.uid is not None and account.gid is not None:
                os.chown(folder, account.uid, account.gid)
        if account.run("test", "-w", str(folder)).returncode:
            message = (
                f"{folder} cannot be written by the user that Elasticsearch runs as: "
                "set KHOTIN_ES_HOME to another folder"
            )
            raise StorageError(message)
    for path in (server / "config").iterdir():
        _write(node.home / "config" / path.name, path.read_text())
    _write(node.settings_file, json.dumps(_settings(node), indent=2))


def _write(path: Path, text: str) -> None:
    """Write a new file in a folder that is not ours: a link that stands there is not followed."""
    path.unlink(missing_ok=True)
    with path.open("x") as file:
        file.write(text)
    path.chmod(0o644)


def _settings(node: Node) -> dict[str, object]:
    """Return what differs from Elasticsearch's defaults."""
    watermark = "cluster.routing.allocation.disk.watermark"
    return {
        "cluster.name": f"khotin-{node.port}",
        "node.name": "khotin",
        "discovery.type": "single-node",
        "path.data": str(node.home / "data"),
        "path.logs": str(node.home / "logs"),
        "path.repo": str(node.snapshots),
        # Loopback only, and so without accounts.
        "network.host": "127.0.0.1",
        "http.port": node.port,
        "transport.port": "9380-9479",  # the first free one: two nodes stand side by side
        "xpack.security.enabled": False,
        # The defaults are shares of the disk: they lock the indices on a laptop that is 95% full.
        # Switched off, a full disk would fail in the middle of a write. So they are bytes.
        f"{watermark}.low": "900mb",
        f"{watermark}.high": "700mb",
        f"{watermark}.flood_stage": "500mb",
        # Templates for telemetry that nobody sends: 3 s of processor time of 32 a start.
        "xpack.apm_data.enabled": False,
        "xpack.otel_data.registry.enabled": False,
    }


def _arguments(node: Node, server: Path) -> tuple[str, ...]:
    """Return what Elasticsearch's own start script gives Java; -d: leave when the node is up."""
    return (
        *("-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-Dcli.name=server"),
        *(f"-Dcli.script={server}/bin/elasticsearch", "-Dcli.libs=lib/tools/server-cli"),
        *(f"-Des.path.home={server}", f"-Des.path.conf={node.home}/config"),
        *("-Des.distribution.type=tar", "-cp", f"{server}/lib/*:{server}/lib/cli-launcher/*"),
        *("org.elasticsearch.launcher.CliToolLauncher", "-d", "-p", str(node.pid_file)),
    )


def launch(node: Node, account: Account, java: str, server: Path, *, heap: str, lock: int) -> None:
    """Run the launcher in a session of its own until it says that the node is up.

    `lock` is a descriptor that the launcher inherits. Raises ElasticsearchUnavailable. What ends
    the wait early, Ctrl-C too, ends the launcher and the server with it.
    """
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",  # without it Java 17 cannot open folders with Vietnamese names
        "ES_TMPDIR": str(node.home / "tmp"),
        "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap} {JAVA_OPTIONS}",
    }
    with node.start_log.open("wb") as log:
        launcher = subprocess.Popen(
            (java, *_arguments(node, server)),
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            cwd=server,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock,),
        )
    try:
        failed = launcher.wait(START_LIMIT) != 0
    except subprocess.TimeoutExpired:
        message = f"Elasticsearch is not up after {START_LIMIT} s; its log: {node.start_log}"
        raise ElasticsearchUnavailable(message) from None
    finally:
        if launcher.poll() is None:
            os.killpg(launcher.pid, signal.SIGKILL)
            launcher.wait()
    if failed:
        message = f"Elasticsearch did not start: {_reason(node.start_log)} (log: {node.start_log})"
        raise ElasticsearchUnavailable(message)


def _reason(log: Path) -> str:
    """Return the line that tells most in a failed start's output."""
    printed = log.read_text(errors="replace")
    found = (telling.findall(printed) for telling in TELLING)
    return str(next((lines[-1] for lines in found if lines), "it printed nothing"))
