"""A PostgreSQL of the tests' own on loopback, for the queue."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from indexer.java import service_account
from tests.conftest import open_folder

USER = "khotin"
DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the server's programs, by version; they are not on PATH."""


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server with an empty database, and give its address; end it.

    Skips where none is installed.
    """
    folder, programs, account = open_folder(), _programs(), service_account()
    os.chown(folder, account.uid or -1, account.gid or -1)
    data, port = folder / "data", _free_port()
    made = account.run(
        *(f"{programs}/initdb", "--pgdata", str(data), "--username", USER),
        *("--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C"),
    )
    assert made.returncode == 0, made.stderr
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                *(f"{programs}/postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-F"),
                *("-k", ""),
            ],
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    url = f"postgresql://{USER}@127.0.0.1:{port}/postgres"
    try:
        _wait(server, url)
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)  # at once, and whole: nothing of it is kept
        server.wait()
        shutil.rmtree(folder)


def _programs() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(DEBIAN.glob("*/bin/initdb"))
    if not folders:
        pytest.skip("no PostgreSQL server is installed (Debian, Ubuntu: apt install postgresql)")
    return folders[-1].parent


def _wait(server: "subprocess.Popen[bytes]", url: str) -> None:
    while True:
        assert server.poll() is None
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
