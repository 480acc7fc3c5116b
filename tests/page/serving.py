"""The application of `khotin serve` on a free port, and a server that gives up some searches."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import uvicorn

from crawler.config import Config
from search.api.app import create_app
from search.api.server import listen
from tests.serving import in_a_thread

COMPATIBLE = "application/vnd.elasticsearch+json;compatible-with=8"


@contextmanager
def serving(config: Config) -> Iterator[str]:
    """Serve an archive; give the address, without a slash at its end."""
    server = uvicorn.Server(uvicorn.Config(create_app(config), log_level="error"))
    with listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def giving_up_at(word: bytes, target: str, status: int) -> Iterator[str]:
    """Give the address of a proxy before Elasticsearch, which gives up requests with a word.

    It says so as Elasticsearch does of a search that took too long, without taking so long.
    """
    given_up = json.dumps({"error": {"type": "search_timeout_exception", "reason": "made up"}})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if word in body:
                self.answer(status, given_up.encode())
                return
            passed = HTTPConnection(urlsplit(target).netloc)
            passed.request("POST", self.path, body, dict(self.headers))
            answer = passed.getresponse()
            self.answer(answer.status, answer.read())
            passed.close()

        def answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", COMPATIBLE)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with in_a_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}"
