"""`khotin run --due`: what is due is done once, within bounds; an interruption loses nothing."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import pytest

from crawler.due import read_history
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import Gate, register, site_id
from tests.pipeline.test_kills import find
from tests.portals import PORTALS, Served, serve
from tests.portals.answer import Answer, Request
from tests.portals.generic import Generic
from tests.portals.nukeviet import NukeViet

pytestmark = pytest.mark.drill

if TYPE_CHECKING:
    from subprocess import Popen

TWO = ("generic", "nukeviet")
BUSY = {site_id(name) for name in TWO}
SITE = "mau/cai-be"
NOTHING = "Nothing is due.\n"


def crawl_of(run: "Popen[str]", archive: Archive) -> int:
    """Wait until every portal is being crawled, and return the crawl's process."""
    while any(read_history(archive.data, site).failures == 0 for site in BUSY):
        assert run.poll() is None, run.communicate()
        time.sleep(0.05)
    return find(run, "fetch")[0]


def end(run: "Popen[str]", gate: Gate, code: int) -> str:
    """Let a run go on to its end and return what it complains of."""
    gate.open()
    output, errors = run.communicate(timeout=60)
    assert run.returncode == code, output + errors
    assert "Traceback" not in errors
    return errors


def test_due_work_is_done_once_and_goes_on_where_it_was_interrupted(
    archive: Archive, portals: dict[str, str], gate: Gate
) -> None:
    ready = register(archive, {name: portals[name] for name in TWO})
    gate.close()
    run = ready.start("run", "--due")
    crawl_of(run, ready)
    assert ready.khotin("run", "--due").stdout == NOTHING
    run.send_signal(signal.SIGTERM)
    time.sleep(1)  # a gate that opens before the crawl has heard lets it finish
    end(run, gate, 130)
    assert {read_history(ready.data, site).was_cut for site in BUSY} == {True}

    gate.close()
    run = ready.start("run", "--due")
    os.kill(crawl_of(run, ready), signal.SIGKILL)
    assert "crawl was killed (signal 9)" in end(run, gate, 10)
    assert ready.khotin("run", "--due").stdout == NOTHING

    ready.extra["KHOTIN_CLOCK_OFFSET"] = "3700"
    ready.khotin("run", "--due")
    assert len(ready.texts()) == sum(len(ready.addresses(site, "captured")) for site in BUSY) > 40
    assert [ready.addresses(site, state) for site in BUSY for state in ("pending", "failed")] == [
        set()
    ] * 4
    assert json.loads(ready.khotin("run", "--due", "--json").stdout) == []


@pytest.fixture
def portal() -> Iterator[Served]:
    """A portal of one replica."""
    with serve(Generic()) as served:
        yield served


def add(archive: Archive, portal: Served, **entry: object) -> None:
    """Write a portal's entry."""
    starts = [portal.url + path for path in Generic.starts]
    options = {**Generic.options, **entry}
    archive.add_site(SITE, Generic.platform, *starts, unit=Generic.unit, **options)


def test_texts_that_elasticsearch_missed_do_not_wait_for_the_portals_next_moment(
    archive: Archive, portal: Served
) -> None:
    add(archive, portal, schedule="FREQ=YEARLY")
    archive.extra.update(ELASTICSEARCH_URL="http://127.0.0.1:9", KHOTIN_WAIT="1")
    archive.khotin("run", "--due", code=5)
    asked = len(portal.requests)
    archive.khotin("run", "--due", code=5)
    archive.extra.clear()
    archive.khotin("run", "--due")
    assert len(archive.texts()) == len(archive.addresses(SITE, "captured")) > 0
    assert len(portal.requests) == asked
    assert archive.khotin("run", "--due").stdout == NOTHING


@pytest.fixture
def unindexed(tmp_path: Path) -> Archive:
    """An archive that is never indexed."""
    return Archive(tmp_path, "http://127.0.0.1:9", "none")


def test_a_crawl_whose_time_is_up_is_gone_on_with(unindexed: Archive, portal: Served) -> None:
    add(unindexed, portal, delay=0.3)
    other = "mau/cho-gao"
    starts = [portal.url + path for path in Generic.starts]
    unindexed.add_site(other, Generic.platform, *starts, unit=Generic.unit, **Generic.options)
    unindexed.extra.update(KHOTIN_RUN_SECONDS="2", KHOTIN_CONNECTIONS="1")
    said = unindexed.khotin("crawl", code=10).stderr
    assert f"{SITE}: ended early (closespider_timeout)" in said
    assert f"{other}: not started" in said
    assert not (unindexed.data / other / "ledger.sqlite").exists()
    captured = unindexed.addresses(SITE, "captured")
    assert captured
    assert read_history(unindexed.data, SITE).was_cut

    unindexed.extra.clear()
    add(unindexed, portal)
    unindexed.khotin("crawl", SITE)
    assert captured < unindexed.addresses(SITE, "captured")
    articles = [path for _, _, path in portal.requests if path.endswith(".html")]
    assert len(articles) == len(set(articles))


def test_a_crawl_that_grows_too_large_ends_in_good_order(
    unindexed: Archive, portal: Served
) -> None:
    add(unindexed, portal)
    unindexed.extra["KHOTIN_MEMORY_MB"] = "1"
    said = unindexed.khotin("crawl", code=10).stderr
    assert f"{SITE}: ended early (memusage_exceeded); the next run goes on" in said
    assert read_history(unindexed.data, SITE).failures == 1
    unindexed.extra.clear()
    unindexed.khotin("crawl")
    assert read_history(unindexed.data, SITE).failures == 0


class Counting(NukeViet):
    """A portal that counts, with the others, how many requests are under way at once."""

    lock = Lock()
    now = 0
    most = 0

    def answer(self, request: Request) -> Answer:
        with self.lock:
            Counting.now += 1
            Counting.most = max(Counting.most, Counting.now)
        time.sleep(0.1)
        with self.lock:
            Counting.now -= 1
        return super().answer(request)


def test_portals_share_the_connections_that_there_are(unindexed: Archive) -> None:
    kind = PORTALS["nukeviet"]
    with ExitStack() as stack:
        for number, connections in enumerate((1, 1, 2, 16)):
            url = stack.enter_context(serve(Counting())).url
            starts = (url + path for path in kind.starts)
            options = {"unit": kind.unit, "connections": connections, **kind.options}
            unindexed.add_site(f"mau/so-{number}", kind.platform, *starts, **options)
        unindexed.extra["KHOTIN_CONNECTIONS"] = "3"
        unindexed.khotin("crawl")
    assert 1 < Counting.most <= 3
