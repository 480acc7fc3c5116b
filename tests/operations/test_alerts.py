"""Changes of state are told once, to real commands and over real HTTP, and none is lost."""

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.config import Config, ConfigurationError
from crawler.coverage import SiteStatus
from crawler.errors import StorageError
from operations.alerts import tell_changes
from operations.figures import Figures, RunRow
from operations.memory import FILE, recall, remember
from operations.rhythm import Rhythm, Volume
from operations.verdict import Health, State, Verdict
from tests.operations.ledgers import SITE
from tests.serving import in_a_thread

NOW = datetime(2026, 3, 30, 6, tzinfo=UTC)
SECRET = "dung-cho-ai-biet"
Configure = Callable[..., Config]


def health(state: State, reason: str = "", *, good_run: int = 1, number: int = 0) -> Health:
    """Return the health of one of several portals."""
    site = SITE.model_copy(update={"id": f"{SITE.id}-{number}"}) if number else SITE
    runs = (RunRow(good_run, 0, 1, "finished", 0),)
    status = SiteStatus(site.id, 0, "finished", 1, 0, None, 0, 0, None)
    verdict = Verdict(state, reason, f"https://{site.id.replace('/', '.')}.example/")
    volume = Volume(0, 0.0, 1.0)
    return Health(site, verdict, Figures(status, runs), Rhythm(3, 9), None, volume, NOW)


@dataclass(slots=True)
class Receiver:
    """A webhook: what it was told, and what it answers."""

    url: str = ""
    status: int = 200
    told: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook on loopback, with a secret in its address."""
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if known.status == 200:
                known.told.append(json.loads(body))
            self.send_response(known.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Keep stderr quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}/{SECRET}"
    with in_a_thread(server):
        yield known


def keeping(file: Path, code: int = 0) -> str:
    """Return a command that appends its standard input to a file and exits with a code."""
    program = f"import sys; open({str(file)!r}, 'a').write(sys.stdin.read()); sys.exit({code})"
    return shlex.join([sys.executable, "-c", program])


def told(file: Path) -> list[dict[str, Any]]:
    """Return the messages that a command was given."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def states(messages: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    return [[(c["before"], c["state"]) for c in message["changes"]] for message in messages]


def test_a_change_is_told_once_and_only_a_change(
    isolated_config: Configure, tmp_path: Path
) -> None:
    file = tmp_path / "told"
    config = isolated_config(alert_command=keeping(file))
    sequence = [
        health(State.OK),
        health(State.BROKEN, "2 runs failed: unreachable"),
        health(State.BROKEN, "3 runs failed: unreachable"),
        health(State.BLOCKED, "1 of 1 sections: challenge"),
        health(State.FIXED, "was blocked: 1 of 1 sections: challenge"),
        health(State.OK),
        health(State.OK),
    ]
    for n, one in enumerate(sequence):
        assert tell_changes([one], config, NOW + timedelta(hours=n)) == []
    assert states(told(file)) == [
        [("ok", "broken")],
        [("broken", "blocked")],
        [("blocked", "fixed")],
    ]
    (first,) = told(file)[0]["changes"]
    assert first == {
        "site": SITE.id,
        "name": SITE.name,
        "at": "2026-03-30T07:00:00+00:00",
        "before": "ok",
        "state": "broken",
        "reason": "2 runs failed: unreachable",
        "page": "https://langson.dong-dang.example/",
    }


def test_all_changes_of_a_check_are_one_message(
    isolated_config: Configure, receiver: Receiver
) -> None:
    config = isolated_config(alert_url=receiver.url)
    found = [health(State.BROKEN, "our line is down", number=n) for n in range(1, 41)]
    assert tell_changes(found, config, NOW) == []
    (message,) = receiver.told
    assert len({change["site"] for change in message["changes"]}) == 40


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_a_webhook_refuses_waits_and_comes_in_order(
    isolated_config: Configure, receiver: Receiver, tmp_path: Path, status: int
) -> None:
    file = tmp_path / "told"
    config = isolated_config(alert_url=receiver.url, alert_command=keeping(file))
    receiver.status = status
    for hour, state in enumerate((State.LATE, State.BROKEN)):
        (problem,) = tell_changes([health(state)], config, NOW + timedelta(hours=hour))
        assert problem.endswith(f"could not be told by webhook: HTTP {status}")
        assert SECRET not in problem
    assert recall(config.data / SITE.id).attempts == 2
    receiver.status = 200
    assert tell_changes([health(State.BROKEN)], config, NOW + timedelta(hours=2)) == []
    assert states(receiver.told) == [[("ok", "late"), ("late", "broken")]]
    assert states(told(file)) == [[("ok", "late")], [("late", "broken")]]
    assert recall(config.data / SITE.id).attempts == 0


