"""WARC in and out: what a portal answered, kept as it answered.

One gzip member a record (ISO 28500, WARC 1.1).
"""

import hashlib
import io
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.errors import ArchiveDamaged, StorageError
from crawler.ledger import Ledger
from crawler.outcomes import Location
from crawler.page import Page

SOFTWARE = "khotin/0.1"
MAX_FILE_BYTES = 1 << 30
"""A file that has grown to this size is sealed and the next one begun (Heritrix's default)."""
COMPRESSION = 6
"""zlib's default: half the time of warcio's fixed level 9 for 2% more bytes on portal pages."""
ORIGIN = "Khotin-Origin"
"""Our own WARC header: file and byte from which a record was imported."""
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""The profile of a revisit record (ISO 28500, 6.7.3): the server said that nothing changed."""
HOP_BY_HOP = frozenset({b"transfer-encoding", b"connection", b"keep-alive"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request and what came back.

    `body` is as it was sent: still compressed, but not chunked.
    """

    url: str
    at: datetime
    request_headers: Sequence[tuple[bytes, bytes]]
    status: int
    reason: str
    response_headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    ip_address: str | None = None
    method: str = "GET"
    request_body: bytes = b""
    origin: str | None = None
    """Where somebody else's archive held it; the request is not known then."""
    rendered: bytes | None = None
    """What a browser's scripts made of the body."""

    def header(self, name: bytes) -> str | None:
        """Return a response header by its name in lower case, None without one."""
        values = (value for key, value in self.response_headers if key.lower() == name)
        found = next(values, None)
        return None if found is None else found.decode("latin-1")


class WarcFile:
    """A WARC file being written.

    `flush` puts on disk what `append` took; nothing counts before that.
    """

    def __init__(self, path: Path) -> None:
        """Create the file, which must not exist, with its warcinfo record."""
        self.name = path.name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = path.open("xb")
        self._sha256 = hashlib.sha256()
        self.size = 0
        self.records = 0
        self._builder = WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")
        info = {"software": SOFTWARE, "format": "WARC File Format 1.1"}
        self._write(self._builder.create_warcinfo_record(self.name, info))

    def append(self, exchange: Exchange) -> int:
        """Write the response record and, if known, its request record.

        Return the offset of the response's.
        """
        date = exchange.at.astimezone(UTC).isoformat(timespec="milliseconds")
        headers = {"WARC-Date": date.replace("+00:00", "Z")}
        if exchange.ip_address:
            headers["WARC-IP-Address"] = exchange.ip_address
        if exchange.origin:
            headers[ORIGIN] = exchange.origin
        if exchange.status == HTTPStatus.NOT_MODIFIED:
            headers["WARC-Profile"] = NOT_MODIFIED
        response = self._builder.create_warc_record(
            exchange.url,
            "revisit" if exchange.status == HTTPStatus.NOT_MODIFIED else "response",
            payload=io.BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=StatusAndHeaders(
                f"{exchange.status} {exchange.reason}".rstrip(),
                _header_lines(exchange.response_headers),
                protocol="HTTP/1.1",
            ),
            warc_headers_dict=headers,
        )
        offset = self._write(response)
        if exchange.origin:
            return offset
        request = self._builder.create_warc_record(
            exchange.url,
            "request",
            payload=io.BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=StatusAndHeaders(
                f"{exchange.method} {_target(exchange.url)} HTTP/1.1",
                _header_lines(exchange.request_headers),
                is_http_request=True,
            ),
            warc_headers_dict={
                "WARC-Date": headers["WARC-Date"],
                "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
            },
        )
        self._write(request)
        if exchange.rendered is not None:
            self._write_rendered(exchange.url, exchange.rendered, response.rec_headers)
        return offset

    def _write_rendered(self, url: str, rendered: bytes, response: StatusAndHeaders) -> None:
        """Write a conversion record (ISO 28500, 6.7): what scripts made of a response."""
        record = self._builder.create_warc_record(
            url,
            "conversion",
            payload=io.BytesIO(rendered),
            length=len(rendered),
            warc_content_type="text/html",
            warc_headers_dict={
                "WARC-Date": response.get_header("WARC-Date"),
                "WARC-Refers-To": response.get_header("WARC-Record-ID"),
            },
        )
        self._write(record)

    def _write(self, record: object) -> int:
        buffer = io.BytesIO()
        self._builder.out = buffer
        self._builder.write_record(record)
        member = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        data = member.compress(buffer.getbuffer()) + member.flush()
        offset = self.size
        self._file.write(data)
        self._sha256.update(data)
        self.size += len(data)
        self.records += 1
        return offset

    def flush(self) -> None:
        """Put everything on disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> str:
        """Close the file and return its SHA-256 in hexadecimal."""
        self._file.close()
        return self._sha256.hexdigest()


class WarcWriter:
    """Writes a run's exchanges into files of about 1 GiB, each announced to the ledger first."""

    def __init__(self, folder: Path, prefix: str, ledger: Ledger) -> None:
        """Take the portal's WARC folder, the beginning of its file names, and its ledger."""
        self._folder = folder
        self._prefix = prefix
        self._ledger = ledger
        self._open: WarcFile | None = None
        self._count = 0

    def append(self, exchange: Exchange) -> Location:
        """Write an exchange; raises StorageError when the disk does not take it."""
        try:
            if self._open is not None and self._open.size >= MAX_FILE_BYTES:
                self.close()
            file = self._open = self._open or self._begin()
            offset = file.append(exchange)
        except OSError as error:
            raise _storage_error(self._folder, error) from error
        return Location(file.name, offset, file.size, file.records)

    def _begin(self) -> WarcFile:
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
        name = f"{self._prefix}-{stamp}-{self._count:05d}.warc.gz"
        self._count += 1
        self._ledger.open_warc(name)
        return WarcFile(self._folder / name)

    def flush(self) -> None:
        """Put on disk what was appended; raises StorageError."""
        try:
            if self._open is not None:
                self._open.flush()
        except OSError as error:
            raise _storage_error(self._folder, error) from error

    def close(self) -> None:
        """Flush, and seal the open file with its digest."""
        if self._open is None:
            return
        self.flush()
        file, self._open = self._open, None
        self._ledger.seal_warc(file.name, file.close())

    def abandon(self) -> None:
        """Close the open file as it is; what was not acknowledged is cut by the next run."""
        file, self._open = self._open, None
        if file is not None:
            # The disk that refused the last write may refuse what closing writes, too.
            with suppress(OSError):
                file.close()


