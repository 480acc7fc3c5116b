"""A data folder of an earlier release is taken up by today's code with all its documents.

The schemas of ledgers are steps that are never edited. A folder of each is made from a crawled one:
a ledger with the steps of its release and the columns that they had.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.folders import LEDGER, ledger_path
from crawler.ledger import SCHEMA, Ledger
from crawler.verification import verify_folder
from tests.operations.kept import SITE, TEXTS, Kept
from tests.pipeline.archive import Archive


def age(path: Path, release: int) -> None:
    """Put a ledger of an earlier release in a ledger's place: its steps, its tables and columns."""
    old = path.with_name("old.sqlite")
    with closing(sqlite3.connect(old)) as ledger:
        for step in SCHEMA[:release]:
            ledger.executescript(step.read_text(encoding="utf-8"))
        ledger.execute(f"PRAGMA user_version = {release}")
        ledger.execute("ATTACH ? AS today", (str(path),))
        tables = ledger.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            columns = ", ".join(
                row[1] for row in ledger.execute(f"PRAGMA main.table_info({table})")
            )
            ledger.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}"
            )
        ledger.commit()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    old.replace(path)


@pytest.mark.parametrize("release", range(1, len(SCHEMA)))
def test_a_folder_of_an_earlier_release_keeps_every_text(kept: Kept, release: int) -> None:
    texts = kept.rows(TEXTS)
    files = kept.rows("SELECT url FROM attachment ORDER BY url")
    links = kept.rows("SELECT url, key FROM attachment_link ORDER BY url, key")
    shown = kept.rows("SELECT count(*) FROM address WHERE shown_at IS NOT NULL")
    age(kept.folder / LEDGER, release)

    assert kept.rows("PRAGMA user_version") == [(len(SCHEMA),)]
    assert kept.rows(TEXTS) == texts
    assert kept.rows("SELECT url FROM attachment ORDER BY url") == files
    assert kept.rows("SELECT url, key FROM attachment_link ORDER BY url, key") == links
    assert kept.rows("SELECT count(*) FROM address WHERE shown_at IS NOT NULL") == shown
    assert verify_folder(kept.data, SITE).damage == []


def test_a_folder_of_the_first_release_is_indexed_whole(crawled: Archive, archive: Archive) -> None:
    shutil.copytree(crawled.data, archive.data)
    shutil.copytree(crawled.folder / "sites", archive.folder / "sites")
    age(ledger_path(archive.data, SITE), 1)
    archive.khotin("index")
    with Ledger(ledger_path(archive.data, SITE)) as ledger:
        rows = ledger.query("SELECT key, content_hash FROM revision WHERE is_head")
        earlier = ledger.query("SELECT count(*) FROM revision WHERE NOT is_head")[0][0]
    assert archive.texts() == {f"{SITE}:{key}": digest for key, digest in rows}
    assert len(archive.documents("-revisions")) == earlier > 0
    archive.doctor()
