"""docs/operations.md, "A fresh machine", followed to the letter: a folder stands for the machine.

The commands are taken from the document and run in its order, with what this machine is spared put
aside: packages are not installed, systemd does not run. A service is started as systemd would:
its command, with the environment that its unit gives it and no other. Elasticsearch is a real one
with security and TLS, as the official package sets it up.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.conftest import CHECKOUT
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.generic import Generic
from tests.secured import ADMIN, Secured, secured
from tests.test_deploy import read_unit
from tests.test_docs import FENCED, command_lines

pytestmark = pytest.mark.drill

ADDRESS = "127.0.0.1"
PLACES = ("/opt/", "/etc/", "/usr/local/", "/var/")
"""Where paths of the document and of the units begin that lie in the folder here."""


def document_commands() -> Iterator[list[str]]:
    """Yield what the section tells root to type."""
    text = (CHECKOUT / "docs/operations.md").read_text(encoding="utf-8")
    section = text.partition("## A fresh machine")[2].partition("\n## ")[0]
    for found in FENCED.finditer(section):
        assert found[2] == "shell"
        yield from command_lines(re.sub(f"^{found[1]}", "", found[3], flags=re.MULTILINE))


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder as the root of a machine; `server` is the Elasticsearch that runs on it."""

    root: Path
    server: Secured

    def place(self, text: str) -> str:
        """Return a word with the path in it, if there is one, below the folder."""
        begin = text.find("/")
        is_path = text[begin:].startswith(PLACES) and not text.startswith(str(self.root))
        return f"{text[:begin]}{self.root}{text[begin:]}" if is_path else text

    def run(self, *words: str, **environment: str) -> None:
        """Run a program with paths below the folder; fails unless it ends well."""
        own = {"PATH": f"{self.root}/stand-in:{os.environ['PATH']}", **environment}
        command = [self.place(word) for word in words]
        done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"

    def follow(self, words: list[str]) -> None:
        """Do what a line of the document says."""
        program, *rest = words
        match program:
            case "apt-get":
                assert all(map(shutil.which, rest[rest.index("--yes") + 1 :]))
            case "git" if rest[0] == "clone":
                self.run("git", "clone", "--quiet", f"file://{CHECKOUT}", rest[2])
                self.make_environment()
            case "git" | "install":
                self.run(program, *rest)
            case "/opt/khotin/deploy/install.sh":
                self.run(program, DESTDIR=str(self.root))
            case "editor":
                self.edit(Path(self.place(rest[0])))
            case "khotin":
                settings = str(self.root / "etc/khotin")
                self.run("/usr/local/bin/khotin", *rest, KHOTIN_SETTINGS=settings)
            case "systemctl":
                self.control(*rest)
            case _:
                assert program == "journalctl", f"nobody knows how to follow {words}"

    def make_environment(self) -> None:
        """Stand in for what takes minutes and other users: packages, and becoming khotin."""
        python = self.root / "opt/khotin/.venv/bin/khotin"
        python.parent.mkdir(parents=True)
        checkout = self.root / "opt/khotin"
        lines = f'export PYTHONPATH="{checkout}"\nexec "{sys.executable}" -m khotin "$@"\n'
        python.write_text(f"#!/bin/sh\n{lines}")
        become = self.root / "stand-in/setpriv"
        become.parent.mkdir()
        become.write_text('#!/bin/sh\nwhile [ "${1#--}" != "$1" ]; do shift; done\nexec "$@"\n')
        for path in (python, become):
            path.chmod(0o755)

    def edit(self, path: Path) -> None:
        """Write into a file what the document asks for."""
        if path.name == "elastic":
            path.write_text(f"{ADMIN}:{self.server.password}\n")
            return
        text = path.read_text()
        for name in ("ELASTICSEARCH_URL", "KHOTIN_ELASTICSEARCH_CA"):
            assert f"\n#{name}=" in text
            text = text.replace(f"\n#{name}=", f"\n{name}=")
        text = text.replace("https://localhost:9200", self.server.url)
        settings = [line.partition("=") for line in text.splitlines() if re.match(r"\w+=", line)]
        lines = [f"{name}={self.place(value)}\n" for name, _, value in settings]
        path.write_text(f"{''.join(lines)}KHOTIN_SITES={self.root}/sites\n")

    def control(self, verb: str, *names: str) -> None:
        """Do to services what systemctl would, as far as it can be done without systemd."""
        if verb == "list-timers" or "elasticsearch.service" in names:
            return
        if verb == "enable":
            units = [name for name in names if not name.startswith("--")]
            self.run("systemctl", f"--root={self.root}", "enable", *units)
        for name in names:
            if not name.startswith("--"):
                assert self.unit(name).exists()
            if verb == "start" and name.endswith(".service"):
                self.start(name)

    def unit(self, name: str) -> Path:
        """Return where a unit is installed."""
        return self.root / "usr/local/lib/systemd/system" / name

    def service(self, name: str) -> tuple[list[str], dict[str, str]]:
        """Return a service's command and the environment that its unit gives it."""
        settings = read_unit(self.unit(name))["Service"]
        environment = {"PATH": os.environ["PATH"]}
        for setting, value in settings:
            if setting == "Environment":
                lines = [self.place(value)]
            elif setting == "EnvironmentFile":
                path = Path(self.place(value.removeprefix("-")))
                assert path.exists() or value.startswith("-")
                lines = path.read_text().splitlines() if path.exists() else []
            else:
                continue
            environment |= {n: v for n, _, v in (line.partition("=") for line in lines)}
        return [self.place(word) for word in shlex.split(dict(settings)["ExecStart"])], environment

    def start(self, name: str) -> None:
        """Run a service to its end."""
        command, environment = self.service(name)
        self.run(*command, **environment)