def repair_tails(folder: Path, ledger: Ledger) -> int:
    """Cut from files that a killed run left open what was never acknowledged, and seal them.

    Return the bytes cut.

    Acknowledged bytes are never touched: a file shorter than the ledger says is left for `khotin
    doctor`.
    """
    cut = 0
    for row in ledger.query("SELECT name, size FROM warc WHERE sha256 IS NULL"):
        path = folder / row["name"]
        written = path.stat().st_size if path.exists() else 0
        if written < row["size"]:
            continue
        cut += written - row["size"]
        if row["size"] == 0:
            path.unlink(missing_ok=True)
            ledger.forget_warc(row["name"])
            continue
        os.truncate(path, row["size"])
        ledger.seal_warc(row["name"], file_sha256(path))
    return cut


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_page(path: Path, offset: int) -> Page:
    """Return the response kept at an offset as a Page, its content encoding undone.

    Raises ArchiveDamaged if there is no whole response record.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            records = ArchiveIterator(
                file, record_types=WarcRecordType.response, auto_decode="content"
            )
            record = next(iter(records), None)
            if record is None or record.stream_pos != offset:
                message = f"{path}: no response record at byte {offset}"
                raise ArchiveDamaged(message)
            body = record.reader.read()
            return Page(
                record.headers["WARC-Target-URI"], body, record.http_headers.get("Content-Type")
            )
    except OSError as error:
        message = f"{path}: byte {offset}: {error}"
        raise ArchiveDamaged(message) from error


def _header_lines(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in headers
        if name.lower() not in HOP_BY_HOP
    ]


def _target(url: str) -> str:
    """Return the request target: the address without scheme and host."""
    path = url.split("://", 1)[-1]
    return "/" + path.split("/", 1)[1] if "/" in path else "/"


def _storage_error(folder: Path, error: OSError) -> StorageError:
    return StorageError(f"{folder}: {error.strerror}; what was kept before is whole")
