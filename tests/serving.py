"""A server of Python's socketserver, served in a thread of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from typing import TypeVar

Server = TypeVar("Server", bound=BaseServer)
POLL = 0.01
"""Seconds in which it heeds that it shall stop."""


@contextmanager
def in_a_thread(server: Server) -> Iterator[Server]:
    """Serve until the block ends, and close the server then."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": POLL})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
