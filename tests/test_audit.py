"""The audit of the pinned packages fails on a finding, and never passes for want of an answer."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import CHECKOUT
from tests.serving import in_a_thread

WANTING = "requests"
"""One of the pinned packages, to which a vulnerability is made up."""


class Database(BaseHTTPRequestHandler):
    """Answers as osv.dev does: what is known of packages, by name and of one by version, too."""

    vulnerable: tuple[str, ...] = ()

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = asked["package"]["name"], asked["version"]
        is_known = (name, version) == ("jinja2", "2.4.1") or name in self.vulnerable
        body = json.dumps({"vulns": [vulnerability(name)]} if is_known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def database() -> Iterator[tuple[str, type[Database]]]:
    """Give the address of a database, and the class that says what it knows."""
    handler = type("Handler", (Database,), {})
    with in_a_thread(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}/v1/query", handler


def audit(service: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "AUDIT_SERVICE": service, "PYTHON": sys.executable}
    return subprocess.run(
        [CHECKOUT / ".ci/audit"], env=environment, capture_output=True, text=True, check=False
    )


def vulnerability(name: str) -> dict[str, object]:
    package = {"name": name, "ecosystem": "PyPI"}
    affected = [{"package": package, "versions": ["2.4.1"], "ranges": []}]
    return {"id": "OSV-2026-1", "summary": "Bịa ra", "details": "", "affected": affected}


def test_an_audit_fails_on_a_finding_alone(database: tuple[str, type[Database]]) -> None:
    url, handler = database
    done = audit(url)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "No known vulnerabilities" in done.stderr
    handler.vulnerable = (WANTING,)
    done = audit(url)
    assert done.returncode == 1
    assert "OSV-2026-1" in done.stdout
    assert WANTING in done.stdout


def test_a_database_that_does_not_answer_is_said() -> None:
    done = audit("http://127.0.0.1:9/")
    assert done.stderr == "audit: http://127.0.0.1:9/ does not answer: nothing was audited\n"
    assert (done.returncode, done.stdout) == (0, "")
