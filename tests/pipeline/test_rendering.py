"""Lists that scripts build, read with a real Chromium; every request of theirs is the crawl's."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator, WarcRecordType

from crawler.errors import PrerequisiteError
from crawler.fetching import rendering
from crawler.fetching.rendering import require_browser
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.scripted import Scripted
from tests.portals.server import Served

SITE = "mau/kich-ban"
DELAY = 0.1


@pytest.fixture(scope="module")
def _browser() -> None:
    try:
        require_browser()
    except PrerequisiteError as error:
        pytest.skip(str(error))


@pytest.fixture
def offline(tmp_path: Path) -> Archive:
    """An archive of a test that indexes nothing."""
    return Archive(tmp_path, "http://127.0.0.1:9", "test")


def crawl(archive: Archive, portal: Scripted, delay: float = 0) -> tuple[Served, dict[str, int]]:
    """Crawl a portal; return what it was asked for, and the crawl's counters."""
    with serve(portal) as served:
        starts = [served.url + path for path in Scripted.starts]
        archive.add_site(SITE, "generic", *starts, **Scripted.options, delay=delay)
        (result,) = json.loads(archive.khotin("crawl", "--json").stdout)
    return served, result["counters"]


def records(archive: Archive, kind: WarcRecordType) -> Iterator[tuple[str, bytes]]:
    """Yield address and content of each record of a kind."""
    for path in (archive.data / SITE / "warc").glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=kind):
                yield record.headers["WARC-Target-URI"], record.reader.read()


@pytest.mark.usefixtures("_browser")
def test_articles_behind_scripts_are_found(offline: Archive) -> None:
    portal = Scripted()
    log, counters = crawl(offline, portal, delay=DELAY)
    asked = [target for _, _, target in log.requests]
    assert len(portal.stories) == 23
    assert counters["articles/captured"] == len(portal.by_id)
    pages = [target for target in asked if target.startswith("/api/")]
    assert len(pages) == sum(-(-len(portal.listed(part)) // 3) for part in portal.sections)
    assert [target for target in asked if target.startswith(("/dem/", "/anh/", "/phong/"))] == []
    assert counters["rendering/refused/robots_txt"] == len(portal.sections)
    gaps = [later[0] - before[0] for before, later in pairwise(log.requests)]
    assert min(gaps) > DELAY / 2  # without the delay they come at once; one may be long on its way
    served = dict(records(offline, WarcRecordType.response))
    shown = dict(records(offline, WarcRecordType.conversion))
    assert len(shown) == len(portal.sections)
    for url, document in shown.items():
        links = [portal.path(story).encode() for story in portal.listed(url.rpartition("/")[2])]
        assert [path for path in links if path not in document] == []
        assert b'<ul id="tin"></ul>' in served[url]
    offline.khotin("extract")


@pytest.mark.usefixtures("_browser")
def test_a_list_that_lacks_a_part_is_read_again(offline: Archive) -> None:
    portal = Scripted(broken=2)
    _, counters = crawl(offline, portal)
    assert counters["articles/captured"] == len(portal.by_id)
    assert counters["failures/DownloadFailedError"] == 2


def test_without_chromium_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, offline: Archive, tmp_path: Path
) -> None:
    monkeypatch.setattr(rendering, "find_spec", lambda name: name)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrerequisiteError, match="apt install chromium"):
        require_browser()
    offline.add_site(SITE, "generic", "http://127.0.0.1:9/tin", **Scripted.options)
    done = offline.khotin("crawl", code=PrerequisiteError.exit_code)
    assert [line for line in done.stderr.splitlines() if "render = true needs" in line]


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "find_spec", lambda _: None)
    with pytest.raises(PrerequisiteError, match=r"pip install '.\[render\]'"):
        require_browser()
