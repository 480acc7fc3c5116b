"""WARC files of any crawler, read as a stream: what is damaged is skipped and said."""

import tempfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import IO

from dateutil.parser import isoparse
from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from crawler.importing.record import (
    MAX_BYTES,
    Answer,
    Record,
    Revisit,
    Unusable,
    encode_headers,
    restore_address,
    unpack_answer,
)

CHUNK = 1 << 16
IN_MEMORY = 8 << 20
"""Bytes of a gzip member that are held in memory; larger ones (a whole file packed as one member)
pass through a temporary file, so that their checksum is known before their records are used."""
MEMBER = b"\x1f\x8b\x08"
PLAIN = b"WARC/"
WANTED = WarcRecordType.response | WarcRecordType.revisit
NOT_MODIFIED = "server-not-modified"

Damage = Callable[[str], None]
"""Called with a line that says where a file is damaged."""


def read_warc(file: IO[bytes], name: str, damage: Damage) -> Iterator[Record]:
    """Yield the answers of a WARC file, packed or plain, in its order.

    `name` stands in each record's origin. The file must be seekable.
    """
    plain = file.read(len(PLAIN)) == PLAIN
    file.seek(0)
    if plain:
        yield from _read_records(file, name, 0, damage)
        return
    for offset, member in _members(file, name, damage):
        yield from _read_records(member, name, offset, damage)


def _members(file: IO[bytes], name: str, damage: Damage) -> Iterator[tuple[int, IO[bytes]]]:
    """Yield offset and content of each whole gzip member; after a damaged one search the next."""
    offset: int | None = 0
    rest = b""
    while offset is not None:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as member:
            length, rest = _unpack_member(rest, file, member)
            if length == 0:
                return
            if length is not None:
                member.seek(0)
                yield offset, member
                offset += length
                continue
        damage(f"{name}: byte {offset}: the gzip member is damaged or cut short")
        offset = find_member(file, offset + 1)
        file.seek(offset or 0)


def _unpack_member(rest: bytes, file: IO[bytes], member: IO[bytes]) -> tuple[int | None, bytes]:
    """Unpack the member that begins with `rest` and goes on in the file.

    Return its packed length, 0 at the end of the file and None if it is damaged, and what was read
    behind it. Nothing is read twice: in a zip, going back means reading from its beginning.
    """
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    length = 0
    chunk = rest or file.read(CHUNK)
    if not chunk.lstrip(b"\x00"):  # some writers fill the last block with zeros
        return 0, b""
    while chunk:
        length += len(chunk)
        try:
            member.write(unpacker.decompress(chunk))
        except zlib.error:
            break
        if unpacker.eof:
            return length - len(unpacker.unused_data), unpacker.unused_data
        chunk = file.read(CHUNK)
    return None, b""


def find_member(file: IO[bytes], offset: int) -> int | None:
    """Return where the next member with a WARC record begins, None if there is none."""
    file.seek(offset)
    window = file.read(CHUNK)
    while len(window) >= len(MEMBER):
        found = window.find(MEMBER)
        while found >= 0:
            if _begins_record(window[found : found + 4096]):
                return offset + found
            found = window.find(MEMBER, found + 1)
        # A member's head must not be split between two windows.
        keep = min(4096, len(window) - 1)
        offset += len(window) - keep
        fresh = file.read(CHUNK)
        if not fresh:
            return None
        window = window[len(window) - keep :] + fresh
    return None


def _begins_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(head, len(PLAIN)) == PLAIN
    except zlib.error:
        return False


def _read_records(file: IO[bytes], name: str, base: int, damage: Damage) -> Iterator[Record]:
    """Yield the answers of unpacked records; `base` is where they begin in the file."""
    records = iter(ArchiveIterator(file, record_types=WANTED, parse_http=False))
    while True:
        try:
            record = next(records, None)
        except OSError as error:
            damage(f"{name}: byte {base}: {error}")
            return
        if record is None:
            return
        origin = f"{name}:{base or record.stream_pos}"
        try:
            found = _as_record(record, origin, damage)
        except ValueError:
            damage(f"{origin}: a record without a usable date")
            continue
        if found is not None:
            yield found


def _as_record(record: WarcRecord, origin: str, damage: Damage) -> Record | None:
    """Return a record as an answer, None where it is none of HTTP; raises ValueError."""
    target = (record.headers.get("WARC-Target-URI") or "").strip("<> ")  # wget writes <…>
    if not target.lower().startswith(("http://", "https://")):
        return None
    url, at = restore_address(target, _moment(record.headers.get("WARC-Date")))
    return Record(
        url,
        at,
        origin,
        load=lambda: _load(record, origin, damage),
        ip_address=record.headers.get("WARC-IP-Address"),
        revisit=_revisit(record) if record.record_type == WarcRecordType.revisit else None,
    )


def _revisit(record: WarcRecord) -> Revisit:
    date = record.headers.get("WARC-Refers-To-Date")
    return Revisit(
        unchanged=NOT_MODIFIED in (record.headers.get("WARC-Profile") or ""),
        digest=record.headers.get("WARC-Payload-Digest"),
        refers_to_date=_moment(date) if date else None,
    )


def _moment(text: str | None) -> datetime:
    moment: datetime = isoparse(text or "")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _load(record: WarcRecord, origin: str, damage: Damage) -> Answer:
    if "WARC-Truncated" in record.headers:
        raise Unusable("truncated")
    if record.content_length > MAX_BYTES:
        raise Unusable("too_large")
    is_whole = "WARC-Block-Digest" not in record.headers or record.verify_block_digest()
    block = record.reader.read()
    if not is_whole or len(block) < record.content_length:
        damage(f"{origin}: the record is cut short, or not what its digest says")
        raise Unusable("damaged_record")
    return _parse_http(block)


def _parse_http(block: bytes) -> Answer:
    stream = BytesIO(block)
    try:
        head = StatusAndHeadersParser(["HTTP/"]).parse(stream)
        status = int(head.statusline.split()[1])  # of "1.1 200 OK"
    except (EOFError, StatusAndHeadersParserException, IndexError, ValueError):
        raise Unusable("no_http") from None
    body = stream.read()
    if "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        body = _unchunk(body)
    reason = " ".join(head.statusline.split()[2:])
    return unpack_answer(status, reason, encode_headers(head.headers), body)


def _unchunk(body: bytes) -> bytes:
    """Return a body without its chunks' sizes; one that has none, though its header says so."""
    stream = BytesIO(body)
    parts: list[bytes] = []
    while line := stream.readline():
        try:
            size = int(line.partition(b";")[0], 16)
        except ValueError:
            if not parts:
                return body
            raise Unusable("damaged_body") from None
        parts.append(stream.read(size))
        if size == 0:
            return b"".join(parts)
        if len(parts[-1]) < size:
            break
        stream.readline()
    raise Unusable("truncated")
