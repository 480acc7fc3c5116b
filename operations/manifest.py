"""What a backup holds: every file with its size and SHA-256, in a manifest that is written last.

A backup is a folder named after its second in UTC. Until its manifest is there it is called
`unfinished`, so one that was killed is never taken for one.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from crawler.errors import ArchiveDamaged, KhotinError

MANIFEST: Final = "manifest.json"
PORTALS: Final = "portals"
ELASTICSEARCH: Final = "elasticsearch"
_NAME: Final = re.compile(r"\d{8}T\d{6}Z")
_CHUNK: Final = 1 << 20

Progress = Callable[[int, int], None]
"""Called with bytes done and in all."""


class NoBackup(KhotinError):
    """A folder in which there is no finished backup, or in which none can be restored."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A file's size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot of the indices: its name, and the repository of Elasticsearch that has it.

    Without one its files lie in the backup itself.
    """

    name: str
    repository: str | None
    indices: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `articles` counts them by portal; paths in `files` are relative."""

    made_at: str
    prefix: str
    articles: dict[str, int] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    files: dict[str, Entry] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files.values())

    def to_json(self) -> str:
        """Return the manifest as it is written."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Return a manifest that was read; raises KeyError and TypeError for what is none."""
        snapshot = values["snapshot"]
        if snapshot is not None:
            snapshot = Snapshot(**snapshot | {"indices": tuple(snapshot["indices"])})
        files = {path: Entry(**entry) for path, entry in values["files"].items()}
        return cls(**values | {"snapshot": snapshot, "files": files})


def read_manifest(backup: Path) -> Manifest:
    """Return the manifest of a finished backup; raises NoBackup, and ArchiveDamaged."""
    path = backup / MANIFEST
    if not path.is_file():
        message = f"{backup}: no finished backup"
        raise NoBackup(message)
    try:
        return Manifest.from_dict(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path}: is no manifest: {error}"
        raise ArchiveDamaged(message) from error


def finished_backups(target: Path) -> list[Path]:
    """Return the finished backups in a folder of backups, oldest first."""
    if not target.is_dir():
        return []
    found = (path for path in target.iterdir() if _NAME.fullmatch(path.name))
    return sorted(path for path in found if (path / MANIFEST).is_file())


def find_backup(source: Path) -> Path:
    """Return a backup: the folder itself, or the newest in a folder of them; raises NoBackup."""
    if (source / MANIFEST).is_file():
        return source
    backups = finished_backups(source)
    if not backups:
        message = f"{source}: no finished backup is there"
        raise NoBackup(message)
    return backups[-1]


def verify_backups(source: Path, progress: Progress = lambda done, total: None) -> list[str]:
    """Read every file of one backup, or of all in a folder; return what differs, a line each.

    A file that several backups share is read once. Raises NoBackup.
    """
    one = (source / MANIFEST).is_file()
    backups = [source] if one else finished_backups(source)
    if not backups:
        raise NoBackup(f"{source}: no finished backup is there")
    problems: list[str] = []
    manifests = {}
    for backup in backups:
        try:
            manifests[backup] = read_manifest(backup)
        except ArchiveDamaged as error:
            problems.append(str(error))
    total, done = sum(manifest.size for manifest in manifests.values()), 0
    digests: dict[tuple[int, int], str] = {}
    for backup, manifest in manifests.items():
        for name, entry in manifest.files.items():
            if problem := _verify(backup / name, entry, digests):
                problems.append(problem)
            done += entry.size
            progress(done, total)
    return problems


def _verify(path: Path, entry: Entry, digests: dict[tuple[int, int], str]) -> str | None:
    """Return what is wrong with a file, None if nothing is; `digests` are of those read before."""
    try:
        found = path.stat()
        if found.st_size != entry.size:
            return f"{path}: {found.st_size} bytes of {entry.size}"
        inode = (found.st_dev, found.st_ino)
        digests[inode] = digests.get(inode) or digest_of(path)
    except OSError as error:
        return f"{path}: {error.strerror}"
    return None if digests[inode] == entry.sha256 else f"{path}: its SHA-256 is another one"


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_bytes(
    source: Path, target: Path, size: int, moved: Callable[[int], None] = lambda count: None
) -> Entry:
    """Copy the first `size` bytes of a file, onto disk, and return what was copied.

    The target has its name only when it is whole. `moved` is called with the bytes copied so far.
    """
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), size
    try:
        with source.open("rb") as reader, part.open("wb") as writer:
            while left and (chunk := reader.read(min(left, _CHUNK))):
                digest.update(chunk)
                writer.write(chunk)
                left -= len(chunk)
                moved(size - left)
            writer.flush()
            os.fsync(writer.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Entry(size - left, digest.hexdigest())
