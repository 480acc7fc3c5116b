"""deploy/: the units, the cron lines and the installation, judged by systemd's own tools.

Without systemd's tools they skip; systemd itself need not run.
"""

import os
import re
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import khotin
from crawler.config import Config
from tests.conftest import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
KHOTIN = "@CHECKOUT@/.venv/bin/khotin "
EXPOSURE = 20
"""Tenths above which a service is more exposed than need be: systemd's own figure, of 100."""

needs_systemd = pytest.mark.skipif(
    not all(map(shutil.which, ("systemd-analyze", "systemd-sysusers", "systemctl"))),
    reason="no systemd: its tools are not installed",
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a user's folders")


def read_unit(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return a unit's settings by section, each as often as it stands there."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            sections[found[1]] = own = []
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            own.append((name, value))
    return sections


def parse(words: list[str]) -> None:
    """Parse a command of khotin; raises unless its verb and options are there."""
    command: click.Command = khotin.cli
    context = command.make_context("khotin", words[:])
    assert isinstance(command, click.Group)
    name, found, rest = command.resolve_command(context, [*context._protected_args, *context.args])
    while isinstance(found, click.Group):
        context = found.make_context(name, rest, parent=context)
        name, found, rest = found.resolve_command(
            context, [*context._protected_args, *context.args]
        )
    assert found is not None
    found.make_context(name, rest, parent=context)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a machine's root, after two installations: the second changes nothing."""
    root = tmp_path_factory.mktemp("root")
    install(root)
    before = contents(root)
    (root / "etc/khotin/khotin.env").write_text("KHOTIN_CONNECTIONS=3\n")
    install(root)
    assert (root / "etc/khotin/khotin.env").read_text() == "KHOTIN_CONNECTIONS=3\n"
    assert contents(root).keys() == before.keys()
    return root


def install(root: Path) -> None:
    """Run the installation in a folder."""
    environment = {**os.environ, "DESTDIR": str(root)}
    subprocess.run([DEPLOY / "install.sh"], env=environment, check=True, capture_output=True)


def contents(root: Path) -> dict[str, str]:
    """Return the modes of all files of a folder by their paths."""
    return {str(p.relative_to(root)): stat.filemode(p.stat().st_mode) for p in root.rglob("*")}


@needs_systemd
@needs_root
def test_an_installation_is_whole_and_its_secrets_are_roots(installed: Path) -> None:
    found = contents(installed)
    assert found["etc/khotin"] == "drwx------"
    assert found["etc/khotin/khotin.env"] == "-rw-------"
    assert found["var/lib/khotin"] == "drwxr-x---"
    assert found["var/backups/khotin"] == "drwxr-x---"
    assert found["usr/local/bin/khotin"] == "-rwxr-xr-x"
    assert {f"usr/local/lib/systemd/system/{unit.name}" for unit in UNITS} <= found.keys()
    assert "khotin:x:" in (installed / "etc/passwd").read_text()
    assert "/nologin\n" in (installed / "etc/passwd").read_text()
    assert (installed / "var/lib/khotin").stat().st_uid != 0
    for path in installed.joinpath("usr/local").rglob("*"):
        assert path.is_dir() or "@CHECKOUT@" not in path.read_text(encoding="utf-8")


def analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run systemd-analyze."""
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, check=False
    )


@needs_systemd
@needs_root
def test_systemd_understands_every_unit(installed: Path, tmp_path: Path) -> None:
    units = sorted((installed / "usr/local/lib/systemd/system").iterdir())
    done = analyze("verify", "--man=no", *units)
    # Only `make` has made the environment: where another runs the tests, its program is missed.
    said = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert said == []
    wrong = tmp_path / "khotin.service"
    wrong.write_text(units[0].read_text().replace("NoNewPrivileges", "NoNewPrivilegez"))
    assert "NoNewPrivilegez" in analyze("verify", "--man=no", wrong).stderr


@needs_systemd
@needs_root
@pytest.mark.parametrize("name", [path.name for path in SERVICES])
def test_a_service_may_do_little(name: str, installed: Path) -> None:
    unit = installed / "usr/local/lib/systemd/system" / name
    done = analyze("security", "--offline=yes", f"--threshold={EXPOSURE}", unit)
    assert done.returncode == 0, done.stdout


@needs_systemd
@pytest.mark.parametrize("unit", [path for path in UNITS if path.suffix == ".timer"], ids=str)
def test_a_timer_names_moments_and_catches_up(unit: Path) -> None:
    settings = dict(read_unit(unit)["Timer"])
    assert analyze("calendar", settings["OnCalendar"]).returncode == 0
    assert settings["Persistent"] == "true"
    assert unit.with_suffix(".service") in SERVICES


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_what_there_is_and_is_missed_when_it_fails(unit: Path) -> None:
    sections = read_unit(unit)
    service = dict(sections["Service"])
    for name in ("ExecStart", "ExecStop"):
        if service.get(name, "").startswith(KHOTIN):
            parse(shlex.split(service[name].removeprefix(KHOTIN)))
    for code in service.get("SuccessExitStatus", "").split():
        assert int(code) in {10, 11, 14, 130}
    if not unit.name.startswith("khotin-failed@"):
        assert service["ExecStart"].startswith(KHOTIN)
        assert dict(sections["Unit"])["OnFailure"] == "khotin-failed@%n.service"
    assert "MemoryMax" in service or unit.stem == "khotin-elasticsearch"  # its heap has a bound
    assert not any("KEY" in value or "PASSWORD" in value for _, value in sections["Service"])


def cron_lines() -> Iterator[tuple[list[str], str, str]]:
    """Yield the five fields of time, the user and the command of every line."""
    for line in (DEPLOY / "khotin.cron").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and not re.match(r"\w+=", line):
            *times, user, command = line.split(maxsplit=6)
            yield times, user, command


def test_cron_does_what_the_timers_do() -> None:
    limits = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
    commands = set()
    for times, user, command in cron_lines():
        for text, (least, most) in zip(times, limits, strict=True):
            number = text.removeprefix("*/")
            assert number == "*" or least <= int(number) <= most
        assert user == "root"
        program, *words = shlex.split(command.removesuffix(" >/dev/null"))
        assert program == "khotin"
        parse(words)
        commands.add(shlex.join(words))
    timed = {dict(read_unit(unit.with_suffix(".service"))["Service"])["ExecStart"]
             for unit in UNITS if unit.suffix == ".timer"}  # fmt: skip
    assert commands == {command.removeprefix(KHOTIN) for command in timed}


def test_the_settings_are_settings_and_hold_no_key() -> None:
    text = (DEPLOY / "khotin.env").read_text(encoding="utf-8")
    named = re.findall(r"^#?(\w+)=(.*)$", text, re.MULTILINE)
    values = {name.removeprefix("KHOTIN_").lower(): value for name, value in named}
    assert values.keys() <= Config.model_fields.keys()
    assert not any("key" in name or "password" in name for name in values)
    Config.model_validate({name: shlex.split(value)[0] for name, value in values.items()})


def test_an_operators_command_has_the_settings_of_its_verb_and_no_more(tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    for name in ("khotin", "indexer", "reader", "monitor", "backup"):
        (settings / f"{name}.env").write_text(f"OF_{name.upper()}=1\n")
    program = tmp_path / ".venv/bin/khotin"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "$@"; env | grep ^OF_ | sort | tr "\\n" " "\n')
    program.chmod(0o755)
    # Who else may become another user? The last step is taken as root by the services' user.
    become = tmp_path / "setpriv"
    become.write_text('#!/bin/sh\nwhile [ "${1#--}" != "$1" ]; do shift; done\nexec "$@"\n')
    become.chmod(0o755)
    command = tmp_path / "khotin"
    text = (DEPLOY / "khotin").read_text(encoding="utf-8")
    command.write_text(text.replace("@CHECKOUT@", str(tmp_path)))
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "KHOTIN_SETTINGS": str(settings)}

    def said(*words: str) -> str:
        return subprocess.run(
            ["sh", command, *words], env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert said("run", "--due") == "run --due\nOF_INDEXER=1 OF_KHOTIN=1 "
    assert said("search", "lễ hội") == "search lễ hội\nOF_KHOTIN=1 OF_READER=1 "
    assert said("backup", "x") == "backup x\nOF_BACKUP=1 OF_KHOTIN=1 "
    assert said("status") == "status\nOF_KHOTIN=1 OF_MONITOR=1 "
    assert said("roles") == "roles\nOF_KHOTIN=1 "
