"""A disk that is full at every write: exit code 8, one line, and all arrives when there is room.

Each stage is begun with no room at all, and with a little more each time, until it gets through: so
every one of its writes is once the first that fails.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.folders import RUNS
from tests.faults.portal import ARTICLES, FILES, NOTICES, SITE, Noticeboard, SmallPortal
from tests.faults.seen import Seen, count, index, left
from tests.pipeline.archive import Archive
from tests.portals import serve

pytestmark = pytest.mark.drill

TMPFS = ("mount", "-t", "tmpfs", "-o")
FULL = ("No space left on device", "disk is full", "disk I/O error")
"""What the system and SQLite say; the last where even SQLite's index of its log finds no room."""
STEP = 96
"""kB of further room at each attempt."""


class SmallDisk:
    """A file system in memory whose size is what its content needs and some more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def leave(self, kilobytes: int) -> None:
        """Make the room that is left so large."""
        found = os.statvfs(self.folder)
        used = (found.f_blocks - found.f_bfree) * found.f_frsize // 1024
        options = f"remount,size={used + kilobytes}k"
        subprocess.run(["mount", "-o", options, str(self.folder)], check=True)

    def fill_until(self, works: Callable[[], Seen]) -> int:
        """Try with no room and with ever more; return how often the disk was full."""
        failed = 0
        while True:
            self.leave(4 + failed * STEP)
            seen = works()
            if seen.code == 0:
                return failed
            assert seen.code == 8, seen.said
            assert "Traceback" not in seen.said
            assert any(words in seen.said for words in FULL), seen.said
            failed += 1


@pytest.fixture
def disk(archive: Archive) -> Iterator[SmallDisk]:
    """The archive's data folder on a disk of its own; only root can make one."""
    archive.data.mkdir()
    mount = [*TMPFS, "size=60m", "tmpfs", str(archive.data)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("a small file system needs root and a kernel that lets it mount")
    yield SmallDisk(archive.data)
    subprocess.run(["umount", str(archive.data)], check=True)


def verb(archive: Archive, *arguments: str) -> Callable[[], Seen]:
    def run() -> Seen:
        done = archive.khotin(*arguments, code=None)
        return Seen(done.returncode, done.stderr)

    return run


def test_a_disk_that_is_full_at_every_write(archive: Archive, disk: SmallDisk) -> None:
    with serve(SmallPortal()) as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        assert disk.fill_until(verb(archive, "crawl")) > 1
    assert disk.fill_until(verb(archive, "extract", "--site", SITE)) > 0
    assert left(archive) == ARTICLES
    assert disk.fill_until(lambda: index(archive)) > 1
    disk.leave(10_000)
    assert index(archive).code == 0
    assert (left(archive), count(archive)) == (0, ARTICLES)
    archive.doctor()


def test_files_of_articles_on_a_full_disk(archive: Archive, disk: SmallDisk) -> None:
    with serve(Noticeboard()) as portal:
        starts = [portal.url + path for path in Noticeboard.starts]
        archive.add_site(SITE, "generic", *starts, attachments=True, **Noticeboard.options)
        archive.khotin("crawl")
        archive.khotin("extract", "--site", SITE)
        assert disk.fill_until(verb(archive, "crawl", "--attachments")) > 0
    disk.leave(10_000)
    archive.khotin("extract", "--site", SITE)
    assert index(archive).code == 0
    texts = [file["text"] for d in archive.documents().values() for file in d["attachments"]]
    assert (count(archive), len(texts), None in texts) == (NOTICES, FILES, False)


def test_a_report_that_cannot_be_written_fails_the_run_and_keeps_its_pages(
    archive: Archive, disk: SmallDisk
) -> None:
    runs = archive.data / SITE / RUNS
    runs.mkdir(parents=True)
    subprocess.run([*TMPFS, "size=4k", "tmpfs", str(runs)], check=True)
    (runs / "full").write_bytes(bytes(4096))
    try:
        with serve(SmallPortal()) as portal:
            archive.add_site(SITE, "nukeviet", portal.url + "/")
            said = archive.khotin("crawl", code=8).stderr
            assert "No space left on device; all pages are kept" in said
            assert "Traceback" not in said
            (runs / "full").unlink()
            archive.khotin("crawl")
            assert [path.suffix for path in runs.iterdir()] == [".json"]
    finally:
        subprocess.run(["umount", str(runs)], check=True)
    archive.khotin("extract", "--site", SITE)
    assert index(archive).code == 0
    assert count(archive) == ARTICLES
