"""The recorded Hanoi portal, from its lists to the index: nothing lost, nothing made up."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pipeline.archive import Archive
from tests.pipeline.recorded import ASSET, Recording, Replay, read_recording, replay

SITE = "hanoi/sotttt"
PORT = 8801


@pytest.fixture(scope="module")
def recording(shared: Path) -> Recording:
    return read_recording(shared / "corpus" / "hanoi-portal.tar.xz")


@pytest.fixture(scope="module")
def portal(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    log = tmp_path_factory.mktemp("hanoi-log") / "log"
    with replay(shared, "hanoi-portal", PORT, log) as served:
        yield served


def register(archive: Archive, url: str, recording: Recording) -> None:
    urls = [url + section for section in recording.sections]
    archive.add_site(SITE, "liferay62", *urls, unit="01", connections=8)


@pytest.fixture(scope="module")
def hanoi(portal: Replay, recording: Recording, make_archive: Callable[[str], Archive]) -> Archive:
    """The archive after one `khotin run`."""
    archive = make_archive("hanoi")
    register(archive, portal.url, recording)
    archive.khotin("run")
    return archive


def test_the_recording_is_the_one_that_was_measured(recording: Recording) -> None:
    assert len(recording.articles) == 2083
    assert len(recording.listed & recording.articles) == 1942
    assert len(recording.listed - recording.articles) == 74


def test_every_listed_article_is_indexed_once_and_nothing_else(
    hanoi: Archive, recording: Recording
) -> None:
    indexed = hanoi.keys()
    assert recording.listed & recording.articles <= indexed
    assert indexed <= recording.articles


def test_what_the_portal_does_not_find_is_recorded_as_such(
    hanoi: Archive, recording: Recording
) -> None:
    not_found = hanoi.addresses(SITE, "not_found")
    assert recording.listed - recording.articles <= not_found
    assert not not_found & recording.articles
    assert hanoi.addresses(SITE, "pending") | hanoi.addresses(SITE, "failed") == set()


def test_warc_ledger_and_index_agree(hanoi: Archive) -> None:
    (found,) = hanoi.doctor()
    assert found["articles"] == found["documents"] == len(hanoi.keys())
    assert found["captures"] == found["articles"]


def test_the_dump_holds_what_the_index_holds(hanoi: Archive) -> None:
    lines = hanoi.khotin("articles", SITE, "--json").stdout.splitlines()
    dumped = {article["key"]: article for article in map(json.loads, lines)}
    documents = {d["key"]: d for d in hanoi.documents().values()}
    assert len(lines) == len(dumped)
    assert dumped.keys() == documents.keys()
    assert all(documents[key]["content_hash"] == a["content_hash"] for key, a in dumped.items())


def test_a_second_run_fetches_list_pages_only(hanoi: Archive, portal: Replay) -> None:
    before, seen = hanoi.documents(), len(portal.requests)
    hanoi.khotin("run")
    again = [path for _, _, path in portal.requests[seen:]]
    assert again
    assert [path for path in again if ASSET.search(path)] == []
    assert len(again) <= 2 * 19 + 1, "two requests a section, and robots.txt"
    assert hanoi.documents() == before


@pytest.mark.drill
@pytest.mark.parametrize(
    ("port", "options"),
    [(8811 + 10, ["--trap"]), (8811 + 11, ["--fail-every", "7", "--drop-every", "11"])],
    ids=["trap", "failures"],
)
def test_the_same_set_from_a_hostile_portal(
    shared: Path,
    hanoi: Archive,
    recording: Recording,
    archive: Archive,
    portal: Replay,
    port: int,
    options: list[str],
) -> None:
    log = archive.folder / "log"
    with replay(shared, "hanoi-portal", port, log, *options) as hostile:
        register(archive, hostile.url, recording)
        archive.khotin("crawl")
    assert archive.addresses(SITE, "captured") == hanoi.addresses(SITE, "captured")
    assert archive.addresses(SITE, "not_found") == hanoi.addresses(SITE, "not_found")
    if "--trap" in options:
        first_run = json.loads(next((hanoi.data / SITE / "runs").glob("*-000001.json")).read_text())
        assert len(hostile.requests) <= 1.05 * first_run["requests"]
