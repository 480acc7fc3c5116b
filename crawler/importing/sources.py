"""What a source is, by its first bytes: a WARC file, a WACZ file, or a mirror folder of pages."""

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from crawler.errors import KhotinError
from crawler.importing.mirror import Mirror
from crawler.importing.record import Record
from crawler.importing.warc import MEMBER, PLAIN, Damage, read_warc

ZIP = b"PK\x03\x04"
ARCHIVES = (".warc", ".warc.gz", ".wacz")
HTTRACK_CACHE = "hts-cache"

Moved = Callable[[int], None]
"""Called with the bytes of a source that were read since the last call."""


class NoSuchSource(KhotinError):
    """A source that is not there."""

    exit_code = 2


def source_bytes(source: Path) -> int:
    """Return the size of a file, or of all files of a folder; raises NoSuchSource."""
    if not source.exists():
        message = f"{source}: no such file or folder"
        raise NoSuchSource(message)
    if source.is_file():
        return source.stat().st_size
    return sum(path.lstat().st_size for path in _files(source))


def read_source(
    source: Path, schemes: Mapping[str, str], damage: Damage, moved: Moved
) -> Iterator[Record]:
    """Yield the answers that a file or a folder holds, in its order, one at a time in memory.

    `schemes` gives for each host of the registry how its addresses begin; `damage` is called with a
    line for what cannot be read, and the rest is read on. A folder may hold WARC files, a mirror,
    or both.
    """
    if source.is_file():
        yield from _read_file(source, damage, moved)
        return
    mirror = Mirror(source, schemes)
    for path in _files(source):
        if path.name.lower().endswith(ARCHIVES):
            yield from _read_file(path, damage, moved)
            continue
        try:
            record, size = mirror.record(path), path.stat().st_size
        except OSError as error:
            damage(f"{path}: {error.strerror}")
            continue
        if record is not None:
            yield record
        moved(size)


def _files(folder: Path) -> Iterator[Path]:
    """Yield a folder's files in order of their names, HTTrack's own cache apart."""
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != HTTRACK_CACHE)
        yield from (Path(top, name) for name in sorted(files))


def _read_file(path: Path, damage: Damage, moved: Moved) -> Iterator[Record]:
    try:
        with path.open("rb") as file:
            head = file.read(len(PLAIN))
            file.seek(0)
            if head.startswith(ZIP):
                yield from _read_wacz(path, damage, moved)
            elif head.startswith((MEMBER, PLAIN)) or path.name.lower().endswith(ARCHIVES):
                yield from _follow(file, path.name, damage, moved)
            else:
                damage(f"{path}: neither WARC nor WACZ")
    except OSError as error:
        damage(f"{path}: {error.strerror}")


def _read_wacz(path: Path, damage: Damage, moved: Moved) -> Iterator[Record]:
    """Yield the answers of the WARC files inside a WACZ file, without unpacking it to disk."""
    try:
        with zipfile.ZipFile(path) as wacz:
            names = [n for n in wacz.namelist() if n.endswith((".warc", ".warc.gz"))]
            if not names:
                damage(f"{path}: a zip file without WARC files")
            for name in names:
                yield from _read_packed(wacz, name, f"{path.name}!{name}", damage, moved)
    except zipfile.BadZipFile as error:
        damage(f"{path}: {error}")


def _read_packed(
    wacz: zipfile.ZipFile, name: str, label: str, damage: Damage, moved: Moved
) -> Iterator[Record]:
    """Yield the answers of a WARC file in a zip; a wrong checksum costs its last 64 KB at most."""
    try:
        with wacz.open(name) as file:
            yield from _follow(file, label, damage, moved)
    except (zipfile.BadZipFile, zlib.error) as error:
        damage(f"{label}: {error}")


def _follow(file: IO[bytes], name: str, damage: Damage, moved: Moved) -> Iterator[Record]:
    before = 0
    for record in read_warc(file, name, damage):
        yield record
        here = file.tell()
        moved(here - before)
        before = here
