"""What can still be read of a damaged ledger, into a new one.

SQLite stops at the first page that it cannot read, so every table is read from both ends to the
damage. What lies between is derived from the texts, as far as they say it, and the rest is read
from the WARC files (`crawler.rebuilding`).
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from crawler.ledger import SCHEMA, Ledger


def salvage(damaged: Path, ledger: Ledger) -> int:
    """Put into a new, empty ledger every row of a damaged one that can be read; return how many.

    Nothing of one that was written by another release, or whose first page is damaged.
    """
    with closing(sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)) as old:
        try:
            if old.execute("PRAGMA user_version").fetchone()[0] != len(SCHEMA):
                return 0
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError:
            return 0
        with ledger.transaction():
            return sum(_salvage_table(old, ledger, table) for table in _tables(ledger))


def _tables(ledger: Ledger) -> list[str]:
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [row["name"] for row in ledger.query(sql)]


def _salvage_table(old: sqlite3.Connection, ledger: Ledger, table: str) -> int:
    columns = ledger.query("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", table)
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"  # noqa: S608 - names of our schema
    count = 0
    for row in _readable_rows(old, ledger, table):
        if table != "revision" or _is_json(row["article"]):
            count += ledger.execute(insert, *row).rowcount
    return count


def _readable_rows(old: sqlite3.Connection, ledger: Ledger, table: str) -> Iterator[sqlite3.Row]:
    """Yield a table's rows from its beginning to the damage, then from its end to the damage."""
    columns = ledger.query("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", table)
    keys = [row["name"] for row in sorted(columns, key=lambda row: row["pk"]) if row["pk"]]
    definition = ledger.query("SELECT sql FROM sqlite_master WHERE name = ?", table)[0][0]
    by_key = "WITHOUT ROWID" in definition
    names = ", ".join(row["name"] for row in columns)
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{key} {direction}" for key in (keys if by_key else ["rowid"]))
        cursor = old.cursor()
        cursor.row_factory = sqlite3.Row
        try:
            cursor.execute(f"SELECT {names} FROM {table} NOT INDEXED ORDER BY {order}")  # noqa: S608
            yield from cursor
        except sqlite3.DatabaseError:
            continue
        return


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (TypeError, ValueError):
        return False
    return True


COMPLETIONS = (
    # Every text is of an address that was captured, in a record that the article names.
    """INSERT OR IGNORE INTO address (key, url, first_run, state, fetched_at, shown_at)
       SELECT key, json_extract(article, '$.url'), 1, 'captured', last_seen_at, last_seen_at
       FROM revision""",
    """INSERT OR IGNORE INTO capture
           (id, key, url, captured_at, status, warc, offset, extractor, outcome)
       SELECT capture, key, json_extract(article, '$.url'), changed_at,
           coalesce(json_extract(article, '$.http_status'), 200),
           json_extract(article, '$.warc_file'),
           json_extract(article, '$.warc_offset'),
           json_extract(article, '$.extractor_version'), 'new'
       FROM revision WHERE json_extract(article, '$.warc_file') IS NOT NULL""",
    # An article one of whose texts is missing is read again. Not 0: that is a look at the portal.
    """UPDATE capture SET extractor = -1 WHERE key IN (
           SELECT key FROM capture c WHERE outcome IN ('new', 'changed') AND NOT EXISTS
               (SELECT 1 FROM revision WHERE revision.key = c.key AND revision.capture = c.id))""",
    # An article without a newest text shows the newest that there is.
    """UPDATE revision SET is_head = 1, indexed = 0 WHERE (key, changed_at) IN (
           SELECT key, max(changed_at) FROM revision GROUP BY key HAVING max(is_head) = 0)""",
)


def complete(ledger: Ledger) -> None:
    """Derive from the salvaged rows those that are missing beside them."""
    with ledger.transaction():
        for statement in COMPLETIONS:
            ledger.execute(statement)
        # A captured address without its capture is a new one again, until a record shows it.
        ledger.execute(
            """UPDATE address SET state = 'pending' WHERE state = 'captured' AND NOT EXISTS
                   (SELECT 1 FROM capture WHERE capture.key = address.key)"""
        )
