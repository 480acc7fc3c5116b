"""compose.yaml and its setup, as far as they can be judged without Docker: structure, not a run."""

import json
import re
import subprocess
from typing import Any

import pytest
import yaml

from tests.conftest import CHECKOUT

TEXT = (CHECKOUT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
ONCE = {"setup": "elasticsearch", "objects": "kibana"}
"""Services that do one thing and end, and whom they need in good health."""


def test_the_images_are_of_one_version_and_not_the_newest_of_the_day() -> None:
    images = {service["image"] for service in SERVICES.values()}
    assert images == {"elasticsearch:8.19.13", "kibana:8.19.13"}


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
    assert all(re.fullmatch(r"\$\{\w+:\?run make kibana\}", v) for v in secret.findall(TEXT))
    made = (CHECKOUT / "Makefile").read_text(encoding="utf-8").partition("\n.env:")[2]
    assert all(name in made for name in re.findall(r"\$\{(\w+):", TEXT))


@pytest.mark.parametrize(
    ("role", "writes"),
    [("khotin_indexer", True), ("khotin_reader", False), ("khotin_person", False)],
)
def test_a_role_may_do_no_more_than_it_must(role: str, writes: bool) -> None:
    text = (CHECKOUT / "kibana" / "roles" / f"{role}.json").read_text(encoding="utf-8")
    found = json.loads(text)
    own = found.get("elasticsearch", found)
    (rights,) = own["indices"]
    assert rights["names"] == ["khotin", "khotin-*"]
    assert ("write" in rights["privileges"]) == writes
    assert writes or set(rights["privileges"]) == {"read", "view_index_metadata"}
    assert set(own["cluster"]) <= {"monitor"}
    for space in found.get("kibana", []):
        assert {right for rights in space["feature"].values() for right in rights} == {"read"}
