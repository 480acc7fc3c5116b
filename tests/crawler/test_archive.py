"""WARC: what is written is read back, damage is noticed, a killed run's tail is cut."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Exchange, WarcWriter, read_page, repair_tails
from crawler.errors import ArchiveDamaged
from crawler.folders import WARC, ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import Location, Outcome, State
from crawler.verification import Verification, verify_folder

SITE = "langson/van-lang"
TEXT = "<title>Thị trấn Na Sầm</title>" + "<p>Hội nghị tổng kết</p>" * 50


def exchange(number: int, *, compressed: bool = False) -> Exchange:
    body = TEXT.encode() + str(number).encode()
    headers = [(b"Content-Type", b"text/html; charset=utf-8"), (b"Transfer-Encoding", b"chunked")]
    if compressed:
        body = gzip.compress(body)
        headers.append((b"Content-Encoding", b"gzip"))
    return Exchange(
        url=f"http://vanlang.example/tin-tuc/bai-{number}.html?a=b",
        at=datetime(2024, 9, 8, 1, 2, 3, 456000, tzinfo=UTC),
        request_headers=[(b"Host", b"vanlang.example"), (b"User-Agent", b"KhoTin/0.1")],
        status=200,
        reason="OK",
        response_headers=headers,
        body=body,
        ip_address="127.0.0.1",
    )


def keep(data: Path, count: int, *, sealed: bool) -> list[Location]:
    """Write a run of article captures; not sealed is as a killed run leaves it."""
    places = []
    with Ledger(ledger_path(data, SITE)) as ledger:
        run = ledger.start_run()
        writer = WarcWriter(data / SITE / WARC, "van-lang", ledger)
        for number in range(count):
            item = exchange(number, compressed=number % 2 == 1)
            place = writer.append(item)
            writer.flush()
            outcome = Outcome(str(number), item.url, State.CAPTURED)
            with ledger.transaction():
                ledger.acknowledge_warc(place)
                ledger.add_addresses([(outcome.key, outcome.url)], run)
                ledger.settle_address(outcome, 1_725_757_323_456)
                ledger.add_capture(outcome, 1_725_757_323_456, 200, place)
            places.append(place)
        if sealed:
            writer.close()
        writer.abandon()
    return places


def file_of(data: Path) -> Path:
    (path,) = (data / SITE / WARC).glob("*.warc.gz")
    return path


def verify(data: Path) -> Verification:
    return verify_folder(data, SITE)


def test_pages_are_read_back_as_they_were_served(tmp_path: Path) -> None:
    places = keep(tmp_path, 4, sealed=True)
    for number, place in enumerate(places):
        page = read_page(tmp_path / SITE / WARC / place.file, place.offset)
        assert page.url == exchange(number).url
        assert page.text == TEXT + str(number)
        assert page.content_type == "text/html; charset=utf-8"


def test_another_reader_finds_standard_records(tmp_path: Path) -> None:
    keep(tmp_path, 2, sealed=True)
    with file_of(tmp_path).open("rb") as file:
        records = [(r.rec_type, r.rec_headers, r.http_headers) for r in ArchiveIterator(file)]
    assert [kind for kind, _, _ in records] == ["warcinfo", *["response", "request"] * 2]
    _, headers, http = records[1]
    assert headers.get_header("WARC-Date") == "2024-09-08T01:02:03.456Z"
    assert headers.get_header("WARC-IP-Address") == "127.0.0.1"
    assert headers.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert http.get_statuscode() == "200"
    assert http.get_header("Transfer-Encoding") is None, "the body is kept unchunked"
    _, request, line = records[2]
    assert request.get_header("WARC-Concurrent-To") == headers.get_header("WARC-Record-ID")
    assert f"{line.protocol} {line.statusline}" == "GET /tin-tuc/bai-0.html?a=b HTTP/1.1"


def test_reading_where_no_record_begins_fails(tmp_path: Path) -> None:
    place = keep(tmp_path, 2, sealed=True)[1]
    path = tmp_path / SITE / WARC / place.file
    for offset in (place.offset + 3, path.stat().st_size):
        with pytest.raises(ArchiveDamaged):
            read_page(path, offset)


def test_a_whole_folder_has_no_damage(tmp_path: Path) -> None:
    keep(tmp_path, 5, sealed=True)
    found = verify(tmp_path)
    assert (found.warc_files, found.records, found.captures, found.damage) == (1, 11, 5, [])


@pytest.mark.parametrize("cut", [1, 8, 300, 5000])
def test_truncation_is_noticed(tmp_path: Path, cut: int) -> None:
    keep(tmp_path, 30, sealed=True)
    path = file_of(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    (line,) = verify(tmp_path).damage
    assert "the file is cut short" in line
    assert path.name in line


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    places = keep(tmp_path, 5, sealed=True)
    path = file_of(tmp_path)
    data = bytearray(path.read_bytes())
    data[places[2].offset + 100] ^= 1
    path.write_bytes(data)
    (line,) = verify(tmp_path).damage
    assert f"byte {places[2].offset}" in line


def test_a_stranger_and_a_missing_file_are_noticed(tmp_path: Path) -> None:
    keep(tmp_path, 2, sealed=True)
    path = file_of(tmp_path)
    path.rename(path.with_name("other.warc.gz"))
    lines = verify(tmp_path).damage
    assert any("does not know this file" in line for line in lines)
    assert any("cut short or missing" in line for line in lines)


def test_a_damaged_ledger_is_said(tmp_path: Path) -> None:
    keep(tmp_path, 2, sealed=True)
    ledger_path(tmp_path, SITE).write_bytes(b"not a database" * 500)
    (line,) = verify(tmp_path).damage
    assert "not a database" in line


def test_the_tail_of_a_killed_run_is_cut_and_the_rest_sealed(tmp_path: Path) -> None:
    places = keep(tmp_path, 3, sealed=False)
    path = file_of(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\x1f\x8b half a record")
    assert verify(tmp_path).unacknowledged_bytes == 16
    with Ledger(ledger_path(tmp_path, SITE)) as ledger:
        assert repair_tails(path.parent, ledger) == 16
        assert repair_tails(path.parent, ledger) == 0
    assert path.read_bytes() == whole
    assert verify(tmp_path).damage == []
    assert read_page(path, places[-1].offset).text.endswith("2")


def test_a_short_file_is_damage_and_is_left_alone(tmp_path: Path) -> None:
    keep(tmp_path, 3, sealed=False)
    path = file_of(tmp_path)
    short = path.read_bytes()[:-10]
    path.write_bytes(short)
    with Ledger(ledger_path(tmp_path, SITE)) as ledger:
        assert repair_tails(path.parent, ledger) == 0
    assert path.read_bytes() == short
    assert "cut short" in verify(tmp_path).damage[0]


def test_a_file_of_which_nothing_was_acknowledged_goes(tmp_path: Path) -> None:
    with Ledger(ledger_path(tmp_path, SITE)) as ledger:
        writer = WarcWriter(tmp_path / SITE / WARC, "van-lang", ledger)
        writer.append(exchange(1))
        writer.flush()
        writer.abandon()
        assert repair_tails(tmp_path / SITE / WARC, ledger) > 0
    assert not list((tmp_path / SITE / WARC).iterdir())
    assert verify(tmp_path).damage == []
