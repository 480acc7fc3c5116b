"""A TCP proxy on loopback that is slow, or cuts connections, whatever is spoken through it."""

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

from tests.serving import in_a_thread

BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a connection.

    `delay`: seconds before each block is passed on, either way. `cut_after`: bytes of the answer
    after which the connection ends, by a reset if `reset`. `requests`: how many are passed on; it
    ends when another comes.
    """

    delay: float = 0.0
    cut_after: int | None = None
    reset: bool = False
    requests: int | None = None


class FaultyProxy(socketserver.ThreadingTCPServer):
    """Spoils each connection as the next of `faults` says, over and over."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, target: str, faults: Sequence[Fault]) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        parts = urlsplit(target)
        self.target = (str(parts.hostname), parts.port or 80)
        self.faults = faults
        self.numbers = count()

    @property
    def url(self) -> str:
        """The proxy's own address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Connection(socketserver.BaseRequestHandler):
    server: FaultyProxy
    request: socket.socket

    def handle(self) -> None:
        fault = self.server.faults[next(self.server.numbers) % len(self.server.faults)]
        with socket.create_connection(self.server.target) as server:
            asking = threading.Thread(target=_pass_on, args=(self.request, server, fault))
            asking.start()
            with suppress(OSError):
                self._answer(server, fault)
            for end in (self.request, server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RD)
            asking.join()
            if fault.reset:
                linger = struct.pack("ii", 1, 0)
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.request.close()

    def _answer(self, server: socket.socket, fault: Fault) -> None:
        left = fault.cut_after
        while left is None or left > 0:
            block = server.recv(BLOCK)
            if not block:
                return
            time.sleep(fault.delay)
            self.request.sendall(block[:left])
            left = None if left is None else left - len(block)


def _pass_on(source: socket.socket, target: socket.socket, fault: Fault) -> None:
    """Pass requests on; of small ones, each comes as one block."""
    with suppress(OSError):
        for number in count():
            block = source.recv(BLOCK)
            if number == fault.requests:
                target.shutdown(socket.SHUT_RDWR)
            if not block or number == fault.requests:
                return
            time.sleep(fault.delay)
            target.sendall(block)


@contextmanager
def faulty_proxy(target: str, *faults: Fault) -> Iterator[FaultyProxy]:
    """Serve the proxy before an address in a thread of its own."""
    with in_a_thread(FaultyProxy(target, faults)) as server:
        yield server
