"""A clock that was wrong for a while: nothing is lost or late by it, and the dates are mended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.folders import ledger_path
from crawler.ledger import Ledger
from tests.faults.portal import ARTICLES, EDIT, SITE, SmallPortal
from tests.pipeline.archive import Archive
from tests.portals import serve

pytestmark = pytest.mark.drill

DAY = 86_400
YEAR = 365 * DAY


def at(archive: Archive, seconds: int) -> Archive:
    """Return the archive with its machine's clock set so many seconds ahead."""
    return replace(archive, extra={**archive.extra, "KHOTIN_CLOCK_OFFSET": str(seconds)})


def edited(archive: Archive) -> list[str]:
    """Return the keys of the documents that have the edited text."""
    return [key for key, found in archive.documents().items() if EDIT in found["body"]]


@pytest.mark.parametrize("seen_before", [True, False], ids=["edit", "new"])
def test_a_clock_a_year_ahead_hides_no_later_edit(archive: Archive, seen_before: bool) -> None:
    with serve(SmallPortal()) as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        if seen_before:
            archive.khotin("run")
        at(archive, YEAR).khotin("run", "--recheck")
    before = archive.documents()
    assert len(before) == ARTICLES
    with serve(SmallPortal(edits=3), port=int(portal.url.rpartition(":")[2])):
        said = archive.khotin("run", "--recheck").stderr
    assert "the clock was 365.0 days ahead: what it dated is dated back" in said
    after = archive.documents()
    assert after.keys() == before.keys()
    assert len(edited(archive)) == 3
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for document in after.values():
        for moment in ("captured_at", "first_seen_at", "last_seen_at"):
            assert datetime.fromisoformat(document[moment]) < tomorrow
    assert len(archive.documents("-revisions")) == 3
    archive.doctor()


def test_a_clock_set_back_stops_the_crawl_until_it_is_right(archive: Archive) -> None:
    with serve(SmallPortal()) as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        archive.khotin("run")
        before = archive.documents()
        asked = len(portal.requests)
        said = at(archive, -DAY).khotin("run", code=10).stderr
        assert "set this machine's clock" in said
        assert len(portal.requests) == asked
    with Ledger(ledger_path(archive.data, SITE)) as ledger:
        assert ledger.query("SELECT count(*) FROM run")[0][0] == 1
    with serve(SmallPortal(edits=2), port=int(portal.url.rpartition(":")[2])):
        assert "clock" not in archive.khotin("run", "--recheck").stderr
    assert archive.documents().keys() == before.keys()
    assert len(edited(archive)) == 2
    archive.doctor()
