"""Verifies what a portal's folder holds.

The ledger, every WARC record, and that each finds the other.
"""

import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.archive import file_sha256
from crawler.errors import ArchiveDamaged
from crawler.folders import RUNS, WARC, ledger_path
from crawler.ledger import Ledger

CHUNK = 1 << 16
QUARANTINE = "Khotin-Quarantine"
"""Our own WARC header: a record that only fills the place of a damaged one, which is kept under
this name. What follows stays where the ledger says."""

REBUILDING = "rebuilding"
"""What a ledger remembers from when it begins to be made again until all WARC files are read."""


class DamagedMember(ArchiveDamaged):
    """A gzip member that is cut or corrupt, or holds no whole WARC record; at which byte."""

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(f"{path}: byte {offset}: {reason}")
        self.offset = offset


@dataclass(slots=True)
class Verification:
    """What was found in a portal's folder: figures, and each difference as a line that names it."""

    site: str
    warc_files: int = 0
    records: int = 0
    captures: int = 0
    lost: int = 0
    """Captures whose page was damaged and is quarantined: known, and no difference any more."""
    articles: int = 0
    unacknowledged_bytes: int = 0
    """Behind the last acknowledged record of a run that was killed; the next crawl cuts them."""
    damage: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Contents:
    """What a WARC file holds: addresses of responses by offset, and the parts that only fill."""

    responses: dict[int, str] = field(default_factory=dict)
    fillers: list[tuple[int, int]] = field(default_factory=list)
    records: int = 0

    def is_quarantined(self, offset: int) -> bool:
        """Tell whether a damaged record lay at an offset, of which only the place is left."""
        return any(start <= offset < end for start, end in self.fillers)


def verify_folder(data: Path, site: str) -> Verification:
    """Read a portal's whole folder and compare it with its ledger; nothing is changed."""
    found = Verification(site)
    path = ledger_path(data, site)
    try:
        if not path.exists():
            message = f"{path}: is missing, while WARC files are there"
            raise ArchiveDamaged(message)
        with Ledger(path, create=False) as ledger:
            verify_ledger(ledger, found)
            _verify_archive(ledger, path.parent / WARC, found)
    except ArchiveDamaged as error:
        found.damage.append(str(error))
    found.damage += [f"{path}: is no whole report" for path in damaged_reports(path.parent)]
    return found


def verify_ledger(ledger: Ledger, found: Verification) -> None:
    """Add what is wrong with a ledger by itself; raises ArchiveDamaged where it cannot be read."""
    for row in ledger.query("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            message = f"{ledger.path}: {row[0]}"
            raise ArchiveDamaged(message)
    if ledger.get_meta(REBUILDING) is not None:
        found.damage.append(f"{ledger.path}: is made again, but not to its end")
    found.articles = ledger.query("SELECT count(DISTINCT key) FROM revision")[0][0]
    for row in ledger.query(
        """SELECT key FROM address WHERE state = 'captured'
           AND NOT EXISTS (SELECT 1 FROM capture WHERE capture.key = address.key)"""
    ):
        found.damage.append(f"{ledger.path}: {row[0]} counts as captured, but has no capture")


def damaged_reports(folder: Path) -> list[Path]:
    """Return the reports in a portal's folder that a full disk or a kill has left half-written."""
    damaged = []
    for path in sorted((folder / RUNS).glob("*.json")):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            damaged.append(path)
    return damaged


def _verify_archive(ledger: Ledger, folder: Path, found: Verification) -> None:
    known = {row["name"]: row for row in ledger.query("SELECT * FROM warc")}
    for path in sorted(folder.glob("*")):
        if path.name not in known:
            found.damage.append(f"{path}: the ledger does not know this file")
    for name, row in known.items():
        found.warc_files += 1
        captures = ledger.query("SELECT url, offset FROM capture WHERE warc = ?", name)
        found.captures += len(captures)
        try:
            contents = _verify_file(
                folder / name, row["size"], row["records"], row["sha256"], found
            )
        except ArchiveDamaged as error:
            found.damage.append(str(error))
            continue
        files = ledger.query("SELECT url, offset FROM attachment_capture WHERE warc = ?", name)
        for kind, rows in (("file", files), ("response of", captures)):
            for url, offset in rows:
                if contents.is_quarantined(offset) or offset >= row["size"]:
                    found.lost += 1
                elif offset not in contents.responses or (
                    kind != "file" and contents.responses[offset] != url
                ):
                    found.damage.append(f"{folder / name}: byte {offset}: no {kind} {url}")
    found.lost += ledger.query(
        "SELECT count(*) FROM capture WHERE warc NOT IN (SELECT name FROM warc)"
    )[0][0]


def _verify_file(
    path: Path, size: int, records: int, sha256: str | None, found: Verification
) -> Contents:
    """Return what a file holds; raises ArchiveDamaged."""
    written = path.stat().st_size if path.exists() else 0
    if written < size:
        message = f"{path}: {written} bytes of {size}: the file is cut short or missing"
        raise ArchiveDamaged(message)
    found.unacknowledged_bytes += written - size
    contents = read_contents(path, size) if size else Contents()
    found.records += contents.records
    if contents.records != records:
        message = f"{path}: {contents.records} records, the ledger says {records}"
        raise ArchiveDamaged(message)
    if sha256 is not None and file_sha256(path) != sha256:
        message = f"{path}: its SHA-256 is not the one that it was sealed with"
        raise ArchiveDamaged(message)
    return contents


def read_contents(path: Path, size: int, start: int = 0) -> Contents:
    """Return what the bytes from `start` to `size` of a file hold; raises DamagedMember."""
    contents = Contents()
    filler = None
    for offset, member in read_members(path, size, start):
        if filler is not None:
            contents.fillers.append((filler, offset))
        record = parse_record(path, offset, member)
        contents.records += 1
        filler = offset if QUARANTINE in record.headers else None
        if record.record_type == WarcRecordType.response:
            contents.responses[offset] = record.headers["WARC-Target-URI"]
    if filler is not None:
        contents.fillers.append((filler, size))
    return contents


def parse_record(path: Path, offset: int, member: bytes) -> WarcRecord:
    """Return the WARC record of a member, its block digest verified; raises DamagedMember."""
    record = next(iter(ArchiveIterator(io.BytesIO(member), parse_http=False)), None)
    if record is None or (
        "WARC-Block-Digest" in record.headers and not record.verify_block_digest()
    ):
        raise DamagedMember(path, offset, "no WARC record, or not what its digest says")
    return record


def read_members(path: Path, size: int, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield offset and content of each gzip member from `start` within the first `size` bytes.

    Every checksum verified.

    WARC readers skip a cut member without a word (warcio exits 0 on one, FastWARC counts it if only
    its trailer is gone), so the gzip layer is read here by zlib itself. Raises DamagedMember at
    the first cut or corrupt member.
    """
    with path.open("rb") as file:
        file.seek(start)
        left, rest, offset = size - start, b"", start
        while left or rest:
            unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
            parts = []
            while not unpacker.eof:
                chunk = rest or file.read(min(CHUNK, left))
                left -= 0 if rest else len(chunk)
                if not chunk:
                    raise DamagedMember(path, offset, "the record is cut short")
                try:
                    parts.append(unpacker.decompress(chunk))
                except zlib.error as error:
                    raise DamagedMember(path, offset, str(error)) from error
                rest = unpacker.unused_data if unpacker.eof else b""
            yield offset, b"".join(parts)
            offset = size - left - len(rest)
