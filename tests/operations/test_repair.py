"""What damages a portal's folder is named and mended, and every text is counted before and after.

The archive is a replica's, crawled twice: articles changed between, one was taken away.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import read_page
from crawler.config import Config
from crawler.errors import ArchiveDamaged, Busy
from crawler.folders import DAMAGED, LEDGER, RUNS, WARC, kept_sites
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.mending import survey
from crawler.rebuilding import register_files, renew_ledger
from crawler.verification import read_members, verify_folder
from indexer.clusters import FILE as CLUSTERS
from indexer.doctor import clusters_problem
from operations.repair import repair, repair_folder
from tests.operations.kept import SITE, TEXTS, TIMES, Kept
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.nukeviet import NukeViet
from tests.portals.story import load_stories


def members(path: Path) -> list[int]:
    """Return where each record of a WARC file begins."""
    return [offset for offset, _ in read_members(path, path.stat().st_size)]


def spoil(path: Path, offset: int, length: int = 64) -> None:
    """Overwrite bytes of a file."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(os.urandom(length))


def test_a_corrupt_record_is_quarantined_and_every_other_stays_where_it_is(kept: Kept) -> None:
    texts, (path, *_) = kept.rows(TEXTS), kept.warcs
    captures = kept.rows(
        "SELECT url, offset FROM capture WHERE warc = ? ORDER BY offset", path.name
    )
    offset = captures[3][1]
    before = path.read_bytes()
    spoil(path, offset + 200)
    damaged = path.read_bytes()
    assert any(f"{path}: byte {offset}: " in line for line in kept.damage())

    done = kept.repair()

    length = members(path)[members(path).index(offset) + 1] - offset
    quarantined = kept.folder / DAMAGED / f"{path.name}.{offset}"
    assert quarantined.read_bytes() == damaged[offset : offset + length]
    assert f"quarantined as {quarantined.name}" in done[0]
    after = path.read_bytes()
    assert (after[:offset], after[offset + length :]) == (
        before[:offset],
        before[offset + length :],
    )
    assert kept.rows(TEXTS) == texts
    assert verify_folder(kept.data, SITE).lost == 1
    for other_url, other in captures:
        if other != offset:
            assert read_page(path, other).url == other_url
    with pytest.raises(ArchiveDamaged):
        read_page(path, offset)


def test_a_lost_page_that_nobody_has_read_yet_is_a_new_address_again(kept: Kept) -> None:
    path = kept.warcs[0]
    with Ledger(kept.folder / LEDGER) as ledger, ledger.transaction():
        key, offset = ledger.query("SELECT key, offset FROM capture WHERE warc = ?", path.name)[0]
        ledger.execute("DELETE FROM revision WHERE key = ?", key)
        ledger.execute("DELETE FROM capture WHERE key = ? AND warc <> ?", key, path.name)
        ledger.execute("UPDATE capture SET extractor = 0, outcome = NULL WHERE key = ?", key)
    spoil(path, offset + 200)
    kept.repair()
    assert kept.rows("SELECT state FROM address WHERE key = ?", key) == [("pending",)]
    assert verify_folder(kept.data, SITE).lost == 0


@pytest.mark.parametrize("missing", ["end", "all"])
def test_a_file_that_is_cut_or_gone_costs_pages_and_no_text(kept: Kept, missing: str) -> None:
    texts, path = kept.rows(TEXTS), kept.warcs[-1]
    if missing == "all":
        path.unlink()
    else:
        os.truncate(path, members(path)[-4] + 100)
    assert "cut short or missing" in kept.damage()[0]
    kept.repair()
    assert kept.rows(TEXTS) == texts
    assert verify_folder(kept.data, SITE).lost > 0
    again = kept.rows("SELECT count(*) FROM address WHERE interval = 0")
    assert again != [(0,)]


def test_lost_pages_are_fetched_again_by_the_next_run(kept: Kept, crawled: Archive) -> None:
    path = kept.warcs[-1]
    os.truncate(path, members(path)[-9])
    kept.repair()
    lost = verify_folder(kept.data, SITE).lost
    asked = kept.rows("SELECT key FROM address WHERE interval = 0 ORDER BY key")
    assert len(asked) == lost > 0
    port = int(kept.site.start_urls[0].rpartition(":")[2].strip("/"))
    with serve(NukeViet(stories=load_stories("nukeviet", edited=True)), port=port):
        replace(crawled, extra=crawled.extra | {"KHOTIN_DATA": str(kept.data)}).khotin("crawl")
    again = kept.rows("SELECT DISTINCT key FROM capture WHERE extractor = 0 ORDER BY key")
    assert set(asked) <= set(again)
    assert kept.damage() == []


def test_what_was_appended_to_a_sealed_file_is_taken_off_and_kept(kept: Kept) -> None:
    path = kept.warcs[0]
    before = path.read_bytes()
    path.write_bytes(before + b"more")
    assert "SHA-256" in kept.damage()[0]
    kept.repair()
    assert path.read_bytes() == before
    assert (kept.folder / DAMAGED / f"{path.name}.{len(before)}").read_bytes() == b"more"


