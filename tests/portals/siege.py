"""A portal that tries everything at once: what `hostile` does, and what never ends or misleads.

Its good articles are `GOOD`; `Outside` is a neighbour that nothing may lead to.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Final

from tests.portals.hostile import LISTED, PAGES, Hostile
from tests.portals.server import HOST
from tests.serving import in_a_thread

SCRIPT: Final = "<script>alert(document.domain)</script>"
TEXT: Final = (
    "Ủy ban nhân dân xã họp với bà con ở nhà văn hóa thôn về con đường mới, sáng thứ Hai. " * 4
)
GOOD: Final = (*PAGES, "/tin-6", "/tin-7", "/tin-8")
DEEP: Final = "/tin-7"
"""Of the good ones the one whose text no parser reaches; its title is read."""
MISLEADING: Final = (
    "/../../../../../../etc/tin-91",
    "/..%2f..%2f..%2fetc%2ftin-92",
    "/tin-93%0d%0aX-Injected:%201",
    "/tin-94\r\nX-Injected: 1",
    "/tin-95%00.html",
    "//169.254.169.254/tin-96",
    "file:///etc/tin-97",
    "javascript:alert(98)//tin-98",
    "http://nguoi:mat-khau@127.0.0.1/tin-99",
)
"""Links: out of the folder, into the headers, to other hosts and schemes."""
MALFORMED: Final = {
    "/tin-81": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -5\r\n\r\n",
    "/tin-82": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    "/tin-83": b"HTTP/9.9 abc\r\n\r\n",
    "/tin-84": b"\x00\xff" * 100,
}
"""Answers that are not HTTP."""


def page(title: str, body: str, head: str = "") -> bytes:
    """Return an article's page."""
    text = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
    return f"{text}<div class='noi-dung'>{body}</div></body></html>".encode()


def word_bomb() -> bytes:
    """Return a Word document of 200 MB of one letter, in 200 kB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(b"a" * (1 << 20))
    return packed.getvalue()


class Siege(Hostile):
    """Adds what never ends (`/vo-tan-…`, `/vong-…`, `/lich-…`), misleads, or is no HTTP."""

    outside: ClassVar[str] = ""
    cookies: ClassVar[set[str]] = set()
    injected: ClassVar[set[str]] = set()
    """What visitors sent back, and what they were made to send."""

    def do_GET(self) -> None:  # noqa: N802 (http.server's name)
        """Answer by the address's first word."""
        self.cookies.add(self.headers.get("Cookie", ""))
        self.injected.add(self.headers.get("X-Injected", ""))
        kind, _, number = self.path.strip("/").partition("-")
        match kind, number:
            case "", _:
                self.answer(self._start())
            case "vong", _:
                self.answer(b"", 302, Location=f"/vong-{int(number) + 1}")
            case "lich", _:
                self.answer(self._list(f"/lich-{int(number) + 1}"))
            case "vo", _:
                at = int(number.removeprefix("tan-"))
                self.answer(self._list(*(f"/vo-tan-{n}" for n in range(2 * at, 2 * at + 9))))
            case "bom.docx", _:
                self.answer(word_bomb(), Content_Disposition="attachment; filename=../../../x.docx")
            case _ if self.path in MALFORMED:
                self.wfile.write(MALFORMED[self.path])
                self.close_connection = True
            case "tin", _ if self.path in GOOD:
                self.answer(self._good(), Set_Cookie="a=" + "b" * 4000)
            case _:
                super().do_GET()

    def _start(self) -> bytes:
        traps = (*LISTED, *MISLEADING, *MALFORMED, "/vong-1", "/vo-tan-1", f"{self.outside}/tin-1")
        ways = (*GOOD, *traps)
        links = "".join(f'<li><a href="{way}">Tin</a></li>' for way in ways)
        return page("Trang chủ", f'<ul>{links}</ul><a rel="next" href="/lich-1">Sau</a>')

    def _list(self, *ways: str) -> bytes:
        links = "".join(f'<li><a href="{way}">Tin</a></li>' for way in ways)
        return page("Lịch", f'<ul>{links}</ul><a rel="next" href="{ways[0]}">Sau</a>')

    def _good(self) -> bytes:
        match self.path:
            case "/tin-6":
                title = SCRIPT.replace("<", "&lt;")
                return page(title, f"<p>{SCRIPT}{TEXT}</p><a href='/bom.docx'>Tệp</a>")
            case path if path == DEEP:
                return page("Sâu", "<div>" * 50_000 + f"<p>{TEXT}</p>", "<meta charset='utf-99'>")
            case "/tin-8":
                wide = " ".join(f"a{number}=1" for number in range(40_000))
                return page("Rộng", f"<p {wide}></p>{'<a ' * 60_000}<p>{TEXT}</p>")
            case _:
                away = f"<base href='{self.outside}/'><meta http-equiv='refresh' content='0;"
                away += f"url={self.outside}/'>"
                picture = f"<img src='{self.outside}/tin.jpg'>"
                return page(f"Tin {self.path[-1]}", f"<p>{TEXT}</p>{picture}", away)


@contextmanager
def serve_outside() -> Iterator[tuple[str, list[str]]]:
    """Serve a neighbour on another port; give its address and what it was asked for."""
    asked: list[str] = []

    class Outside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(500)

    server = ThreadingHTTPServer((HOST, 0), Outside)
    with in_a_thread(server):
        yield f"http://{HOST}:{server.server_port}", asked
