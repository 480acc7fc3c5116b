"""Who presses Ctrl-C twice: the program ends at once, and nothing is left behind that waits."""

import random
import signal
import time
from pathlib import Path

import pytest

from bench.processes import descendants
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.generic import Generic

SITE = "mau/tin-tuc"
ROUNDS = 6


@pytest.fixture
def crawled(tmp_path: Path) -> Archive:
    """An archive whose captures nobody has read yet."""
    archive = Archive(tmp_path, "http://127.0.0.1:9", "unused")
    with serve(Generic()) as served:
        archive.add_site(SITE, "generic", served.url + "/")
        archive.khotin("crawl")
    return archive


def test_a_second_ctrl_c_ends_the_extraction_at_once(crawled: Archive) -> None:
    for _ in range(ROUNDS):
        extraction = crawled.start("extract", "--site", SITE)
        while len(below := list(descendants(extraction.pid))) < 3:  # tracker, fork server, worker
            assert extraction.poll() is None
            time.sleep(0.001)
        extraction.send_signal(signal.SIGINT)
        time.sleep(random.uniform(0, 0.1))
        extraction.send_signal(signal.SIGINT)
        extraction.communicate(timeout=20)
        assert extraction.returncode in {130, -signal.SIGINT}
        deadline = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in below):
            assert time.monotonic() < deadline
            time.sleep(0.01)
    crawled.khotin("extract")
