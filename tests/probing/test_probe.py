"""Every served replica is probed by the command line, and crawled by the entry that it prints."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.site import load_sites
from tests.pipeline.archive import Archive
from tests.portals import PORTALS, expected, serve

Found = dict[str, dict[str, Any]]


def archive(folder: Path, **environment: str) -> Archive:
    """Return an archive without an index: a probe and a crawl need none."""
    return Archive(folder, "http://127.0.0.1:9", "unused", environment)


class Probed(NamedTuple):
    """The replicas' addresses and what was found out about each, by the replica's name."""

    urls: dict[str, str]
    found: Found


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probed]:
    """Serve every replica and probe them all at once; they are served until the last test."""
    with ExitStack() as stack:
        urls = {name: stack.enter_context(serve(name)).url for name in PORTALS}
        homes = [f"{url}/" for url in urls.values()]
        done = archive(tmp_path_factory.mktemp("probe")).khotin("probe", "--json", *homes)
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
    read = [sample for sample in samples if sample["problem"] is None]
    assert len(read) == 3
    assert len(samples) <= 6
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
    sites = tmp_path / "sites"
    sites.mkdir()
    ids = {name: f"mau/{name.replace('_', '-')}" for name in probed.found}
    for name, found in probed.found.items():
        entry = re.sub(r"^id = .*$", f'id = "{ids[name]}"', found["entry"], flags=re.MULTILINE)
        entry = entry.replace('unit = "00"', 'unit = "20"')
        (sites / f"{name}.toml").write_text(entry, encoding="utf-8")
    crawled = archive(tmp_path)
    for verb in ("crawl", "extract"):  # what is planted to fail in a replica fails
        crawled.khotin(verb, code=None)
    lines = crawled.khotin("articles", "--json").stdout.splitlines()
    articles = [json.loads(line) for line in lines]
    for name in probed.found:
        titles = {article["title"] for article in articles if article["site"] == ids[name]}
        assert {facts["title"] for facts in expected(name)} <= titles, name
