"""Files that articles offer: what the ledger keeps of them, and what is read in them."""

import io
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Exchange, WarcWriter
from crawler.article import Attachment
from crawler.attachment_reading import read_apart, read_attachments
from crawler.attachments import (
    MAX_ATTEMPTS,
    FileCapture,
    FileText,
    FileVisit,
    is_kept,
    reading_mark,
    register,
    settle,
    store_text,
    texts_of,
    unread,
    wanted,
)
from crawler.folders import WARC, ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import Location, State
from crawler.reading import files
from crawler.reading.files import MAX_TEXT, read_file
from tests.portals.files import RECORDED, WRITERS, pdf, scan

HOSTS = {"xa.example.vn"}
FILE = "https://xa.example.vn/tep/ke-hoach.pdf"
PLACE = Location("a.warc.gz", 10, 20, 2)
PARAGRAPHS = (
    "KẾ HOẠCH Nạo vét kênh Tào Khê đoạn qua xã Đại Đồng năm 2024",
    "Sở GD&ĐT: Nguyễn Thị Lường, Hoà Bình, dưới <5 tuổi>",
    "Số thứ tự 1",
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite")


def offer(ledger: Ledger, *urls: str, key: str = "12") -> None:
    with ledger.transaction():
        types = {".pdf": "application/pdf", ".zip": "application/zip"}
        register(ledger, key, [Attachment(url, "tệp", types.get(url[-4:])) for url in urls])


def visit(ledger: Ledger, state: State, digest: str = "a1", at: int = 5) -> None:
    place = PLACE if state is State.CAPTURED else None
    with ledger.transaction():
        settle(ledger, FileVisit(FILE, state, "why", "application/pdf", digest), at, place)


def read(ledger: Ledger, capture: FileCapture, text: FileText, reader: int = 1) -> None:
    with ledger.transaction():
        store_text(ledger, capture, reader, text)


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_a_file_is_read_by_its_content(ending: str) -> None:
    decomposed = [unicodedata.normalize("NFD", text) for text in PARAGRAPHS]
    found = read_file(WRITERS[ending](decomposed))
    assert found.outcome == "read"
    words = " ".join((found.text or "").split())
    assert [text for text in PARAGRAPHS if text not in words] == []


@pytest.mark.parametrize(
    ("ending", "text"),
    [(".doc", "Về lịch tiếp công dân quý IV năm 2021"), (".xls", "1 Nhân công 18.400.000")],
)
def test_the_old_formats_of_word_and_excel_are_read(ending: str, text: str) -> None:
    found = read_file(RECORDED[ending].read_bytes())
    assert text in (found.text or "").splitlines()


def test_a_picture_of_a_page_says_so() -> None:
    assert read_file(scan()) == FileText("scan_only")


def test_a_long_text_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_TEXT >= 100_000
    monkeypatch.setattr(files, "MAX_TEXT", 20)
    found = read_file(pdf(PARAGRAPHS))
    assert found == FileText("read", PARAGRAPHS[0][:20], cut=True)


def test_what_is_no_document_has_no_text() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("danh-sach.txt", "Danh sách")
    assert read_file(packed.getvalue()) == FileText("unknown_type")
    assert read_file(b"<html><p>Session ended</p></html>") == FileText("unknown_type")
    assert read_file(b"%PDF-1.4\n" + bytes(range(256)) * 20) == FileText("unreadable")


def test_a_document_that_unpacks_to_a_hundred_times_its_size_is_not_unpacked() -> None:
    packed = io.BytesIO(WRITERS[".docx"](PARAGRAPHS))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("word/footnotes.xml", "w") as entry,
    ):
        for _ in range(120):
            entry.write(bytes(1 << 20))
    assert read_file(packed.getvalue()) == FileText("unreadable")


def keep(folder: Path, *bodies: bytes) -> list[FileCapture]:
    """Write answers to WARC and note them as captures of files; returns them."""
    with Ledger(folder / "ledger.sqlite") as ledger:
        writer = WarcWriter(folder / WARC, "x", ledger)
        for number, body in enumerate(bodies):
            url = f"https://xa.example.vn/{number}.pdf"
            offer(ledger, url)
            exchange = Exchange(url, datetime.now(UTC), [], 200, "OK", [], body)
            place = writer.append(exchange)
            writer.flush()
            with ledger.transaction():
                settle(ledger, FileVisit(url, State.CAPTURED, sha256=str(number)), 5, place)
        writer.close()
        return unread(ledger, 1, 100)


