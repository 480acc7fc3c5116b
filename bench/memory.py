"""Memory of a crawl: how much its peak grows from 1,000 pages to many, on a portal made up here.

The portal is that of bench/portal.py; the crawl is a process of its own, whose peak (VmHWM, Linux)
is read from /proc when the portal has answered 1,000 pages, and when it has answered all.
"""

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from bench.fetch import khotin_environment, write_registry
from bench.figure import CHECKOUT, Figure, NotMeasurable
from bench.portal import serve
from bench.processes import peak

START = 1_000


def measure(pages: int = 10_000) -> list[Figure]:
    """Return by how many MB a crawl of `pages` pages grows after its first 1,000."""
    if not Path("/proc/self/status").exists():
        message = "memory is read from /proc, which this system does not have"
        raise NotMeasurable(message)
    with tempfile.TemporaryDirectory() as name, serve(pages) as portal:
        folder = Path(name)
        portal.reached |= {START: threading.Event(), pages: threading.Event()}
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
