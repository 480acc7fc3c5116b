"""`khotin restore`: an archive from a backup, into an empty data folder.

Nothing is written before every file of the backup has been read and found whole. A portal's ledger
comes last, so that a portal that is only half there is none; a restoration that was killed or ran
out of disk is gone on with by calling it again.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from crawler.config import Config
from crawler.errors import ArchiveDamaged, ElasticsearchUnavailable, KhotinError, StorageError
from crawler.folders import LEDGER
from operations.manifest import (
    ELASTICSEARCH,
    PORTALS,
    Entry,
    Manifest,
    NoBackup,
    Progress,
    copy_bytes,
    digest_of,
    find_backup,
    read_manifest,
    verify_backups,
)
from operations.snapshots import SnapshotFailed, restore_snapshot

MARK: Final = "restoring.txt"
"""In the data folder until all is there: the name of the backup that is being restored."""


@dataclass(slots=True)
class RestoreReport:
    """What came back, and what could not."""

    backup: Path
    articles: dict[str, int]
    documents: int | None = None
    """Articles of the restored index; None: no index was restored."""
    errors: list[KhotinError] = field(default_factory=list)

    def __str__(self) -> str:
        articles = sum(self.articles.values())
        index = "no index" if self.documents is None else f"an index of {self.documents} documents"
        return (
            f"{self.backup}: {len(self.articles)} portals, {articles} articles and {index} "
            "restored; now `khotin index`"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the figures with JSON's types."""
        return {
            "backup": str(self.backup),
            "articles": self.articles,
            "documents": self.documents,
            "errors": [str(error) for error in self.errors],
        }


def restore(
    config: Config,
    source: Path,
    *,
    with_index: bool = True,
    progress: Progress = lambda done, total: None,
) -> RestoreReport:
    """Restore a backup, or the newest in a folder of them, into the empty data folder.

    Raises NoBackup where there is none, or the target is not empty, ArchiveDamaged with every file
    of the backup that is not whole, StorageError. An index that cannot be restored is in the
    report's errors: `khotin index` makes it from the folders.
    """
    backup = find_backup(source)
    manifest = read_manifest(backup)
    _check_target(config.data, backup)
    if problems := verify_backups(backup, progress):
        raise ArchiveDamaged("\n".join(problems))
    report = RestoreReport(backup, manifest.articles)
    with _writing(config.data):
        _restore_files(config.data, backup, manifest, progress)
    if with_index and manifest.snapshot is not None:
        try:
            if manifest.prefix != config.index_prefix:
                message = f"the snapshot is of indices {manifest.prefix}*: set KHOTIN_INDEX_PREFIX"
                raise ElasticsearchUnavailable(message)
            report.documents = restore_snapshot(config, manifest.snapshot, backup / ELASTICSEARCH)
        except (ElasticsearchUnavailable, SnapshotFailed) as error:
            report.errors.append(error)
    return report


def _check_target(data: Path, backup: Path) -> None:
    """Raise NoBackup unless the data folder is empty, or this backup is half restored there."""
    there = {path.name for path in data.iterdir()} if data.is_dir() else set()
    if MARK in there and (data / MARK).read_text(encoding="utf-8") == backup.name:
        return
    if there:
        message = f"{data}: is not empty: nothing is restored over what is there"
        raise NoBackup(message)


def _restore_files(data: Path, backup: Path, manifest: Manifest, progress: Progress) -> None:
    data.mkdir(parents=True, exist_ok=True)
    (data / MARK).write_text(backup.name, encoding="utf-8")
    files = {path: entry for path, entry in manifest.files.items() if path.startswith(PORTALS)}
    total, done = sum(entry.size for entry in files.values()), 0
    for path, entry in sorted(files.items(), key=lambda item: item[0].endswith(f"/{LEDGER}")):
        target = data / path.removeprefix(f"{PORTALS}/")
        if not _is_there(target, entry):
            copied = copy_bytes(backup / path, target, entry.size)
            if copied != entry:
                message = f"{backup / path}: changed while it was restored"
                raise ArchiveDamaged(message)
        done += entry.size
        progress(done, total)
    os.sync()
    (data / MARK).unlink()


def _is_there(target: Path, entry: Entry) -> bool:
    return target.is_file() and Entry(target.stat().st_size, digest_of(target)) == entry


@contextmanager
def _writing(data: Path) -> Iterator[None]:
    """Turn failed writes into StorageError."""
    try:
        yield
    except OSError as error:
        message = f"{error.filename or data}: {error.strerror}; run it again, it goes on"
        raise StorageError(message) from error
