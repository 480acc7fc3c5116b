"""A portal's folder between machines: only what the last holder keeps counts, and it is whole."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Exchange, WarcWriter, read_page, repair_tails
from crawler.errors import ArchiveDamaged, StorageError
from crawler.folders import LEDGER, WARC, ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import Location, Outcome, State
from operations.passage import Fenced, Passage

SITE = "mau/xa"


class Machine:
    """A data folder, and the work of a crawl in it: pages kept one by one."""

    def __init__(self, root: Path, name: str) -> None:
        self.data = root / name
        self.store = root / "store"
        self.store.mkdir(exist_ok=True)
        self.folder = self.data / SITE
        self.crawls: list[Crawl] = []

    def passage(self, token: int) -> Passage:
        return Passage(self.store, self.data, SITE, token)

    def begin(self) -> "Crawl":
        self.crawls.append(Crawl(self.folder))
        return self.crawls[-1]

    def end(self) -> None:
        for crawl in self.crawls:
            crawl.writer.abandon()
            crawl.ledger.close()

    def pages(self) -> dict[str, bytes]:
        """Return the body of every capture by its key, read from WARC."""
        with Ledger(ledger_path(self.data, SITE)) as ledger:
            rows = ledger.query("SELECT key, warc, offset FROM capture")
        folder = self.folder / WARC
        return {key: read_page(folder / name, offset).body for key, name, offset in rows}


class Crawl:
    """A crawl that can be left at any moment, as by kill -9: its file is open, not sealed."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / LEDGER)
        repair_tails(folder / WARC, self.ledger)
        self.writer = WarcWriter(folder / WARC, folder.name, self.ledger)

    def keep(self, key: str) -> None:
        """Put a page on disk, then acknowledge it."""
        place = self.write(key)
        url, at = f"http://xa.example.vn/{key}", 1_700_000_000_000
        with self.ledger.transaction():
            self.ledger.acknowledge_warc(place)
            self.ledger.add_addresses([(key, url)], run=1)
            outcome = Outcome(key, url, State.CAPTURED)
            self.ledger.settle_address(outcome, at)
            self.ledger.add_capture(outcome, at, 200, place)

    def write(self, key: str) -> Location:
        """Put a page on disk and acknowledge nothing."""
        page = Exchange(
            f"http://xa.example.vn/{key}",
            datetime(2025, 6, 1, tzinfo=UTC),
            [],
            200,
            "OK",
            [(b"Content-Type", b"text/html")],
            body(key),
        )
        place = self.writer.append(page)
        self.writer.flush()
        return place

    def end(self) -> None:
        """Seal the file, as a crawl that comes to its end."""
        self.writer.close()
        self.ledger.close()


def body(key: str) -> bytes:
    return f"<p>Tin số {key} của xã</p>".encode()


def bodies(*keys: str) -> dict[str, bytes]:
    return {key: body(key) for key in keys}


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path, "may-1")
    yield machine
    machine.end()


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path, "may-2")
    yield machine
    machine.end()


def test_a_killed_crawl_goes_on_elsewhere_from_its_last_copy(
    first: Machine, second: Machine
) -> None:
    passage = first.passage(1)
    passage.check_out()
    crawl = first.begin()
    crawl.keep("1")
    crawl.write("written, not acknowledged")
    passage.check_in()
    crawl.keep("2")  # and then the machine is gone
    passage = second.passage(2)
    passage.check_out()
    assert second.pages() == bodies("1")
    crawl = second.begin()
    crawl.keep("3")
    crawl.end()
    passage.check_in()
    first.passage(3).check_out()
    assert first.pages() == bodies("1", "3")
    assert all(path.is_symlink() for path in (first.folder / WARC).iterdir())


def test_a_worker_that_comes_back_writes_nothing_that_counts(
    first: Machine, second: Machine
) -> None:
    old, new = first.passage(41), second.passage(42)
    old.check_out()
    crawl = first.begin()
    crawl.keep("1")
    old.check_in()
    new.check_out()
    crawl.keep("late")
    with pytest.raises(Fenced):
        old.check_in()
    taken_over = second.begin()
    taken_over.keep("2")
    taken_over.end()
    new.check_in()
    crawl.keep("later")
    with pytest.raises(Fenced):
        old.check_in()
    first.passage(43).check_out()
    assert first.pages() == bodies("1", "2")


def test_a_token_is_void_from_the_moment_a_later_one_is_drawn(
    first: Machine, second: Machine
) -> None:
    second.passage(8).check_out()
    with pytest.raises(Fenced):
        first.passage(7).check_out()


def test_what_was_kept_here_since_is_not_thrown_away(first: Machine) -> None:
    passage = first.passage(1)
    passage.check_out()
    crawl = first.begin()
    crawl.keep("1")
    passage.check_in()
    crawl.keep("2")
    first.passage(2).check_out()
    assert first.pages() == bodies("1", "2")


def test_a_portal_crawled_before_there_was_a_store_is_brought_in(
    first: Machine, second: Machine
) -> None:
    crawl = first.begin()
    crawl.keep("1")
    crawl.end()
    first.passage(1).check_out()  # and dies before it did anything
    second.passage(2).check_out()
    assert second.pages() == bodies("1")


def test_neither_of_two_archives_of_a_portal_is_thrown_away(
    first: Machine, second: Machine
) -> None:
    for machine, key in ((first, "1"), (second, "2")):
        crawl = machine.begin()
        crawl.keep(key)
        crawl.end()
    first.passage(1).check_out()
    with pytest.raises(ArchiveDamaged, match="move one away"):
        second.passage(2).check_out()
    assert second.pages() == bodies("2")


def test_a_store_that_is_not_mounted_is_not_a_new_one(first: Machine, second: Machine) -> None:
    passage = first.passage(1)
    passage.check_out()
    crawl = first.begin()
    crawl.keep("1")
    crawl.end()
    passage.leave()
    away = first.store.rename(first.store.with_name("elsewhere"))
    with pytest.raises(StorageError, match="is not there"):
        second.passage(2).check_out()
    first.store.mkdir()  # another one is mounted in its place
    with pytest.raises(ArchiveDamaged, match="is gone"):
        first.passage(3).check_out()
    shutil.rmtree(first.store)
    away.rename(first.store)
    first.passage(4).check_out()
    assert first.pages() == bodies("1")


def test_a_disk_that_is_left_keeps_links_alone(first: Machine) -> None:
    passage = first.passage(1)
    passage.check_out()
    crawl = first.begin()
    crawl.keep("1")
    crawl.end()
    passage.leave()
    assert [path.is_symlink() for path in (first.folder / WARC).iterdir()] == [True]
    assert first.pages() == bodies("1")


def test_the_store_keeps_one_of_each_file(first: Machine, second: Machine) -> None:
    for token, machine in ((1, first), (2, second), (3, first)):
        passage = machine.passage(token)
        passage.check_out()
        crawl = machine.begin()
        crawl.keep(str(token))
        if token != 2:
            crawl.end()
        passage.check_in()
    names = [path.name for path in first.store.rglob("*.warc.gz")]
    assert len(names) == len(set(names)) == 3
    assert len(list(first.store.rglob(LEDGER))) == 1
