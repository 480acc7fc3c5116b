"""Every served replica is probed by the command line, and crawled by the entry that it prints."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.site import load_sites
from tests.conftest import CHECKOUT
from tests.portals import PORTALS, expected, serve

Found = dict[str, dict[str, Any]]


def khotin(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "khotin", *arguments]
    return subprocess.run(
        command,
        cwd=CHECKOUT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


class Probed(NamedTuple):
    """The replicas' addresses and what was found out about each, by the replica's name."""

    urls: dict[str, str]
    found: Found


@pytest.fixture(scope="module")
def probed() -> Iterator[Probed]:
    """Serve every replica and probe them all at once; they are served until the last test."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(serve(name)).url for name in PORTALS}
        done = khotin("probe", "--json", *(f"{url}/" for url in urls.values()))
        assert done.returncode == 0, done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        yield Probed(urls, dict(zip(urls, lines, strict=True)))


@pytest.mark.parametrize("name", PORTALS)
def test_platform_is_recognised(name: str, probed: Probed) -> None:
    found = probed.found[name]
    assert found["platform"] == PORTALS[name].platform
    marks = [mark["platform"] for mark in found["marks"]]
    assert marks == ([] if found["platform"] == "generic" else [found["platform"]])
    assert found["sections"]


@pytest.mark.parametrize("name", PORTALS)
def test_three_articles_are_read(name: str, probed: Probed) -> None:
    titles = {facts["title"] for facts in expected(name)}
    samples = probed.found[name]["samples"]
    assert len(samples) == 3
    read = [sample for sample in samples if sample["problem"] is None]
    assert read
    assert {sample["title"] for sample in read} <= titles


@pytest.mark.parametrize("name", PORTALS)
def test_entry_loads(name: str, probed: Probed, tmp_path: Path) -> None:
    entry = probed.found[name]["entry"]
    (tmp_path / "tinh.toml").write_text(entry, encoding="utf-8")
    (site,) = load_sites(tmp_path).values()
    assert len(entry.splitlines()) <= 8
    assert site.platform == PORTALS[name].platform
    assert site.verified == date.today()  # noqa: DTZ011 - a calendar day
    assert site.name == PORTALS[name].title


def test_entries_suffice_for_a_crawl(probed: Probed, tmp_path: Path) -> None:
    """One crawl by all the printed entries finds what the replicas' own entries find."""
    sites, data = tmp_path / "sites", tmp_path / "data"
    sites.mkdir()
    ids = {name: f"mau/{name.replace('_', '-')}" for name in probed.found}
    for name, found in probed.found.items():
        entry = re.sub(r"^id = .*$", f'id = "{ids[name]}"', found["entry"], flags=re.MULTILINE)
        entry = entry.replace('unit = "00"', 'unit = "20"')
        (sites / f"{name}.toml").write_text(entry, encoding="utf-8")
    environment = {"KHOTIN_SITES": str(sites), "KHOTIN_DATA": str(data)}
    crawled = khotin("crawl", **environment)
    assert crawled.returncode in (0, 10), crawled.stderr
    extracted = khotin("extract", **environment)
    assert extracted.returncode in (0, 10), extracted.stderr
    lines = khotin("articles", "--json", **environment).stdout.splitlines()
    articles = [json.loads(line) for line in lines]
    for name in probed.found:
        titles = {article["title"] for article in articles if article["site"] == ids[name]}
        assert {facts["title"] for facts in expected(name)} <= titles, name
