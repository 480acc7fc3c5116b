"""A portal that tries everything at once: the run ends, keeps what is good, and names the rest."""

import json
import signal
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from bench.processes import descendants, peak
from crawler import extraction
from crawler.extract import EXTRACTOR_VERSION
from crawler.fetching import links
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.platforms import make
from crawler.revisions import unextracted
from crawler.site import load_sites
from tests.pipeline.archive import Archive
from tests.portals.hostile import ASTRAY, TOO_LARGE, serve_hostile
from tests.portals.siege import DEEP, GOOD, SCRIPT, TEXT, Siege, serve_outside

pytestmark = pytest.mark.drill

SECONDS = "10"
"""Of a crawl; the portal has pages for ever."""
MEMORY = 400
"""MB of any process: of an answer 32 MB are taken, packed or unpacked."""
PATTERN = r"^/(?!lich)[\w.%]+(-[\w%:.-]+)?$"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of the portal, and no Elasticsearch: nothing is asked of it."""
    return Archive(
        tmp_path_factory.mktemp("siege"),
        "http://127.0.0.1:9",
        "none",
        {"KHOTIN_RUN_SECONDS": SECONDS},
    )


def run(archive: Archive, *arguments: str) -> tuple[Any, float]:
    """Run a verb; return the JSON it printed, and the MB of memory of its largest process."""
    largest = 0.0
    with archive.start(*arguments, "--json") as process:
        while process.poll() is None:
            for pid in (process.pid, *descendants(process.pid)):
                with suppress(OSError, StopIteration):  # it has just ended
                    largest = max(largest, peak(pid))
            time.sleep(0.1)
        said, complaints = process.communicate()
    assert "Traceback" not in complaints
    return json.loads(said), largest


def test_a_siege_ends_and_leaves_what_is_good(archive: Archive) -> None:
    with serve_outside() as (outside, asked), serve_hostile(Siege) as url:
        Siege.outside = outside
        archive.add_site("mau/vay", "generic", f"{url}/", article_pattern=PATTERN, attachments=True)
        (crawled,), crawling = run(archive, "crawl")
        _, reading = run(archive, "extract")
        (files,), fetching = run(archive, "crawl", "--attachments")
        read, unpacking = run(archive, "extract")
    assert asked == []
    assert Siege.cookies == Siege.injected == {""}
    assert 0 < max(crawling, reading, fetching, unpacking) < MEMORY
    assert crawled["outcome"] == "closespider_timeout"
    counters = crawled["counters"]
    assert counters["failures/too_large"] == len(TOO_LARGE)
    assert counters["articles/offsite"] == len(ASTRAY) - 2
    assert counters["errors/spider"] == 0
    assert files["counters"]["attachments/captured"] == 1
    assert read["attachments"] == {"unreadable": 1}
    kept = {path.relative_to(archive.folder).parts[0] for path in archive.folder.rglob("*")}
    assert kept == {"data", "sites"}
    assert [path.name for path in archive.data.iterdir()] == ["mau"]


def test_what_is_good_is_whole(archive: Archive) -> None:
    lines = archive.khotin("articles", "--json").stdout.splitlines()
    articles = {urlsplit(a["url"]).path: a for a in map(json.loads, lines)}
    assert set(GOOD) <= set(articles)
    bodies = {articles[path]["body"][0] for path in GOOD if path != DEEP}
    assert bodies == {TEXT.strip()}
    assert articles[DEEP]["title"] == "Sâu"
    assert articles["/tin-6"]["title"] == SCRIPT


def test_a_page_that_is_read_for_ever_is_given_up(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site,) = load_sites(archive.folder / "sites").values()
    with Ledger(ledger_path(archive.data, site.id)) as ledger:
        captures = unextracted(ledger, EXTRACTOR_VERSION + 1, 100, after=0)
    (deep,) = (capture for capture in captures if capture.url.endswith(DEEP))
    monkeypatch.setattr(extraction, "MAX_SECONDS", 0.02)
    before = signal.signal(signal.SIGVTALRM, extraction._out_of_time)
    batch = extraction.Batch(site, archive.data / site.id, (deep,))
    try:
        assert extraction.read_batch(batch) == [(None, "timeout")]
    finally:
        signal.signal(signal.SIGVTALRM, before)


def test_of_too_many_links_the_first_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MAX_LINKS", 10)
    found = links.LinkFinder(frozenset({"tinh.example.vn"}), make("generic", article_pattern="tin"))
    base, ways = "https://tinh.example.vn/", [f"/tin-{number}" for number in range(12)]
    body = "".join(f'<a href="{way}">' for way in ways).encode()
    assert len(found.articles_in(body, base)) == len(found.articles(ways, base)) == 10
    assert found.refused == {"too_many": 4}