def test_two_damaged_records_side_by_side_and_the_last_one(kept: Kept) -> None:
    path = kept.warcs[0]
    begins = members(path)
    for place in (4, 5, len(begins) - 1):
        spoil(path, begins[place] + 30)
    found = survey(path, path.stat().st_size)
    assert found.gaps == ((begins[4], begins[6]),)
    assert (found.records, found.end) == (len(begins) - 3, begins[-1])
    kept.repair()


def empty(path: Path) -> None:
    """Take the ledger away, as somebody's rm does."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def spoil_head(path: Path) -> None:
    """Overwrite the page that says what the file is."""
    spoil(path, 0, 4096)


def spoil_texts(path: Path) -> None:
    """Overwrite every fifth page."""
    for page in range(5, path.stat().st_size // 4096, 5):
        spoil(path, page * 4096, 4096)


@pytest.mark.parametrize("damage", [empty, spoil_head, spoil_texts])
def test_a_damaged_or_lost_ledger_is_made_again(kept: Kept, damage: Callable[[Path], None]) -> None:
    texts, times = kept.rows(TEXTS), kept.rows(TIMES)
    runs = kept.rows("SELECT id, outcome FROM run ORDER BY id")
    gone = kept.rows("SELECT key FROM address WHERE gone_since IS NOT NULL")
    assert gone
    states = "SELECT key, state FROM address WHERE state = 'captured' ORDER BY key"
    captured = kept.rows(states)
    path = kept.folder / LEDGER
    damage(path)
    assert kept_sites(kept.data) == [SITE]
    assert str(path) in kept.damage()[0]

    done = kept.repair()

    assert "made again" in done[0]
    assert kept.rows(TEXTS) == texts
    assert kept.rows(TIMES) == times
    assert kept.rows(states) == captured
    assert kept.rows("SELECT id, outcome FROM run ORDER BY id")[: len(runs)] == runs
    noted = kept.rows("SELECT key FROM address WHERE gone_since > 0 UNION SELECT key FROM absence")
    assert noted == gone


def test_a_rebuilding_that_was_killed_is_gone_on_with(kept: Kept) -> None:
    texts, times = kept.rows(TEXTS), kept.rows(TIMES)
    spoil_texts(kept.folder / LEDGER)
    renew_ledger(kept.folder)
    with Ledger(kept.folder / LEDGER) as ledger:
        register_files(kept.folder, ledger)
    assert "not to its end" in kept.damage()[0]
    kept.repair()
    assert (kept.rows(TEXTS), kept.rows(TIMES)) == (texts, times)


def test_a_file_that_an_older_ledger_does_not_know_is_taken_up(kept: Kept) -> None:
    texts = kept.rows(TEXTS)
    newest = kept.warcs[-1].name
    with Ledger(kept.folder / LEDGER) as ledger, ledger.transaction():
        marks = "SELECT id FROM capture WHERE warc = ?"
        ledger.execute(f"DELETE FROM revision WHERE capture IN ({marks})", newest)
        ledger.execute("DELETE FROM capture WHERE warc = ?", newest)
        ledger.execute("DELETE FROM warc WHERE name = ?", newest)
        ledger.execute("UPDATE revision SET is_head = 1")
    assert "does not know this file" in kept.damage()[0]
    kept.repair()
    assert kept.rows(TEXTS) == texts


def test_a_foreign_file_is_moved_away(kept: Kept) -> None:
    foreign = kept.folder / WARC / "notes.txt"
    foreign.write_text("no WARC at all")
    kept.repair()
    assert not foreign.exists()
    assert (kept.folder / DAMAGED / "notes.txt.0").read_text() == "no WARC at all"


def test_a_half_written_report_is_named_and_moved_away(kept: Kept) -> None:
    report = next((kept.folder / RUNS).glob("*.json"))
    report.write_bytes(report.read_bytes()[:40])
    assert kept.damage() == [f"{report}: is no whole report"]
    kept.repair()
    assert (kept.folder / DAMAGED / report.name).exists()


def test_a_ledger_of_a_newer_release_is_left_alone(kept: Kept) -> None:
    with closing(sqlite3.connect(kept.folder / LEDGER)) as ledger:
        ledger.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveDamaged, match="newer release"):
        repair_folder(kept.site, kept.data)


def test_nothing_is_mended_while_somebody_works_on_it(kept: Kept) -> None:
    kept.warcs[0].unlink()
    with hold_lock(kept.folder / "extract.lock"), pytest.raises(Busy):
        repair_folder(kept.site, kept.data)
    stale = kept.folder / "crawl.lock"
    stale.write_bytes(b"\xff\x00 no process id, and nobody holds it")
    kept.repair()


def test_a_damaged_file_of_duplicates_is_made_again(kept: Kept) -> None:
    path = kept.data / CLUSTERS
    path.write_bytes(b"SQLite format 3\0" + os.urandom(8192))
    assert str(path) in str(clusters_problem(kept.data))
    config = Config(data=kept.data, elasticsearch_url="http://127.0.0.1:9", wait=0)
    done = repair([], config, {})
    assert "deleted" in done[CLUSTERS][0]
    assert clusters_problem(kept.data) is None
