"""compose.yaml and its setup, as far as they can be judged without Docker: structure, not a run."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import khotin
from operations.roles_commands import PURPOSES
from tests.conftest import CHECKOUT

TEXT = (CHECKOUT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
ONCE = {"setup": "elasticsearch", "objects": "kibana"}
"""Services that do one thing and end, and whom they need in good health."""
OWN = {"crawl": "archive:/data", "page": "archive:/data:ro"}
"""Services of our own image, and what they see of the archive."""
DOCKERFILE = (CHECKOUT / "deploy/Dockerfile").read_text(encoding="utf-8")


def test_the_images_are_of_one_version_and_not_the_newest_of_the_day() -> None:
    images = {service["image"] for service in SERVICES.values()}
    assert images == {"elasticsearch:8.19.13", "kibana:8.19.13", "khotin:0.1.0"}
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"khotin:{project['version']}" in images


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_no_rights_that_it_does_not_need(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] == "1000:0"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert ("healthcheck" in service) != (name in ONCE)


def test_each_starts_when_what_it_needs_is_ready() -> None:
    needs = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    for name, needed in ONCE.items():
        assert needs[name] == {needed: {"condition": "service_healthy"}}
    assert needs["kibana"] == {"setup": {"condition": "service_completed_successfully"}}
    assert needs["elasticsearch"] == {}
    assert {name for name, needed in needs.items() if "setup" in needed} == {"kibana", *OWN}


def test_what_is_mounted_is_there_and_every_verb_is_known() -> None:
    script = (CHECKOUT / "kibana" / "setup.sh").read_text(encoding="utf-8")
    for name in ONCE:
        (volume,) = SERVICES[name]["volumes"]
        source, target, mode = volume.split(":")
        assert (CHECKOUT / source).is_dir()
        assert (SERVICES[name]["entrypoint"], mode) == ([f"{target}/setup.sh"], "ro")
        (verb,) = SERVICES[name]["command"]
        assert f"\n{verb}() {{" in script
    assert (CHECKOUT / "kibana" / "setup.sh").stat().st_mode & 0o111
    subprocess.run(["sh", "-n", CHECKOUT / "kibana" / "setup.sh"], check=True)


def test_secrets_come_from_a_file_that_git_ignores() -> None:
    ignored = (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".env" in ignored
    secret = re.compile(r"^\s*\w*(?:PASSWORD|KEY): (.*)$", re.MULTILINE)
    assert secret.findall(TEXT)
    later = {"${KHOTIN_INDEXER_KEY:-}", "${KHOTIN_READER_KEY:-}"}  # of a server that runs
    given = set(secret.findall(TEXT))
    assert given >= later
    assert all(re.fullmatch(r"\$\{\w+:\?run make kibana\}", value) for value in given - later)
    made = (CHECKOUT / "Makefile").read_text(encoding="utf-8").partition("\n.env:")[2]
    assert all(name in made for name in re.findall(r"\$\{(\w+):\?", TEXT))


@pytest.mark.parametrize("name", OWN)
def test_our_containers_write_to_the_archive_and_a_temporary_folder_alone(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["volumes"] == [OWN[name]]
    assert [place.partition(":")[0] for place in service["tmpfs"]] == ["/tmp"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["build"] == {"context": ".", "dockerfile": "deploy/Dockerfile"}


def test_our_containers_call_verbs_that_there_are() -> None:
    (loop,) = SERVICES["crawl"]["command"]
    subprocess.run(["sh", "-n", "-c", loop.replace("$$", "$")], check=True)
    for words in (re.findall(r"khotin (.*?) &", loop)[0].split(), SERVICES["page"]["command"]):
        verb = khotin.cli.commands[words[0]]
        verb.make_context(words[0], list(words[1:]))


def test_a_round_that_is_stopped_ends_in_good_order(tmp_path: Path) -> None:
    (loop,) = SERVICES["crawl"]["command"]
    program = tmp_path / "khotin"
    program.write_text(
        f"#!{sys.executable}\nimport signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\n"  # it may come before sigwait
        "print('bắt đầu', flush=True)\nsignal.sigwait({signal.SIGTERM})\nprint('xong')\n"
    )
    program.chmod(0o755)
    shell = subprocess.Popen(
        ["sh", "-c", loop.replace("$$", "$")],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert shell.stdout is not None
    with shell:
        assert shell.stdout.readline() == "bắt đầu\n"
        shell.terminate()
        assert shell.stdout.read() == "xong\n"


def test_the_image_has_what_it_runs_and_nothing_to_build_with() -> None:
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    build, end = stages
    assert {stage.split()[0] for stage in stages} == {"python:3.11-slim-bookworm"}
    assert "--require-hashes --requirement requirements.txt" in build
    assert not re.search(r"apt-get|curl|wget|ADD ", DOCKERFILE)
    assert "pip uninstall" in end
    assert "pip install" not in end
    assert re.findall(r"^(?:USER|HEALTHCHECK|ENTRYPOINT) .*", end, re.MULTILINE)[0] == "USER 1000:0"
    assert "HEALTHCHECK" in end
    copied = [
        words
        for line in re.findall(r"^COPY (?!--)(.*)", build, re.MULTILINE)
        for words in line.split()[:-1]
    ]
    ignored = (CHECKOUT / "deploy/Dockerfile.dockerignore").read_text(encoding="utf-8")
    assert [f"!{name}" for name in copied] == [n for n in ignored.splitlines() if n[:1] == "!"]
    assert "*" in ignored.splitlines()
    assert all((CHECKOUT / name).exists() for name in copied)
    packages = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")} - {"tests", "bench"}
    assert packages <= set(copied)


def rights(role: str) -> dict[str, Any]:
    """Return what a role may do in Elasticsearch, and in Kibana under "kibana"."""
    text = (CHECKOUT / "kibana" / "roles" / f"{role}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return {"kibana": [], **found, **found.get("elasticsearch", {})}


WRITING = {"write", "create_index", "manage"}


@pytest.mark.parametrize(
    ("role", "cluster", "written"),
    [
        ("khotin_indexer", {"monitor"}, ["khotin", "khotin-*"]),
        ("khotin_reader", {"monitor"}, []),
        ("khotin_person", set(), []),
        ("khotin_monitor", {"monitor"}, ["khotin-runs"]),
        ("khotin_backup", {"monitor", "create_snapshot"}, []),
    ],
)
def test_a_role_may_do_no_more_than_it_must(
    role: str, cluster: set[str], written: list[str]
) -> None:
    own = rights(role)
    assert set(own["cluster"]) == cluster
    may_write = [entry for entry in own["indices"] if WRITING & set(entry["privileges"])]
    assert [name for entry in may_write for name in entry["names"]] == written
    for entry in own["indices"]:
        assert all(name.startswith("khotin") for name in entry["names"])
        others = {"read", "view_index_metadata", "monitor"}
        assert set(entry["privileges"]) <= others | (WRITING if entry in may_write else set())
    for space in own["kibana"]:
        assert {right for rights in space["feature"].values() for right in rights} == {"read"}


def test_every_program_has_a_role_and_every_role_a_file() -> None:
    named = (CHECKOUT / "kibana" / "setup.sh").read_text(encoding="utf-8")
    (programs,) = re.findall(r'^programs="(.*)"$', named, re.MULTILINE)
    assert programs.split() == [f"khotin_{purpose}" for purpose in PURPOSES]
    files = {path.stem for path in (CHECKOUT / "kibana" / "roles").iterdir()}
    assert files == {*programs.split(), "khotin_person"}
