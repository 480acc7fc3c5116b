"""A portal's folder on its way from machine to machine, through a folder that all of them see.

In the store, `<site>/<token>/` is written by the one holder of that token: WARC files, reports and,
last and at one stroke, a snapshot of the ledger. The highest token with a ledger is the portal as
it is; its ledger refers to WARC files beside it and under lower tokens. A worker that was thought
dead and comes back has a lower token, so nothing that it writes counts. The store needs whole files
and renaming, neither locks nor SQLite, so NFS will do.

On a machine the ledger is a copy, sealed WARC files are links into the store, and one that was not
sealed is a copy, too: it is mended there, and written again under the new token.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ArchiveDamaged, Busy, StorageError
from crawler.folders import LEDGER, RUNS, WARC
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from indexer.clusters import FILE as CLUSTERS
from indexer.storage import writing
from operations.ledger_copy import copy_ledger

MARK = "passage"
"""A file in a portal's folder on a machine: the token of what the store held when it was copied."""
LOCKS = ("crawl.lock", "extract.lock", "index.lock")
DIGITS = 16
"""Tokens are padded: their order is that of their names."""


class Fenced(Busy):
    """A later token has been drawn for the portal: another worker holds it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One worker's turn with one portal."""

    store: Path
    data: Path
    site: str
    token: int

    @property
    def here(self) -> Path:
        """The portal's folder on this machine."""
        return self.data / self.site

    @property
    def mine(self) -> Path:
        """The part of the store that nobody else writes."""
        return self.store.absolute() / self.site / f"{self.token:0{DIGITS}}"

    def check_out(self) -> None:
        """Make the folder on this machine what the store has; from now on lower tokens are void.

        A folder that is newer than the store's only because it was worked on here is kept. Raises
        Fenced; ArchiveDamaged where both have a portal and nothing says which is right, or where
        the store lacks a file; StorageError, also where the store is not there: not mounted.
        """
        if not self.store.is_dir():
            raise StorageError(f"{self.store} is not there: make it, or mount what it is on")
        with writing(self.store), ExitStack() as stack:
            self.mine.mkdir(parents=True, exist_ok=True)
            self._check_fence()
            for name in LOCKS:
                stack.enter_context(hold_lock(self.here / name))
            latest = self._latest()
            if not (self.here / MARK).exists() and (self.here / LEDGER).exists():
                if latest is not None:
                    message = f"{self.here}: {self.store} has this portal, too: move one away"
                    raise ArchiveDamaged(message)
                self._put_in()
            elif latest is not None and _token(latest) > self._mark():
                self._take(latest)
            elif latest is None and self._mark():
                message = f"{self.store}: {self.site} is gone, and token {self._mark()} was there"
                raise ArchiveDamaged(message)
            elif latest is None:
                self._set_mark(0)
            self._link()

    def check_in(self) -> None:
        """Let the store have what is acknowledged here; at any time, also while stages are at work.

        Raises Fenced, StorageError, and ArchiveDamaged for a ledger that is not whole.
        """
        if (self.here / LEDGER).exists():
            with writing(self.store):
                self._check_fence()
                self._put_in()

    def leave(self) -> None:
        """Let the store have all, and keep here of what will not change any more links alone."""
        self.check_in()
        with writing(self.store):
            self._link()

    def _check_fence(self) -> None:
        if any(_token(folder) > self.token for folder in self._folders()):
            raise Fenced(f"{self.site}: another worker holds it now; what it keeps counts")

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.mine.parent.iterdir() if path.name.isdigit())

    def _latest(self) -> Path | None:
        return next((f for f in reversed(self._folders()) if (f / LEDGER).exists()), None)

    def _mark(self) -> int:
        path = self.here / MARK
        return int(path.read_text()) if path.exists() else 0

    def _set_mark(self, token: int) -> None:
        (self.here / MARK).write_text(str(token))

    def _take(self, latest: Path) -> None:
        """Replace the ledger; what was not indexed yet where this machine indexes stays so."""
        ledger, new = self.here / LEDGER, self.here / f"{LEDGER}.new"
        waiting = _unindexed(ledger) if (self.data / CLUSTERS).exists() else []
        self._set_mark(0)
        for folder in (WARC, RUNS):
            shutil.rmtree(self.here / folder, ignore_errors=True)
        shutil.copyfile(latest / LEDGER, new)
        for suffix in ("-wal", "-shm"):
            ledger.with_name(LEDGER + suffix).unlink(missing_ok=True)
        new.replace(ledger)
        with Ledger(ledger) as db, db.transaction():
            for key in waiting:
                db.execute("UPDATE revision SET indexed = 0 WHERE key = ? AND is_head", key)
        self._set_mark(_token(latest))

    def _link(self) -> None:
        """Link what the store has for good; copy, up to what is acknowledged, what may still grow.

        Where several tokens have a file, the highest one's is right.
        """
        kept = {path.name: path for folder in self._folders() for path in _files(folder / WARC)}
        for name, size, sealed in _warc_files(self.here / LEDGER):
            there, here = kept.get(name), self.here / WARC / name
            here.parent.mkdir(exist_ok=True)
            if here.is_symlink() and here.exists():
                continue
            if sealed and there is not None and there.stat().st_size == size:
                here.unlink(missing_ok=True)
                here.symlink_to(there)
            elif not here.exists():
                if there is None:
                    raise ArchiveDamaged(f"{self.store}: {self.site} lacks {name}")
                _extend(there, here, size)
        for report in (path for folder in self._folders() for path in _files(folder / RUNS)):
            here = self.here / RUNS / report.name
            here.parent.mkdir(exist_ok=True)
            if not here.is_symlink():
                here.unlink(missing_ok=True)
                here.symlink_to(report)

    def _put_in(self) -> None:
        """Write WARC files and reports, then the ledger that refers to them."""
        snapshot, target = self.here / f"{LEDGER}.snapshot", self.mine / LEDGER
        copy_ledger(self.here / LEDGER, snapshot)
        for name, size, _ in _warc_files(snapshot):
            if not (self.here / WARC / name).is_symlink():
                _extend(self.here / WARC / name, self.mine / WARC / name, size)
        for report in _files(self.here / RUNS):
            if not report.is_symlink():
                _extend(report, self.mine / RUNS / report.name, report.stat().st_size)
        new = target.with_suffix(".new")
        new.unlink(missing_ok=True)
        _extend(snapshot, new, snapshot.stat().st_size)
        self._check_fence()
        new.replace(target)
        snapshot.unlink()
        self._set_mark(self.token)
        self._prune()

    def _prune(self) -> None:
        """Remove from under lower tokens the ledgers, and the files that stand under this one."""
        for folder in self._folders():
            if _token(folder) < self.token:
                (folder / LEDGER).unlink(missing_ok=True)
                for path in list(_files(folder / WARC)):
                    if (self.mine / WARC / path.name).exists():
                        path.unlink()


