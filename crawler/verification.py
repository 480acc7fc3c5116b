"""Verifies what a portal's folder holds.

The ledger, every WARC record, and that each finds the other.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecordType

from crawler.archive import file_sha256
from crawler.errors import ArchiveDamaged
from crawler.folders import WARC, ledger_path
from crawler.ledger import Ledger

CHUNK = 1 << 16


@dataclass(slots=True)
class Verification:
    """What was found in a portal's folder: figures, and each difference as a line that names it."""

    site: str
    warc_files: int = 0
    records: int = 0
    captures: int = 0
    articles: int = 0
    unacknowledged_bytes: int = 0
    """Behind the last acknowledged record of a run that was killed; the next crawl cuts them."""
    damage: list[str] = field(default_factory=list)


def verify_folder(data: Path, site: str) -> Verification:
    """Read a portal's whole folder and compare it with its ledger; nothing is changed."""
    found = Verification(site)
    path = ledger_path(data, site)
    try:
        with Ledger(path, create=False) as ledger:
            _verify_ledger(ledger, found)
            _verify_archive(ledger, path.parent / WARC, found)
    except ArchiveDamaged as error:
        found.damage.append(str(error))
    return found


def _verify_ledger(ledger: Ledger, found: Verification) -> None:
    for row in ledger.query("PRAGMA quick_check"):
        if row[0] != "ok":
            found.damage.append(f"{ledger.path}: {row[0]}")
    found.articles = ledger.query("SELECT count(DISTINCT key) FROM revision")[0][0]
    for row in ledger.query(
        """SELECT key FROM address WHERE state = 'captured'
           AND NOT EXISTS (SELECT 1 FROM capture WHERE capture.key = address.key)"""
    ):
        found.damage.append(f"{ledger.path}: {row[0]} counts as captured, but has no capture")


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
            responses = _verify_file(
                folder / name, row["size"], row["records"], row["sha256"], found
            )
        except ArchiveDamaged as error:
            found.damage.append(str(error))
            continue
        for url, offset in ledger.query(
            "SELECT url, offset FROM attachment_capture WHERE warc = ?", name
        ):
            if offset not in responses:
                found.damage.append(f"{folder / name}: byte {offset}: no file {url}")
        for capture in captures:
            if responses.get(capture["offset"]) != capture["url"]:
                found.damage.append(
                    f"{folder / name}: byte {capture['offset']}: no response of {capture['url']}"
                )


def _verify_file(
    path: Path, size: int, records: int, sha256: str | None, found: Verification
) -> dict[int, str]:
    """Return the addresses of a file's response records by offset; raises ArchiveDamaged."""
    written = path.stat().st_size if path.exists() else 0
    if written < size:
        message = f"{path}: {written} bytes of {size}: the file is cut short or missing"
        raise ArchiveDamaged(message)
    found.unacknowledged_bytes += written - size
    responses = {}
    count = 0
    for offset, member in read_members(path, size):
        count += 1
        record = next(iter(ArchiveIterator(io.BytesIO(member), parse_http=False)), None)
        if record is None or not record.verify_block_digest():
            message = f"{path}: byte {offset}: no WARC record, or not what its digest says"
            raise ArchiveDamaged(message)
        if record.record_type == WarcRecordType.response:
            responses[offset] = record.headers["WARC-Target-URI"]
    found.records += count
    if count != records:
        message = f"{path}: {count} records, the ledger says {records}"
        raise ArchiveDamaged(message)
    if sha256 is not None and file_sha256(path) != sha256:
        message = f"{path}: its SHA-256 is not the one that it was sealed with"
        raise ArchiveDamaged(message)
    return responses


def read_members(path: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """Yield offset and content of each gzip member in the first `size` bytes.

    Every checksum verified.

    WARC readers skip a cut member without a word (warcio exits 0 on one, FastWARC counts it if only
    its trailer is gone), so the gzip layer is read here by zlib itself. Raises ArchiveDamaged at
    the first cut or corrupt member.
    """
    with path.open("rb") as file:
        left, rest, offset = size, b"", 0
        while left or rest:
            unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
            parts = []
            while not unpacker.eof:
                chunk = rest or file.read(min(CHUNK, left))
                left -= 0 if rest else len(chunk)
                if not chunk:
                    message = f"{path}: byte {offset}: the record is cut short"
                    raise ArchiveDamaged(message)
                try:
                    parts.append(unpacker.decompress(chunk))
                except zlib.error as error:
                    message = f"{path}: byte {offset}: {error}"
                    raise ArchiveDamaged(message) from error
                rest = unpacker.unused_data if unpacker.eof else b""
            yield offset, b"".join(parts)
            offset = size - left - len(rest)
