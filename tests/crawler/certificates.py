"""HTTPS servers on loopback with certificates of an authority of their own."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

from tests.serving import in_a_thread


@dataclass(frozen=True, slots=True)
class Authority:
    """A root, and the intermediate that signs; `folder` holds what is given as files."""

    folder: Path
    root: trustme.CA
    intermediate: trustme.CA

    @classmethod
    def in_folder(cls, folder: Path) -> "Authority":
        root = trustme.CA()
        root.cert_pem.write_to_path(str(folder / "root.pem"))
        intermediate = root.create_child_ca()
        intermediate.cert_pem.write_to_path(str(folder / "intermediate.pem"))
        return cls(folder, root, intermediate)

    @property
    def trusted(self) -> Path:
        """The file that OpenSSL takes for the system's trust by SSL_CERT_FILE."""
        return self.folder / "root.pem"

    @property
    def bundle(self) -> Path:
        """The intermediate, as an operator would save it."""
        return self.folder / "intermediate.pem"

    def context(
        self, host: str = "localhost", *, whole: bool = True, days: int = 30
    ) -> ssl.SSLContext:
        """Return a server's side for a host, with the chain or the last certificate alone."""
        now = datetime.now(UTC)
        leaf = self.intermediate.issue_cert(
            host, not_before=now - timedelta(days=60), not_after=now + timedelta(days=days)
        )
        chain = leaf.cert_chain_pems if whole else leaf.cert_chain_pems[:1]
        return _context(leaf.private_key_pem, *chain)

    def self_signed(self) -> ssl.SSLContext:
        """Return a server's side whose certificate is its own issuer."""
        own = trustme.CA()
        return _context(own.private_key_pem, own.cert_pem)


def _context(key: trustme.Blob, *chain: trustme.Blob) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with trustme.Blob(b"".join(part.bytes() for part in (key, *chain))).tempfile() as path:
        context.load_cert_chain(path)
    return context


class _Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"" if self.path == "/robots.txt" else b"<html><p>Tin</p></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Keep stderr quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a client that refuses our certificate be."""


@contextmanager
def serve_tls(context: ssl.SSLContext) -> Iterator[str]:
    """Serve a page over HTTPS until the block ends; give its address."""
    server = _Server(("127.0.0.1", 0), _Page)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    with in_a_thread(server):
        yield f"https://localhost:{server.server_port}/tin-1"