def _token(folder: Path) -> int:
    return int(folder.name)


def _files(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.exists() else iter(())


def _warc_files(ledger: Path) -> list[tuple[str, int, bool]]:
    """Return name, acknowledged bytes and whether it is sealed of every file that has any."""
    if not ledger.exists():
        return []
    with closing(sqlite3.connect(ledger)) as db:
        rows = db.execute("SELECT name, size, sha256 IS NOT NULL FROM warc WHERE size > 0")
        return [(name, size, bool(sealed)) for name, size, sealed in rows]


def _unindexed(ledger: Path) -> list[str]:
    """Return the articles whose documents were to be sent again when their duplicates changed."""
    if not ledger.exists():
        return []
    with closing(sqlite3.connect(ledger)) as db:
        rows = db.execute(
            "SELECT key FROM revision WHERE is_head AND indexed = 0 AND dead_reason IS NULL"
        )
        return [key for (key,) in rows]


def _extend(source: Path, target: Path, size: int) -> None:
    """Let `target`, the beginning of `source`, have its first `size` bytes, on disk."""
    target.parent.mkdir(exist_ok=True)
    with source.open("rb") as old, target.open("ab") as new:
        old.seek(new.tell())
        while (left := size - new.tell()) > 0 and (part := old.read(min(left, 1 << 20))):
            new.write(part)
        new.flush()
        os.fsync(new.fileno())
