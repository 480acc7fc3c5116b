"""Mends a portal's WARC files: what is damaged is taken out, what is whole stays where it is.

The ledger and the documents name every record by file and byte. So the place of a damaged record
is filled with one of the same length, and no other record moves. The damaged bytes are kept in the
portal's `damaged/`; nothing is deleted.
"""

import io
import os
import shutil
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from warcio.warcwriter import WARCWriter

from crawler.archive import file_sha256
from crawler.errors import ArchiveDamaged
from crawler.importing.warc import find_member
from crawler.ledger import Ledger
from crawler.verification import QUARANTINE, DamagedMember, read_contents

HEAD = struct.Struct("<4sLBB")
"""Magic with the flags, time, extra flags and system of a gzip member (RFC 1952, 2.3)."""
COMMENTED = b"\x1f\x8b\x08\x10"
UNKNOWN_SYSTEM = 255
TAIL = struct.Struct("<LL")
"""Checksum and length of what was packed."""
Gap = tuple[int, int]
"""From which byte to which one there is no whole record."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is whole in a file: how many records, up to which byte, and the gaps before it."""

    records: int
    end: int
    gaps: tuple[Gap, ...]


def survey(path: Path, size: int) -> Survey:
    """Read the first `size` bytes of a WARC file, past what is damaged; nothing is changed."""
    records, start = 0, 0
    gaps: list[Gap] = []
    with path.open("rb") as file:
        while start < size:
            try:
                records += read_contents(path, size, start).records
                break
            except DamagedMember as error:
                if error.offset > start:
                    records += read_contents(path, error.offset, start).records
                onward = find_member(file, error.offset + 1)
                start = size if onward is None else min(onward, size)
                if gaps and gaps[-1][1] == error.offset:
                    gaps[-1] = (gaps[-1][0], start)
                else:
                    gaps.append((error.offset, start))
    if gaps and gaps[-1][1] == size:
        return Survey(records, gaps.pop()[0], tuple(gaps))
    return Survey(records, size, tuple(gaps))


def mend_file(path: Path, ledger: Ledger, quarantine: Path) -> list[str]:
    """Make a WARC file and what its ledger says of it agree; return what was done, a line each.

    Damaged records go to `quarantine`, their places are filled. A cut end is cut at the last whole
    record, what was appended to a sealed file is taken off. Killed at any moment it is done again.
    """
    row = ledger.query("SELECT * FROM warc WHERE name = ?", path.name)[0]
    written = path.stat().st_size if path.exists() else 0
    found = survey(path, min(written, row["size"])) if written else Survey(0, 0, ())
    ends_early = found.end < row["size"]
    grown = row["sha256"] is not None and written > row["size"]
    done = []
    if found.gaps or ends_early or grown:
        gaps = [*found.gaps, (found.end, written)] if found.end < written else [*found.gaps]
        for start, end in gaps:
            name = _set_aside(path, start, end, quarantine)
            done.append(f"{path}: bytes {start} to {end} quarantined as {name}")
        if written < row["size"]:
            done.append(f"{path}: {row['size'] - written} acknowledged bytes are missing")
        _rewrite(path, found, quarantine)
    records = found.records + len(found.gaps)
    sha256 = file_sha256(path) if found.end else None
    if (row["size"], row["records"], row["sha256"]) != (found.end, records, sha256):
        with ledger.transaction():
            ledger.execute(
                "UPDATE warc SET size = ?, records = ?, sha256 = ? WHERE name = ?",
                found.end, records, sha256, path.name,
            )  # fmt: skip
        if row["records"] and not done:
            done.append(f"{path}: every record is whole; sealed anew")
    if not found.end:
        ledger.forget_warc(path.name)
    return done


