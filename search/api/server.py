"""The web server of `khotin serve`."""

import socket
from typing import Final

import click
import uvicorn

from crawler.config import Config
from crawler.errors import PortInUse
from search.api.app import create_app

MAX_CONNECTIONS: Final = 1000
"""Browsers keep some open; a further one is answered 503 at once instead of waiting long."""
GRACE: Final = 5
"""Seconds that requests under way have when the server is stopped."""


def run(config: Config, host: str, port: int) -> None:
    """Serve until interrupted; raises PortInUse if the port, or the address, cannot be had."""
    settings = uvicorn.Config(
        create_app(config),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
    )
    with listen(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Kho Tin answers at http://{shown}:{listening.getsockname()[1]}/", err=True)
        uvicorn.Server(settings).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises PortInUse if the port, or the address, cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        message = f"cannot listen on {host}, port {port}: {error.strerror}; --port takes another"
        raise PortInUse(message) from error
    # asyncio does so for sockets that it opens itself; without it each answer waits 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
