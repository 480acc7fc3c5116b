"""`khotin backup`: portal folders and a snapshot of the indices, while runs go on.

The snapshot comes first: an index that is restored then never knows more than the ledgers do. Of
each portal the ledger is copied as one moment has it (SQLite's online backup), and the WARC files
as far as this ledger acknowledges them. Files that the backup before has are linked to it, not
copied; from the archive everything is copied, because a link would share what a disk damages.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from crawler.clock import now
from crawler.config import Config
from crawler.errors import ArchiveDamaged, ElasticsearchUnavailable, KhotinError, StorageError
from crawler.folders import DAMAGED, LEDGER, RUNS, WARC, known_sites
from crawler.lock import hold_lock
from operations.ledger_copy import copy_ledger
from operations.manifest import (
    ELASTICSEARCH,
    MANIFEST,
    PORTALS,
    Entry,
    Manifest,
    NoBackup,
    Progress,
    copy_bytes,
    digest_of,
    find_backup,
    read_manifest,
)
from operations.snapshots import SnapshotFailed, is_embedded, snapshot_files, take_snapshot

UNFINISHED: Final = "unfinished"


@dataclass(slots=True)
class BackupReport:
    """What was saved where, and what could not be."""

    folder: Path
    manifest: Manifest
    linked: int = 0
    """Bytes that the backup before has, too."""
    errors: list[KhotinError] = field(default_factory=list)

    def __str__(self) -> str:
        articles = sum(self.manifest.articles.values())
        index = f"{self.manifest.snapshot.documents}" if self.manifest.snapshot else "no"
        return (
            f"{self.folder}: {len(self.manifest.articles)} portals, {articles} articles, {index} "
            f"documents; {self.manifest.size} bytes, {self.linked} of them linked"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the figures with JSON's types."""
        return {
            "folder": str(self.folder),
            "articles": self.manifest.articles,
            "documents": self.manifest.snapshot.documents if self.manifest.snapshot else None,
            "bytes": self.manifest.size,
            "linked": self.linked,
            "errors": [str(error) for error in self.errors],
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to save: its path in the backup, where it is, its bytes, its SHA-256 if known."""

    path: str
    source: Path
    size: int
    sha256: str | None = None


def back_up(
    config: Config,
    target: Path,
    *,
    repository: str | None = None,
    with_index: bool = True,
    progress: Progress = lambda done, total: None,
) -> BackupReport:
    """Make a backup in a folder of backups; one that was killed is gone on with.

    The snapshot goes to a repository of Elasticsearch, or for the embedded server into the backup.
    A damaged portal and an index that cannot be saved are in the report's errors, and the rest is
    saved. Raises Busy, NoBackup for a target in the data folder, and StorageError: then what was
    copied stays for the next time.
    """
    if target.resolve().is_relative_to(config.data.resolve()):
        message = f"{target}: lies in the data folder: its portals would be taken for the archive's"
        raise NoBackup(message)
    with _writing(target):
        work = target / UNFINISHED
        work.mkdir(parents=True, exist_ok=True)
        with hold_lock(target / "backup.lock"):
            stamp = f"{now():%Y%m%dT%H%M%SZ}"
            manifest = Manifest(now().isoformat(timespec="seconds"), config.index_prefix)
            report = BackupReport(target / stamp, manifest)
            if with_index:
                _save_index(config, repository, report)
            _Backup(work, _previous(target), report).save(config, progress)
            _finish(work, report)
            return report


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Turn failed writes into StorageError."""
    try:
        yield
    except OSError as error:
        message = f"{error.filename or target}: {error.strerror}; run it again, it goes on"
        raise StorageError(message) from error
    except sqlite3.OperationalError as error:
        message = f"{target}: {error}; run it again, it goes on"
        raise StorageError(message) from error


def _previous(target: Path) -> tuple[Path, Manifest] | None:
    try:
        found = find_backup(target)
        return found, read_manifest(found)
    except (NoBackup, ArchiveDamaged):
        return None


def _save_index(config: Config, repository: str | None, report: BackupReport) -> None:
    if repository is None and not is_embedded(config):
        message = "the index was not saved: name a repository with --repository, or say --no-index"
        report.errors.append(ElasticsearchUnavailable(message))
        return
    try:
        stamp = report.folder.name
        report.manifest = replace(
            report.manifest, snapshot=take_snapshot(config, repository, stamp)
        )
    except (ElasticsearchUnavailable, SnapshotFailed) as error:
        report.errors.append(error)


def _finish(work: Path, report: BackupReport) -> None:
    """Drop what an earlier, killed attempt left over, and make the folder a backup."""
    for path in sorted(work.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(work).as_posix() not in report.manifest.files:
            path.unlink()
    draft = work / f"{MANIFEST}.part"
    with draft.open("w", encoding="utf-8") as file:
        file.write(report.manifest.to_json())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(work / MANIFEST)
    work.replace(report.folder)
    descriptor = os.open(report.folder.parent, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


class _Backup:
    """One attempt: what is saved already, what the backup before has, and what is left."""

    def __init__(
        self, work: Path, previous: tuple[Path, Manifest] | None, report: BackupReport
    ) -> None:
        self._work = work
        self._previous = previous
        self._report = report

    def save(self, config: Config, progress: Progress) -> None:
        """Save every portal, and the snapshot's files if they lie on this machine."""
        manifest = self._report.manifest
        wanted = [each for site in known_sites(config.data) for each in self._portal(config, site)]
        if manifest.snapshot is not None and manifest.snapshot.repository is None:
            wanted += _files_below(snapshot_files(config), ELASTICSEARCH)
        total, done = sum(each.size for each in wanted), 0

        def advance(before: int, count: int) -> None:
            progress(before + count, total)

        for each in wanted:
            entry = self._save(each, partial(advance, done))
            if entry is not None:
                manifest.files[each.path] = entry
            done += each.size
            progress(done, total)

    def _portal(self, config: Config, site: str) -> Iterator[Wanted]:
        """Save a portal's ledger; yield what else is to be saved of it.

        That is the WARC files as far as the ledger knows them, or all if it is damaged: it can be
        made again from them.
        """
        folder, path = config.data / site, _path(site, LEDGER)
        manifest, target = self._report.manifest, self._work / _path(site, LEDGER)
        try:
            manifest.articles[site] = copy_ledger(folder / LEDGER, target)
        except ArchiveDamaged as error:
            self._report.errors.append(error)
            yield from _files_below(folder / WARC, _path(site, WARC))
        else:
            manifest.files[path] = Entry(target.stat().st_size, digest_of(target))
            sql = "SELECT name, size, sha256 FROM warc WHERE size > 0"
            with closing(sqlite3.connect(target)) as ledger:
                rows = ledger.execute(sql).fetchall()
            for name, size, sha256 in rows:
                yield Wanted(_path(site, WARC, name), folder / WARC / name, size, sha256)
        for part in (RUNS, DAMAGED):
            yield from _files_below(folder / part, _path(site, part))

    def _save(self, wanted: Wanted, moved: Callable[[int], None]) -> Entry | None:
        """Link a file to the backup before, take it from the attempt before, or copy it.

        Return what is saved; None for a file that is not there any more.
        """
        target = self._work / wanted.path
        known = Entry(wanted.size, wanted.sha256) if wanted.sha256 else None
        if (entry := known or self._unchanged(wanted)) and self._link(wanted.path, entry):
            return entry
        if known and target.is_file() and Entry(target.stat().st_size, digest_of(target)) == known:
            return known
        try:
            saved = copy_bytes(wanted.source, target, wanted.size, moved)
        except FileNotFoundError:
            saved = None
        if saved is None or saved.size < wanted.size or known not in (None, saved):
            message = f"{wanted.source}: is not what its ledger says; see `khotin doctor --repair`"
            self._report.errors.append(ArchiveDamaged(message))
        return saved

    def _unchanged(self, wanted: Wanted) -> Entry | None:
        """Return what the backup before has of a file that is the same now, else None."""
        entry = self._previous[1].files.get(wanted.path) if self._previous else None
        if entry is None or not wanted.source.is_file():
            return None
        now = Entry(wanted.source.stat().st_size, digest_of(wanted.source))
        return entry if now == entry else None

    def _link(self, path: str, entry: Entry) -> bool:
        """Link a file to the backup before; False if it has none of this content."""
        if self._previous is None or self._previous[1].files.get(path) != entry:
            return False
        kept, target = self._previous[0] / path, self._work / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        try:
            target.hardlink_to(kept)
        except OSError:  # lost there, or a file system without links
            return False
        self._report.linked += entry.size
        return True


def _path(*parts: str) -> str:
    return "/".join((PORTALS, *parts))


def _files_below(folder: Path, path: str) -> Iterator[Wanted]:
    """Yield every file below a folder, to be saved under a path of the backup."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name = file.relative_to(folder).as_posix()
            yield Wanted(f"{path}/{name}", file, file.stat().st_size)
