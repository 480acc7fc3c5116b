"""`khotin import`: what it prints, its exit codes, and its report."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import khotin
from crawler.config import Config
from tests.importing.warcs import HOST, SITE, Vault, page

ENTRY = f"""[[site]]
id = "{SITE}"
name = "Cổng thông tin điện tử huyện Văn Lãng"
platform = "generic"
unit = "182"
start_urls = ["http://{HOST}/"]
valid_until = 2025-06-30
"""


@pytest.fixture
def config(vault: Vault, isolated_config: Callable[..., Config]) -> Config:
    (vault.folder / "sites").mkdir()
    (vault.folder / "sites" / "langson.toml").write_text(ENTRY, encoding="utf-8")
    return isolated_config(sites=vault.folder / "sites")


def run(*arguments: str | Path) -> object:
    return khotin.cli.main(["import", *map(str, arguments)], standalone_mode=False)


@pytest.mark.usefixtures("config")
def test_a_table_for_people_and_json_for_programs(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    path = vault.write("a.warc.gz", [page(1), page(2), page(3, date="2025-08-01T00:00:00Z")])
    assert run(path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == [SITE, "2", "0", "0", "0"]
    assert lines[2].split() == ["(none", "of", "these)", "1", "other_days"]
    assert max(map(len, lines)) <= 80
    assert run("--json", path) == 0
    assert json.loads(capsys.readouterr().out) == {
        "portals": {SITE: {"known": 2}},
        "elsewhere": {"other_days": 1},
        "errors": [],
    }
    first, second = sorted((vault.data / SITE / "runs").iterdir())
    report = json.loads(first.read_text(encoding="utf-8"))
    assert report["outcome"] == "imported"
    assert report["sources"] == ["a.warc.gz"]
    assert report["counters"] == {"captured": 2}
    assert json.loads(second.read_text(encoding="utf-8"))["counters"] == {"known": 2}


@pytest.mark.usefixtures("config")
def test_damage_is_said_and_is_exit_code_9(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    path = vault.write("a.warc.gz", [page(1), page(2)])
    path.write_bytes(path.read_bytes()[:-9])
    assert run(path) == 9
    said = capsys.readouterr()
    assert said.out.splitlines()[1].split() == [SITE, "1", "0", "0", "0"]
    assert said.err.startswith("khotin: a.warc.gz: byte ")


@pytest.mark.usefixtures("config")
def test_portals_are_chosen_by_pattern(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    path = vault.write("a.warc.gz", [page(1)])
    assert run("--json", "--site", "langson/*", path) == 0
    assert json.loads(capsys.readouterr().out)["portals"] == {SITE: {"captured": 1}}
