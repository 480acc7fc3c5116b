"""What a replica is asked and what it answers, and the files that its pages name."""

import struct
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.reading.attachments import MEDIA_TYPES
from tests.portals.files import file_of, text_of

HTML = "text/html;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a portal sees it: the path with its query, the Host header, the user agent.

    `headers` have lower-case names; `body` is what a POST carries.
    """

    target: str
    host: str
    agent: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without query, percent-decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters, the last value of each."""
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @property
    def form(self) -> dict[str, str]:
        """The fields that a POST carries, the last value of each."""
        pairs = parse_qs(self.body.decode(), keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @property
    def base(self) -> str:
        """The portal's own address without a slash at the end."""
        return f"http://{self.host}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before it is put on the wire."""

    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)


def page(text: str, status: int = 200, content_type: str = HTML) -> Answer:
    """Return a text as an answer in UTF-8."""
    return Answer(text.encode(), status, content_type)


def redirect(location: str, status: int = 301) -> Answer:
    """Return a redirect to an address, which may be relative."""
    return Answer(b"", status, headers={"Location": location})


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def picture() -> Answer:
    """Return a grey PNG of one pixel, whatever the address ends in."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\x00\x80")
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return Answer(b"\x89PNG\r\n\x1a\n" + parts, content_type="image/png")


def document(name: str) -> Answer:
    """Return a file of the kind that its name ends in, with a text that says its name."""
    kind = MEDIA_TYPES[PurePosixPath(name).suffix.lower()]
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Answer(file_of(name, text_of(name)), content_type=kind, headers=disposition)
