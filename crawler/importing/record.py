"""One answer that somebody else kept: where it was asked, when, and what was sent."""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urldefrag

from fastwarc.stream_io import BrotliReader, ZstdReader
from w3lib.url import safe_url_string

MAX_BYTES = 64 << 20
"""A block, or what it unpacks to, that is larger is no page."""
Headers = tuple[tuple[bytes, bytes], ...]

_BLANKS = b"\xef\xbb\xbf \t\r\n"
_ENCODINGS = {b"x-gzip": b"gzip", b"gzip": b"gzip", b"br": b"br", b"zstd": b"zstd"}
_WAYBACK = re.compile(
    r"^https?:/+web\.archive\.org/web/(\d{4,14})(?:[a-z]{2}_)?/(https?)(?::|%3A)/+(.+)$",
    re.IGNORECASE,
)
_WAYBACK_LINK = re.compile(
    rb"(?:https?:)?(?://web\.archive\.org)?/web/\d{14}(?:[a-z]{2}_)?/(?=https?://)"
)
_DEFAULT_PORT = re.compile(r"^(http://[^/?#]*):80(?=[/?]|$)|^(https://[^/?#]*):443(?=[/?]|$)")


class Unusable(ValueError):
    """A record that holds no whole answer; `reason` is a word that can be counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What a portal sent: `body` as it came but not chunked, `content` unpacked."""

    status: int
    reason: str
    headers: Headers
    body: bytes
    content: bytes

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as text, None without one."""
        for name, value in self.headers:
            if name.lower() == b"content-type":
                return value.decode("latin-1")
        return None


@dataclass(frozen=True, slots=True)
class Revisit:
    """A record without a body: the same was sent as at another time; what it says of that time.

    `unchanged` is a 304; otherwise the payload had this digest.
    """

    unchanged: bool
    digest: str | None = None
    refers_to_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An address at a time. `load` returns the answer, or raises Unusable; call it at once.

    `origin` says where it was read, `mirrored` that its links were made to lead to files, and
    `dated_by_file` that nothing but the file's own time says when it was kept.
    """

    url: str
    at: datetime
    origin: str
    load: Callable[[], Answer]
    ip_address: str | None = None
    revisit: Revisit | None = None
    mirrored: bool = False
    dated_by_file: bool = False


def restore_address(url: str, at: datetime) -> tuple[str, datetime]:
    """Return the portal's own address, and when it was asked.

    The Wayback Machine's addresses hold both: /web/20230114050000id_/http://… (UTC). The default
    port and the fragment go, what is no ASCII is escaped.
    """
    if found := _WAYBACK.match(url):
        url = f"{found[2].lower()}://{found[3]}"
        at = _wayback_time(found[1]) or at
    url = urldefrag(url)[0]
    if port := _DEFAULT_PORT.match(url):
        url = (port[1] or port[2]) + url[port.end() :]
    return (url if url.isascii() and " " not in url else safe_url_string(url)), at


def restore_links(body: bytes) -> bytes:
    """Return a page whose links lead to the portal again, not to the Wayback Machine's copies."""
    return _WAYBACK_LINK.sub(b"", body) if b"/web/" in body else body


def unpack_answer(status: int, reason: str, headers: Headers, body: bytes) -> Answer:
    """Return an answer with its content encoding undone.

    Archives keep bodies unpacked under headers that say otherwise: then the header goes. Raises
    Unusable for a body that is cut, damaged or too large.
    """
    stated = [value.strip().lower() for name, value in headers if _is_encoding(name)]
    if not stated or stated == [b"identity"]:
        return Answer(status, reason, _replace_encoding(headers, None), body, body)
    encoding = _ENCODINGS.get(stated[0]) if len(stated) == 1 else None
    try:
        if encoding is not None:
            content = _unpack(encoding, body)
            return Answer(status, reason, _replace_encoding(headers, encoding), body, content)
    except (OSError, zlib.error):
        pass  # not packed, or damaged: decided below
    if stated == [b"deflate"] and (content := _inflate(body)):
        return Answer(status, reason, _replace_encoding(headers, None), content, content)
    if not body.lstrip(_BLANKS).startswith((b"<", b"{", b"[")):
        raise Unusable("damaged_body")
    return Answer(status, reason, _replace_encoding(headers, None), body, body)


def _is_encoding(name: bytes) -> bool:
    return name.lower() == b"content-encoding"


def _replace_encoding(headers: Headers, encoding: bytes | None) -> Headers:
    others = tuple(header for header in headers if not _is_encoding(header[0]))
    return others if encoding is None else (*others, (b"Content-Encoding", encoding))


def _unpack(encoding: bytes, body: bytes) -> bytes:
    if encoding == b"gzip":
        unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
        content = unpacker.decompress(body, MAX_BYTES)
        if unpacker.unconsumed_tail:
            raise Unusable("too_large")
        if not unpacker.eof:
            raise Unusable("damaged_body")
        return content
    reader = BrotliReader if encoding == b"br" else ZstdReader
    content = reader(BytesIO(body)).read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Unusable("too_large")
    return content


def _inflate(body: bytes) -> bytes:
    """Return what a deflated body holds, with zlib's header as the standard has it or without."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(window)
        try:
            content = unpacker.decompress(body, MAX_BYTES)
        except zlib.error:
            continue
        if unpacker.eof:
            return content
    return b""


def _wayback_time(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def encode_headers(headers: Sequence[tuple[str, str]]) -> Headers:
    """Return headers as bytes, as they went over the wire."""
    return tuple((name.encode(), value.encode()) for name, value in headers)
