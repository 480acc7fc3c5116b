"""A loopback proxy before the real Elasticsearch that spoils chosen bulk requests."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.serving import in_a_thread

Answer = tuple[int, dict[str, str], bytes]
Fault = Callable[[Callable[[], Answer], bytes], Answer | None]
"""Takes the way to the real server and the request's body; None cuts the connection."""


def status(code: int) -> Fault:
    """Answer with a status instead of asking the server."""
    body = json.dumps({"error": {"type": f"fault_{code}", "reason": "made up"}}).encode()
    return lambda _ask, _body: (code, {"content-type": "application/json"}, body)


def cut(_ask: Callable[[], Answer], _body: bytes) -> None:
    """Cut the connection before the server is asked."""


def lose_answer(ask: Callable[[], Answer], _body: bytes) -> None:
    """Let the server do its work, then cut the connection."""
    ask()


def larger_than(limit: int) -> Fault:
    """Answer 413 to a body over the limit, as http.max_content_length does."""
    return lambda ask, body: status(413)(ask, body) if len(body) > limit else ask()


def refuse_items(code: int, *places: int) -> Fault:
    """Pass the request without the items at these places, and answer `code` for each of them."""

    def fault(ask: Callable[[], Answer], _body: bytes) -> Answer:
        answered, headers, body = ask()
        answer = json.loads(body)
        for place in places:
            error = {"type": "es_rejected_execution_exception", "reason": "queue is full"}
            answer["items"][place] = {"index": {"status": code, "error": error}}
        return answered, headers, json.dumps(answer).encode()

    return fault


class FaultyServer(ThreadingHTTPServer):
    """Passes everything on but spoils one bulk request for each of `faults`, in order.

    `always` is the fault of every bulk request after them. `sizes` are those of all bodies.
    """

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = urlsplit(target).netloc
        self.faults: deque[Fault] = deque()
        self.always: Fault | None = None
        self.sizes: list[int] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """The proxy's own address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_fault(self, size: int) -> Fault | None:
        """Return what to do with the next bulk request."""
        with self.lock:
            self.sizes.append(size)
            return self.faults.popleft() if self.faults else self.always


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyServer

    def do_PUT(self) -> None:  # the client's bulk requests are PUTs
        body = self.rfile.read(int(self.headers.get("content-length", 0)))

        def ask() -> Answer:
            connection = HTTPConnection(self.server.target)
            sent = ("content-type", "accept")
            headers = {name: self.headers[name] for name in sent if name in self.headers}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            told = ("content-type", "x-elastic-product")
            kept = {name: answer.headers[name] for name in told if name in answer.headers}
            return answer.status, kept, content

        is_bulk = self.path.startswith("/_bulk")
        fault = self.server.next_fault(len(body)) if is_bulk else None
        result = fault(ask, body) if fault else ask()
        if result is None:
            self.close_connection = True
            return
        code, headers, content = result
        self.send_response(code)
        for name, value in {**headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT  # noqa: N815 - http.server's names

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def faulty_server(target: str) -> Iterator[FaultyServer]:
    """Serve the proxy in a thread of its own."""
    with in_a_thread(FaultyServer(target)) as server:
        yield server