def test_a_webhook_that_nobody_serves_is_named_without_its_address(
    isolated_config: Configure,
) -> None:
    config = isolated_config(alert_url=f"http://127.0.0.1:9/{SECRET}")
    (problem,) = tell_changes([health(State.LATE)], config, NOW)
    assert "ConnectionError" in problem
    assert SECRET not in problem + repr(config)


@pytest.mark.parametrize(
    ("command", "why"),
    [(f"{sys.executable} -c 'exit(3)'", "exit code 3"), ("/no/such/program", "No such file")],
)
def test_a_command_that_fails_is_tried_again(
    isolated_config: Configure, tmp_path: Path, command: str, why: str
) -> None:
    config = isolated_config(alert_command=command)
    (problem,) = tell_changes([health(State.LATE)], config, NOW)
    assert why in problem
    file = tmp_path / "told"
    config = isolated_config(alert_command=keeping(file))
    assert tell_changes([health(State.LATE)], config, NOW) == []
    assert states(told(file)) == [[("ok", "late")]]


def test_a_command_that_cannot_be_read_is_a_wrong_setting(isolated_config: Configure) -> None:
    with pytest.raises(ConfigurationError, match="KHOTIN_ALERT_COMMAND"):
        tell_changes([health(State.LATE)], isolated_config(alert_command="mail 'x"), NOW)


def test_the_message_is_in_no_argument(isolated_config: Configure, tmp_path: Path) -> None:
    file = tmp_path / "arguments"
    program = f"import sys; open({str(file)!r}, 'w').write(repr(sys.argv))"
    config = isolated_config(alert_command=shlex.join([sys.executable, "-c", program, "x"]))
    hostile = health(State.LATE, "$(touch owned); `id`")
    assert tell_changes([hostile], config, NOW) == []
    assert file.read_text() == "['-c', 'x']"


def test_what_cannot_be_noted_is_not_told(isolated_config: Configure, tmp_path: Path) -> None:
    file = tmp_path / "told"
    config = isolated_config(alert_command=keeping(file))
    (config.data / SITE.id / f"{FILE}.new").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"health\.json"):
        tell_changes([health(State.LATE)], config, NOW)
    assert told(file) == []
    (config.data / SITE.id / f"{FILE}.new").rmdir()
    assert tell_changes([health(State.LATE)], config, NOW) == []
    assert states(told(file)) == [[("ok", "late")]]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"verdict": {"state": "?"}}', "\xff"])
def test_a_damaged_memory_is_forgotten_and_the_state_told_anew(
    isolated_config: Configure, tmp_path: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "told"
    config = isolated_config(alert_command=keeping(file))
    path = config.data / SITE.id / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode("latin-1"))
    assert tell_changes([health(State.LATE)], config, NOW) == []
    assert states(told(file)) == [[("ok", "late")]]
    assert "forgotten" in caplog.text


def test_a_memory_comes_back_as_it_was_written(tmp_path: Path) -> None:
    memory = recall(tmp_path).note(health(State.LATE, "nothing new"), ("webhook",), 1000)
    memory = memory.note(health(State.FIXED, good_run=7), ("webhook", "command"), 2000)
    remember(tmp_path, memory)
    assert recall(tmp_path) == memory
    assert [memory.verdict_at(at).state for at in (999, 1000, 1999, 2000)] == [
        State.OK,
        State.LATE,
        State.LATE,
        State.FIXED,
    ]