def mark_lost(ledger: Ledger, archive: Path) -> int:
    """Let what can still be had of lost pages and files be fetched again; return how many are lost.

    A text that was read stays, and its address is asked for by the next run, unconditionally. One
    that was never read is a new address again.
    """
    places = _lost_places(ledger, archive, "capture")
    files = _lost_places(ledger, archive, "attachment_capture")
    with ledger.transaction():
        for number in places:
            ledger.execute(
                """UPDATE address SET interval = 0 WHERE key = (SELECT key FROM capture c
                       WHERE id = ?1 AND captured_at = (SELECT max(captured_at) FROM capture
                                                        WHERE capture.key = c.key))""",
                number,
            )
            ledger.execute(
                "UPDATE capture SET etag = NULL, last_modified = NULL WHERE id = ?", number
            )
            ledger.execute(
                """DELETE FROM capture WHERE id = ?1 AND NOT EXISTS
                       (SELECT 1 FROM revision WHERE revision.key = capture.key)""",
                number,
            )
        ledger.execute(
            """UPDATE address SET state = 'pending' WHERE state = 'captured' AND NOT EXISTS
                   (SELECT 1 FROM capture WHERE capture.key = address.key)"""
        )
        for number in files:
            ledger.execute(
                """UPDATE attachment SET state = 'pending', attempts = 0 WHERE url = (
                       SELECT url FROM attachment_capture WHERE id = ? AND length(sha256) = 64)""",
                number,
            )
            # The same content is to be kept again when it comes.
            ledger.execute(
                "UPDATE attachment_capture SET sha256 = sha256 || ' lost' "
                "WHERE id = ? AND length(sha256) = 64",
                number,
            )
    return len(places) + len(files)


def _lost_places(ledger: Ledger, archive: Path, table: str) -> list[int]:
    """Return the rows of a table whose record lies in no whole part of a known WARC file."""
    sizes = {row["name"]: row["size"] for row in ledger.query("SELECT name, size FROM warc")}
    contents = {name: read_contents(archive / name, size) for name, size in sizes.items()}
    rows = ledger.query(f"SELECT id, warc, offset FROM {table}")  # noqa: S608 - one of our tables
    return [
        row["id"]
        for row in rows
        if row["warc"] not in sizes or row["offset"] not in contents[row["warc"]].responses
    ]


def _set_aside(path: Path, start: int, end: int, quarantine: Path) -> str:
    """Keep bytes of a file under a name of their own, which is returned."""
    quarantine.mkdir(parents=True, exist_ok=True)
    kept = quarantine / f"{path.name}.{start}"
    with path.open("rb") as source, kept.open("wb") as target:
        source.seek(start)
        left = end - start
        while left:
            chunk = source.read(min(left, 1 << 20))
            target.write(chunk)
            left -= len(chunk)
        target.flush()
        os.fsync(target.fileno())
    return kept.name


def _rewrite(path: Path, found: Survey, quarantine: Path) -> None:
    """Put a copy in a file's place: cut at its last whole record, its gaps filled."""
    if not found.end:
        path.unlink(missing_ok=True)
        return
    quarantine.mkdir(parents=True, exist_ok=True)
    copy = quarantine / f"{path.name}.mending"
    shutil.copyfile(path, copy)
    with copy.open("r+b") as file:
        for start, end in found.gaps:
            file.seek(start)
            file.write(_filler(f"{path.name}.{start}", end - start))
        file.truncate(found.end)
        file.flush()
        os.fsync(file.fileno())
    copy.replace(path)


def _filler(name: str, length: int) -> bytes:
    """Return a gzip member of a given length: a record without content that names what was there.

    A gzip header's comment may have any length. Raises ArchiveDamaged where there is no room.
    """
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    writer.write_record(
        writer.create_warc_record(
            "urn:khotin:quarantine", "metadata", warc_headers_dict={QUARANTINE: name}
        )
    )
    content = buffer.getvalue()
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    head = HEAD.pack(COMMENTED, 0, 0, UNKNOWN_SYSTEM)
    tail = b"\0" + packed + TAIL.pack(zlib.crc32(content), len(content))
    room = length - len(head) - len(tail)
    if room < 0:
        message = f"{name}: {length} damaged bytes are fewer than a record takes: restore the file"
        raise ArchiveDamaged(message)
    return head + b" " * room + tail