def test_files_are_read_in_processes_and_a_damaged_record_harms_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "mau" / "xa"
    captures = keep(folder, pdf(PARAGRAPHS), scan(), b"%PDF-1.4 nothing")
    with Ledger(ledger_path(tmp_path, "mau/xa")) as ledger, ledger.transaction():
        ledger.execute("UPDATE attachment_capture SET offset = 7 WHERE id = ?", captures[1].id)
    counts = read_attachments(tmp_path, "mau/xa")
    assert counts == {"read": 1, "damaged_record": 1, "unreadable": 1}
    with Ledger(ledger_path(tmp_path, "mau/xa")) as ledger:
        assert PARAGRAPHS[0] in (texts_of(ledger, "12")[captures[0].url].text or "")
    assert read_attachments(tmp_path, "mau/xa") == {}


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    (capture,) = keep(tmp_path, pdf(PARAGRAPHS))
    assert read_apart(tmp_path / WARC, capture, seconds=0) == FileText("timeout")


def test_a_file_that_needs_too_much_memory_takes_only_its_own_process_down(tmp_path: Path) -> None:
    (capture,) = keep(tmp_path, pdf(PARAGRAPHS))
    without = read_apart(tmp_path / WARC, capture, seconds=20, memory=1 << 20)
    assert without in {FileText("crashed"), FileText("timeout")}
    assert read_apart(tmp_path / WARC, capture).outcome == "read"


def test_only_files_that_can_be_read_on_hosts_of_the_portal_are_wanted(ledger: Ledger) -> None:
    nameless = "https://xa.example.vn/LinkClick.aspx?fileticket=a"
    offer(ledger, FILE, nameless, "https://xa.example.vn/a.zip", "https://khac.example.vn/a.pdf")
    assert wanted(ledger, HOSTS) == [FILE, nameless]
    assert wanted(ledger, ()) == []


def test_a_file_is_fetched_once_and_one_that_fails_a_few_times(ledger: Ledger) -> None:
    offer(ledger, FILE)
    for _ in range(MAX_ATTEMPTS):
        assert wanted(ledger, HOSTS) == [FILE]
        visit(ledger, State.FAILED)
    assert wanted(ledger, HOSTS) == []
    assert wanted(ledger, HOSTS, recheck=True) == [FILE]
    visit(ledger, State.CAPTURED)
    assert wanted(ledger, HOSTS) == []
    assert is_kept(ledger, FILE, "a1")
    assert not is_kept(ledger, FILE, "b2")


def test_a_file_that_vanishes_or_changes_loses_no_text(ledger: Ledger) -> None:
    offer(ledger, FILE)
    offer(ledger, FILE, key="13")
    visit(ledger, State.CAPTURED)
    (first,) = unread(ledger, 1, 10)
    before = reading_mark(ledger, "12")
    read(ledger, first, FileText("read", "Bản đầu"))
    assert reading_mark(ledger, "12") != before
    visit(ledger, State.NOT_FOUND, at=6)
    row = ledger.query("SELECT state, gone_since FROM attachment")[0]
    assert tuple(row) == (State.CAPTURED, 6)
    assert texts_of(ledger, "13") == {FILE: FileText("read", "Bản đầu")}
    visit(ledger, State.CAPTURED, "b2", at=7)
    (second,) = unread(ledger, 1, 10)
    read(ledger, second, FileText("scan_only"))
    assert texts_of(ledger, "12") == {FILE: FileText("read", "Bản đầu")}
    read(ledger, second, FileText("read", "Bản sau"), reader=2)
    read(ledger, first, FileText("unreadable"), reader=2)
    assert texts_of(ledger, "12") == {FILE: FileText("read", "Bản sau")}
    kept = ledger.query("SELECT text FROM attachment_capture ORDER BY id")
    assert [row[0] for row in kept] == ["Bản đầu", "Bản sau"]
