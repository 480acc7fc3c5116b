"""kill -9 between what is written and what is acknowledged: done again, and never lost or twice."""

import signal
import subprocess
import sys

from crawler.archive import read_page
from crawler.folders import WARC, ledger_path
from crawler.ledger import Ledger
from tests.conftest import CHECKOUT
from tests.faults.killed import POINTS
from tests.faults.portal import ARTICLES, SITE, SmallPortal
from tests.faults.seen import count, index, left
from tests.pipeline.archive import Archive
from tests.portals import serve

VERBS = {
    "after the WARC flush": ["crawl"],
    "after the ledger's commit": ["crawl"],
    "after the extraction's commit": ["extract", "--site", SITE],
    "after the bulk": ["index"],
}


def kill(archive: Archive, point: str) -> None:
    """Let the verb of a point run to it, and no further."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", point, *VERBS[point]],
        cwd=CHECKOUT,
        env=archive.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,  # its workers hold its output open: they end, too
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def captured(archive: Archive) -> int:
    """Return how many captures there are; fails unless each can be read."""
    with Ledger(ledger_path(archive.data, SITE)) as ledger:
        rows = ledger.query("SELECT key, warc, offset FROM capture")
    for row in rows:
        assert read_page(archive.data / SITE / WARC / row["warc"], row["offset"]).body
    assert len({row["key"] for row in rows}) == len(rows)
    return len(rows)


def test_what_was_written_and_not_acknowledged_is_done_again(archive: Archive) -> None:
    assert VERBS.keys() == POINTS.keys()
    with serve(SmallPortal()) as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        kill(archive, "after the WARC flush")
        first = captured(archive)
        assert first < ARTICLES
        kill(archive, "after the ledger's commit")
        assert first <= captured(archive) < ARTICLES
        archive.khotin("crawl")
    assert captured(archive) == ARTICLES
    kill(archive, "after the extraction's commit")
    archive.khotin("extract", "--site", SITE)
    assert left(archive) == ARTICLES
    kill(archive, "after the bulk")
    assert (left(archive), count(archive)) == (ARTICLES, ARTICLES)
    assert index(archive).code == 0
    assert (left(archive), count(archive)) == (0, ARTICLES)
    archive.doctor()
