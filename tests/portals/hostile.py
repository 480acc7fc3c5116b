"""A portal that attacks its visitor: answers that do not end, bombs, headers without number.

Every address of `ATTACKS` answers in its own way; any other is a page.
"""

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli  # type: ignore[import-untyped]
from backports import zstd

from tests.portals.server import HOST
from tests.serving import in_a_thread

UNPACKED = 64 << 20
"""Bytes that a bomb unpacks to; it goes over the wire in a few kB."""
BLOCK = b"0" * 65_536


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(1, wbits=zlib.MAX_WBITS + 16)
    return packer.compress(data) + packer.flush()


BOMBS = {
    "gzip": _gzip(bytes(UNPACKED)),
    "gzip, gzip": _gzip(_gzip(bytes(UNPACKED))),
    "deflate": zlib.compress(bytes(UNPACKED), 1),
    "br": brotli.compress(bytes(UNPACKED), quality=1),
    "zstd": zstd.compress(bytes(UNPACKED)),
}
"""By content encoding."""


class Hostile(BaseHTTPRequestHandler):
    """Attacks by the address asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        attack = ATTACKS.get(self.path)
        if attack is not None:
            attack(self)
        elif self.path in ASTRAY:
            self.answer(b"", 302, Location=ASTRAY[self.path])
        elif self.path == "/":
            links = "".join(f'<li><a href="{path}">Tin</a></li>' for path in LISTED)
            self.answer(f"<html><title>Tin</title><ul>{links}</ul></html>".encode())
        else:
            self.answer(b"<html><title>Tin</title><p>Tin</p></html>")

    def handle_one_request(self) -> None:
        """Let a visitor that hangs up be."""
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Answer a body with headers; "_" stands for "-" in their names."""
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _begin(self, *headers: str) -> None:
        self.wfile.write("\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode())

    def endless_body(self) -> None:
        self._begin("Content-Type: text/html")
        while True:
            self.wfile.write(BLOCK)

    def endless_chunks(self) -> None:
        self._begin("Content-Type: text/html", "Transfer-Encoding: chunked")
        while True:
            self.wfile.write(b"10000\r\n" + BLOCK + b"\r\n")

    def large_by_its_own_word(self) -> None:
        self._begin("Content-Type: text/html", f"Content-Length: {1 << 40}")
        self.wfile.write(BLOCK)

    def slow_drip(self) -> None:
        self._begin("Content-Type: text/html", "Content-Length: 1000000")
        while True:
            self.wfile.write(b"0")
            time.sleep(0.1)

    def silence(self) -> None:
        self.rfile.read(1)

    def endless_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X-Tin: 0123456789\r\n" * 200)

    def endless_header(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Tin: ")
        while True:
            self.wfile.write(BLOCK)

    def endless_interim(self) -> None:
        while True:
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100)

    def no_http(self) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        self.close_connection = True

    def gzip_bomb(self) -> None:
        self.answer(BOMBS["gzip"], Content_Encoding="gzip")

    def twofold_bomb(self) -> None:
        self.answer(BOMBS["gzip, gzip"], Content_Encoding="gzip, gzip")

    def deflate_bomb(self) -> None:
        self.answer(BOMBS["deflate"], Content_Encoding="deflate")

    def brotli_bomb(self) -> None:
        self.answer(BOMBS["br"], Content_Encoding="br")

    def zstd_bomb(self) -> None:
        self.answer(BOMBS["zstd"], Content_Encoding="zstd")

    def no_gzip(self) -> None:
        self.answer(b"\x1f\x8b no gzip", Content_Encoding="gzip")

    def log_message(self, *_args: object) -> None:
        """Keep stderr quiet."""


TOO_LARGE: dict[str, Callable[[Hostile], None]] = {
    f"/{attack.__name__}": attack
    for attack in (
        Hostile.endless_body,
        Hostile.endless_chunks,
        Hostile.large_by_its_own_word,
        Hostile.endless_headers,
        Hostile.endless_interim,
        Hostile.gzip_bomb,
        Hostile.twofold_bomb,
        Hostile.deflate_bomb,
        Hostile.brotli_bomb,
        Hostile.zstd_bomb,
    )
}
TOO_SLOW: dict[str, Callable[[Hostile], None]] = {
    "/slow_drip": Hostile.slow_drip,
    "/silence": Hostile.silence,
}
BROKEN: dict[str, Callable[[Hostile], None]] = {
    "/endless_header": Hostile.endless_header,
    "/no_http": Hostile.no_http,
    "/no_gzip": Hostile.no_gzip,
}
ASTRAY = {
    "/to_itself": "/to_itself",
    "/to_metadata": "http://169.254.169.254/latest/meta-data/",
    "/to_a_file": "file:///etc/passwd",
    "/to_a_neighbour": "http://10.0.0.1/",
    "/to_nowhere": "http://[",
}
"""Redirects that lead nowhere good."""
PAGES = tuple(f"/tin-{number}" for number in range(1, 6))
LISTED = (*TOO_LARGE, *ASTRAY, *PAGES)
"""What the start page links to; the other attacks are tried again for too long."""
ATTACKS = {**TOO_LARGE, **TOO_SLOW, **BROKEN}


@contextmanager
def serve_hostile(handler: type[Hostile] = Hostile) -> Iterator[str]:
    """Serve the hostile portal until the block ends; give its address without a slash."""
    server = ThreadingHTTPServer((HOST, 0), handler)
    server.daemon_threads = True
    with in_a_thread(server):
        yield f"http://{HOST}:{server.server_port}"
