"""`python -m tests.portals start|stop|status|serve`: all three replicas on fixed loopback ports."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import click
from platformdirs import user_state_path

from crawler.errors import IncompleteRun, KhotinError
from tests.portals.server import HOST, serve

DEMO = ("liferay62", "nukeviet", "generic")
"""What `make run` shows; sites/*.toml are their entries."""
START_SECONDS = 20.0
STOP_SECONDS = 10.0
port_base = click.option(
    "--port-base", default=8811, show_default=True, help="Port of the first replica."
)


def state_path(base: int, kind: str) -> Path:
    """Return the path of the file that keeps `kind` ("pid" or "log") for the servers at a port."""
    return user_state_path("khotin", ensure_exists=True) / f"portals-{base}.{kind}"


def running(base: int) -> int | None:
    """Return the process that serves from a port on, None if there is none.

    The process holds a lock on its pid file, so that a number left over by a crash deceives nobody.
    """
    path = state_path(base, "pid")
    if not path.exists():
        return None
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None


def addresses(base: int) -> str:
    """Return a line a replica: its name and its address."""
    lines = (f"Sample portal {name} at http://{HOST}:{base + n}/" for n, name in enumerate(DEMO))
    return "\n".join(lines)


def hold(base: int) -> IO[str]:
    """Write this process into the pid file and lock it for as long as the file is open.

    Who has the ports has the file; to wait here is to wait for `running` to look at it.
    """
    file = state_path(base, "pid").open("a+")
    fcntl.flock(file, fcntl.LOCK_EX)
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


@click.group(help=__doc__)
def main() -> None:
    """Group the four commands."""


@main.command("serve", help="Serve in the foreground until Ctrl-C or SIGTERM.")
@port_base
def serve_command(port_base: int) -> None:
    """Serve all replicas; the pid file is written when every one of them answers."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with ExitStack() as stack:
        for place, name in enumerate(DEMO):
            stack.enter_context(serve(name, port=port_base + place))
        stack.enter_context(hold(port_base))
        click.echo(addresses(port_base))
        ended.wait()


@main.command(help="Serve in the background; nothing happens if they already run.")
@port_base
def start(port_base: int) -> None:
    """Start `serve` as a process of its own and wait until it answers."""
    if running(port_base) is None:
        log = state_path(port_base, "log")
        command = [sys.executable, "-m", "tests.portals", "serve", "--port-base", str(port_base)]
        with log.open("w") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd=Path(__file__).parents[2],
            )
        deadline = time.monotonic() + START_SECONDS
        while running(port_base) != process.pid:
            if process.poll() is not None:
                click.echo(log.read_text().strip().rpartition("\n")[2], err=True)
                sys.exit(process.returncode)
            if time.monotonic() > deadline:
                process.terminate()
                message = f"the replicas did not start within {START_SECONDS:.0f} s, see {log}"
                raise IncompleteRun(message)
            time.sleep(0.05)
    click.echo(addresses(port_base))


@main.command(help="End the background servers; nothing happens if none run.")
@port_base
def stop(port_base: int) -> None:
    """Ask the process to end and wait until it has."""
    process = running(port_base)
    if process is None:
        click.echo("not running")
        return
    os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running(port_base) == process:
        if time.monotonic() > deadline:
            message = f"process {process} did not end within {STOP_SECONDS:.0f} s"
            raise IncompleteRun(message)
        time.sleep(0.05)
    click.echo("stopped")


@main.command(help="Say whether they run; exit code 1 if not.")
@port_base
def status(port_base: int) -> None:
    """Print the addresses or "not running"."""
    process = running(port_base)
    click.echo(addresses(port_base) if process else "not running")
    sys.exit(0 if process else 1)


if __name__ == "__main__":
    try:
        main()
    except KhotinError as error:
        click.echo(error, err=True)
        sys.exit(error.exit_code)
