"""The application of `khotin serve` on a free port, and a server that is slow at counting."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import uvicorn

from crawler.config import Config
from search.api.app import create_app
from search.api.server import listen


@contextmanager
def serving(config: Config) -> Iterator[str]:
    """Serve an archive; give the address, without a slash at its end."""
    server = uvicorn.Server(uvicorn.Config(create_app(config), log_level="error"))
    with listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@contextmanager
def slow_at(word: bytes, target: str, seconds: float) -> Iterator[str]:
    """Give the address of a proxy before Elasticsearch: requests with a word in them wait."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if word in body:
                time.sleep(seconds)
            passed = HTTPConnection(urlsplit(target).netloc)
            passed.request("POST", self.path, body, dict(self.headers))
            answer = passed.getresponse()
            content = answer.read()
            passed.close()
            self.send_response(answer.status)
            for name in ("Content-Type", "X-Elastic-Product"):
                self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                return  # nobody waits for the answer any more

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