@pytest.fixture(scope="module")
def server() -> Iterator[Secured]:
    with secured() as server:
        yield server


@pytest.mark.skipif(os.geteuid() != 0, reason="an installation is root's to make")
@pytest.mark.skipif(
    not all(map(shutil.which, ("git", "systemctl", "systemd-sysusers"))),
    reason="no systemd, or git",
)
@pytest.mark.skipif(not (CHECKOUT / ".git").exists(), reason="nothing to clone: no git repository")
def test_the_document_leads_from_an_empty_machine_to_an_archive(
    server: Secured, tmp_path: Path
) -> None:
    machine = Machine(tmp_path, server)
    authority = tmp_path / "etc/elasticsearch/certs/http_ca.crt"
    authority.parent.mkdir(parents=True)
    authority.write_bytes(server.authority.read_bytes())
    (tmp_path / "root").mkdir()
    with serve("generic") as portal:
        starts = [portal.url + path for path in Generic.starts]
        options = {"schedule": "FREQ=DAILY", **Generic.options}
        Archive(tmp_path, server.url, "khotin").add_site("mau/tot", "generic", *starts, **options)
        for words in document_commands():
            if words[:3] == ["khotin", "backup", "--verify"]:  # the night before
                machine.start("khotin-status.service")
                machine.start("khotin-backup.service")
            machine.follow(words)
        asked = len(portal.requests)
        machine.start("khotin.service")
        assert len(portal.requests) == asked
    check_secrets(machine)
    check_page(machine)


def check_secrets(machine: Machine) -> None:
    """Fail unless every secret is in a file that only root reads, each another one."""
    files = sorted((machine.root / "etc/khotin").iterdir())
    names = ["backup.env", "elastic", "indexer.env", "khotin.env", "monitor.env", "reader.env"]
    assert [path.name for path in files] == names
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    keys = [path.read_text() for path in files if path.name != "khotin.env"]
    assert len(set(keys)) == len(keys)
    (enabled,) = (machine.root / "etc/systemd/system").glob("multi-user.target.wants")
    assert [path.name for path in enabled.iterdir()] == ["khotin-serve.service"]
    timers = {p.name for p in (enabled.parent / "timers.target.wants").iterdir()}
    assert timers == {"khotin.timer", "khotin-status.timer", "khotin-backup.timer"}


def check_page(machine: Machine) -> None:
    """Fail unless the page, with the reader's key alone, finds articles and ends at SIGTERM."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port = probe.getsockname()[1]
    command, environment = machine.service("khotin-serve.service")
    page = subprocess.Popen([*command, "--port", str(port)], env=environment)
    try:
        while page.poll() is None:
            try:
                answer = requests.get(f"http://{ADDRESS}:{port}/search?q=xã", timeout=30)
                break
            except requests.ConnectionError:
                time.sleep(0.2)
        assert answer.status_code == 200
        assert json.loads(answer.text)["total"] > 0
    finally:
        page.send_signal(signal.SIGTERM)
        assert page.wait(30) in (0, 130)
