"""A ledger copied while others write to it: SQLite's online backup, verified."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.errors import ArchiveDamaged


def copy_ledger(source: Path, target: Path) -> int:
    """Copy a ledger as it is at one moment; return its articles. Raises ArchiveDamaged.

    All pages in one step: others may write meanwhile, and the copy does not begin anew.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    uri = f"{source.absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(uri, uri=True)) as ledger,
            closing(sqlite3.connect(part)) as copy,
        ):
            ledger.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            ((answer,), *_) = copy.execute("PRAGMA integrity_check(1)").fetchall()
            count = copy.execute("SELECT count(DISTINCT key) FROM revision").fetchone()[0]
        with part.open("rb") as file:
            os.fsync(file.fileno())
    except sqlite3.OperationalError:
        part.unlink(missing_ok=True)
        raise
    except sqlite3.DatabaseError as error:
        answer, count = str(error), 0
    if answer != "ok":
        part.unlink(missing_ok=True)
        message = f"{source}: {answer}: not saved; see `khotin doctor --repair`"
        raise ArchiveDamaged(message)
    part.replace(target)
    return int(count)
