"""The replicas over real HTTP on loopback, with the faults that tests ask for."""

import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from errno import EADDRINUSE
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

from crawler.errors import PortInUse
from tests.portals.answer import Answer, Request, page
from tests.portals.drupal import Drupal
from tests.portals.generic import Generic
from tests.portals.liferay7 import Liferay7
from tests.portals.liferay62 import Liferay62
from tests.portals.liferay_keyless import LiferayKeyless
from tests.portals.modern_drupal import ModernDrupal
from tests.portals.newspaper import Newspaper
from tests.portals.nukeviet import NukeViet
from tests.portals.portal import Portal
from tests.portals.sharepoint import SharePoint
from tests.portals.tandan_sharepoint import TanDanSharePoint
from tests.portals.webcenter import WebCenter
from tests.portals.webforms import WebForms
from tests.portals.wordpress import WordPress
from tests.serving import in_a_thread

PORTALS: dict[str, type[Portal]] = {
    kind.name: kind
    for kind in (
        Drupal,
        ModernDrupal,
        Liferay62,
        Liferay7,
        LiferayKeyless,
        Newspaper,
        NukeViet,
        SharePoint,
        TanDanSharePoint,
        WebCenter,
        WebForms,
        WordPress,
        Generic,
    )
}
HOST = "127.0.0.1"
WINDOW = 60.0
"""Seconds over which NukeViet's flood blocker counts requests; it answers Retry-After: 59."""


@dataclass(slots=True)
class Faults:
    """What goes wrong on purpose, by the number of the request; 0 switches a fault off."""

    flood: int = 0
    fail_every: int = 0
    drop_every: int = 0
    latency: float = 0.0


@dataclass(slots=True)
class Served:
    """A replica that runs: its address without a slash at the end, and what it was asked so far."""

    url: str
    requests: list[tuple[float, int, str]] = field(default_factory=list)
    """Monotonic time in seconds, status and path with query of every request, in order."""
    at_once: int = 0
    """Requests that are being answered now."""
    most_at_once: int = 0

    @property
    def gaps(self) -> list[float]:
        """Seconds between each request and the one before."""
        times = [moment for moment, _, _ in self.requests]
        return [after - before for before, after in pairwise(times)]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # else body waits ~40 ms for the header's delayed acknowledgement
    )
    server: "PortalServer"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            self.path,
            headers.get("host", f"{HOST}:{self.server.server_port}"),
            headers.get("user-agent", ""),
            self.command,
            headers,
            self.rfile.read(int(headers.get("content-length", "0"))),
        )
        with self.server.counted():
            number, answer = self.server.ask(request)
            time.sleep(self.server.faults.latency)
            cut = self.server.faults.drop_every
            self._reply(answer, cut=bool(cut and number % cut == 0 and answer.status == 200))

    do_HEAD = do_GET  # noqa: N815 (http.server's name)
    do_POST = do_GET  # noqa: N815

    def _reply(self, answer: Answer, *, cut: bool) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
        if cut:
            self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Keep stderr quiet; `Served.requests` and the log file tell what was asked."""


class PortalServer(ThreadingHTTPServer):
    """One replica on one port; raises PortInUse if another program holds it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self, portal: Portal, port: int, faults: Faults | None = None, log: Path | None = None
    ) -> None:
        self.portal = portal
        self.faults = faults or Faults()
        self.log = log
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            if error.errno != EADDRINUSE:
                raise
            message = f"port {port} on {HOST} is in use by another program ({portal.name} needs it)"
            raise PortInUse(message) from None
        self.served = Served(f"http://{HOST}:{self.server_port}")
        self._recent: deque[float] = deque()
        self._lock = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a client that hangs up be; anything else is a fault of the replica and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a request while it is being answered."""
        with self._lock:
            self.served.at_once += 1
            self.served.most_at_once = max(self.served.most_at_once, self.served.at_once)
        try:
            yield
        finally:
            with self._lock:
                self.served.at_once -= 1

    def ask(self, request: Request) -> tuple[int, Answer]:
        """Return the request's number from 1 and the answer, and write both down."""
        with self._lock:
            now = time.monotonic()
            number = len(self.served.requests) + 1
            answer = self._fault(number, now) or self.portal.answer(request)
            self.served.requests.append((now, answer.status, request.target))
            if self.log:
                with self.log.open("a", encoding="utf-8") as lines:
                    lines.write(f"{time.time():.3f}\t{answer.status}\t{request.target}\n")
        return number, answer

    def _fault(self, number: int, now: float) -> Answer | None:
        faults = self.faults
        while self._recent and now - self._recent[0] > WINDOW:
            self._recent.popleft()
        self._recent.append(now)
        if faults.flood and len(self._recent) > faults.flood:
            answer = page("<title>Hãy đợi...</title>", 429)
            answer.headers["Retry-After"] = "59"
            return answer
        if faults.fail_every and number % faults.fail_every == 0:
            answer = page("busy", 503, "text/plain")
            answer.headers["Retry-After"] = "1"
            return answer
        return None


@contextmanager
def serve(
    portal: str | Portal,
    *,
    port: int = 0,
    edited: bool = False,
    flood: int = 0,
    fail_every: int = 0,
    drop_every: int = 0,
    latency: float = 0.0,
    log: Path | None = None,
) -> Iterator[Served]:
    """Serve a replica until the block ends, on a free port unless one is given.

    The replica is given by its name, or as the test made it.
    `edited` serves the articles' later texts. More than `flood` requests within 60 s are answered
    429, every `fail_every`th 503; every `drop_every`th response breaks off in the middle. Every
    answer takes `latency` seconds. `log` takes a line a request: epoch seconds, status, path.
    Raises KeyError for an unknown name, PortInUse for a port that another program holds.
    """
    faults = Faults(flood, fail_every, drop_every, latency)
    replica = PORTALS[portal](edited=edited) if isinstance(portal, str) else portal
    server = PortalServer(replica, port, faults, log)
    with in_a_thread(server):
        yield server.served
