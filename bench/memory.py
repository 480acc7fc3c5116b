"""Memory of a crawl: how much its peak grows from 1,000 pages to many, on a portal made up here.

The portal is Liferay-like lists of 50 links and articles of some 20 KB, served by threads of this
process; the crawl is a process of its own, whose peak (VmHWM, Linux) is read from /proc when the
portal has answered 1,000 pages, and when it has answered all.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bench.fetch import khotin_environment, write_registry
from bench.figure import CHECKOUT, Figure, NotMeasurable

START = 1_000
PER_LIST = 50
LEAD = "Sáng nay, Ủy ban nhân dân huyện họp phiên thường kỳ để đánh giá kết quả trong tháng. "


class Portal(ThreadingHTTPServer):
    """A portal of `articles` articles; `reached` gives an event for a number of answers."""

    daemon_threads = True

    def __init__(self, articles: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.articles = articles
        self.answers = 0
        self._lock = threading.Lock()
        self.reached = {START: threading.Event(), articles: threading.Event()}

    def count(self) -> None:
        """Note an answer."""
        with self._lock:
            self.answers += 1
            if event := self.reached.get(self.answers):
                event.set()

    def page(self, address: str) -> str:
        """Return a list page, or an article's by its id."""
        parts = urlsplit(address)
        if "/-/view_content/" in parts.path:
            return _article(parts.path.rpartition("/")[2])
        return _list(int(parse_qs(parts.query).get("cur", ["1"])[0]), self.articles)


class Handler(BaseHTTPRequestHandler):
    """Answers in one write, without Nagle's delay: the crawl is measured, not the server."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Portal

    def do_GET(self) -> None:
        """Answer with a page."""
        robots = self.path == "/robots.txt"
        body = (b"" if robots else self.server.page(self.path).encode()) or b"\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if robots else "text/html; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.count()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _list(number: int, articles: int) -> str:
    first = (number - 1) * PER_LIST
    ids = range(first + 1, min(first + PER_LIST, articles) + 1)
    items = "".join(
        f'<div class="asset-abstract"><a href="/tin/-/view_content/{n}-phien-hop-thu-{n}.html">'
        f"Phiên họp thứ {n}</a></div>"
        for n in ids
    )
    more = f'<li><a href="/tin?cur={number + 1}">Tiếp</a></li>' if ids.stop <= articles else ""
    return (
        f'<html><head><title>Tin tức</title></head><body class="portlet-boundary">{items}'
        f'<ul class="lfr-pagination-buttons">{more}</ul></body></html>'
    )


def _article(name: str) -> str:
    paragraphs = "".join(f"<p>{LEAD}{name} {n}</p>" for n in range(150))
    return (
        f"<html><head><title>{name}</title></head><body>"
        f'<div class="asset-content" id="_101_{name.partition("-")[0]}">{paragraphs}</div></body>'
        "</html>"
    )


@contextmanager
def serve(articles: int) -> Iterator[Portal]:
    """Serve a made-up portal until the block ends."""
    with Portal(articles) as portal:
        thread = threading.Thread(target=portal.serve_forever, daemon=True)
        thread.start()
        try:
            yield portal
        finally:
            portal.shutdown()
            thread.join()


def peak(pid: int) -> float:
    """Return a process's peak of resident memory in MB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def measure(pages: int = 10_000) -> list[Figure]:
    """Return by how many MB a crawl of `pages` pages grows after its first 1,000."""
    if not Path("/proc/self/status").exists():
        message = "memory is read from /proc, which this system does not have"
        raise NotMeasurable(message)
    with tempfile.TemporaryDirectory() as name, serve(pages) as portal:
        folder = Path(name)
        write_registry(folder, [f"http://127.0.0.1:{portal.server_port}/tin"])
        crawl = subprocess.Popen(
            [sys.executable, "-m", "khotin", "crawl", "--json"],
            cwd=CHECKOUT,
            env={**os.environ, **khotin_environment(folder, "data")},
            stdout=subprocess.DEVNULL,
        )
        peaks = []
        for event in portal.reached.values():
            while not event.wait(1):
                if crawl.poll() is not None:
                    message = (
                        f"the crawl ended with {crawl.returncode} after {portal.answers} pages"
                    )
                    raise NotMeasurable(message)
            peaks.append(peak(crawl.pid))
        crawl.wait()
    return [
        Figure(
            f"memory, MB from {START:,} to {pages:,} pages", peaks[1] - peaks[0], 50, at_most=True
        )
    ]
