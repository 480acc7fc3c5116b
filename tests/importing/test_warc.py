"""WARC and WACZ files as other crawlers write them, whole and damaged."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from fastwarc import ArchiveIterator, WarcRecordType
from fastwarc.stream_io import BrotliWriter, ZstdWriter
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.errors import ArchiveDamaged
from crawler.importing.record import Unusable
from crawler.importing.warc import read_warc
from tests.importing.warcs import (
    DATE,
    HOST,
    LATER,
    Vault,
    address,
    answer,
    html,
    page,
    payload_digest,
    record,
)

BODY = html()
TYPE = "Content-Type: text/html; charset=utf-8"
CHUNKS = b"%x;a=b\r\n%s\r\n8\r\n<!-- -->\r\n0\r\nExpires: 0\r\n\r\n" % (len(BODY), BODY)


def packed(encoding: str, body: bytes) -> bytes:
    return answer(body, TYPE, f"Content-Encoding: {encoding}")


def squeeze(writer: Callable[[io.BytesIO], Any]) -> bytes:
    buffer = io.BytesIO()
    stream = writer(buffer)
    stream.write(BODY)
    stream.close()
    return buffer.getvalue()


def test_what_warcio_writes_is_kept_with_its_time_and_headers(vault: Vault) -> None:
    path = vault.folder / "bản ghi.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file)
        sent = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), ("X-Khac", "1")], "HTTP/1.1"
        )
        asked = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
        dated = {"WARC-Date": DATE, "WARC-IP-Address": "10.1.2.3"}
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "x"}))
        writer.write_request_response_pair(
            writer.create_warc_record(address(1), "request", http_headers=asked),
            writer.create_warc_record(
                address(1),
                "response",
                io.BytesIO(BODY),
                len(BODY),
                http_headers=sent,
                warc_headers_dict=dated,
            ),
        )
    assert vault.count(path) == {"captured": 1}
    assert vault.captured() == [(address(1), DATE)]
    (kept,) = vault.kept().values()
    info, response = ArchiveIterator(io.BytesIO(gzip.decompress(kept)))
    assert info.record_type == WarcRecordType.warcinfo
    assert response.headers["Khotin-Origin"].startswith("bản ghi.warc.gz:")
    assert response.headers["WARC-Date"] == "2023-01-02T03:04:05.000Z"
    assert response.headers["WARC-IP-Address"] == "10.1.2.3"
    assert response.http_headers["X-Khac"] == "1"


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(answer(BODY, TYPE, status="HTTP/1.0 200 OK"), id="http-1.0"),
        pytest.param(answer(BODY, TYPE, status="HTTP/2 200"), id="http-2"),
        pytest.param(answer(BODY), id="no-content-type"),
        pytest.param(answer(BODY, TYPE, end="\n"), id="bare-line-feeds"),
        pytest.param(answer(CHUNKS, TYPE, "Transfer-Encoding: chunked"), id="chunked"),
        pytest.param(answer(BODY, TYPE, "Transfer-Encoding: chunked"), id="not-chunked"),
        pytest.param(packed("gzip", gzip.compress(BODY)), id="gzip"),
        pytest.param(packed("x-gzip", gzip.compress(BODY)), id="x-gzip"),
        pytest.param(packed("deflate", zlib.compress(BODY)), id="deflate"),
        pytest.param(packed("deflate", zlib.compress(BODY, wbits=-15)), id="raw-deflate"),
        pytest.param(packed("br", squeeze(BrotliWriter)), id="br"),
        pytest.param(packed("zstd", squeeze(ZstdWriter)), id="zstd"),
        pytest.param(packed("identity", BODY), id="identity"),
        pytest.param(packed("utf-8", BODY), id="no-encoding-at-all"),
        pytest.param(packed("gzip", BODY), id="gzip-undone"),
        pytest.param(packed("br", BODY), id="br-undone"),
    ],
)
def test_an_article_in_any_dress(vault: Vault, block: bytes) -> None:
    path = vault.write("a.warc.gz", [record(f"<{address(1)}>", block)])
    assert vault.count(path) == {"captured": 1}
    (found,) = vault.pages()
    assert found.url == address(1)
    assert found.body.removesuffix(b"<!-- -->") == BODY
    assert vault.count(path) == {"known": 1}


LOGIN = html("Đăng nhập", links='<input type="password">')
CHALLENGE = b'<html><script src="/_Incapsula_Resource?x=1"></script></html>'


@pytest.mark.parametrize(
    ("block", "headers", "reason", "is_still_wanted"),
    [
        (answer(BODY, TYPE), ["WARC-Truncated: length"], "truncated", True),
        (answer(b"800\r\n<html>", "Transfer-Encoding: chunked"), [], "truncated", True),
        (packed("gzip", gzip.compress(BODY)[:-12]), [], "damaged_body", True),
        (packed("br", squeeze(BrotliWriter)[:-3]), [], "damaged_body", True),
        (b"", [], "no_http", True),
        (BODY, [], "no_http", True),
        (answer(BODY, TYPE, status="HTTP/1.1 404 Not Found"), [], "not_found", False),
        (answer(b"", "Location: /", status="HTTP/1.1 302 Found"), [], "redirect", False),
        (answer(BODY, TYPE, status="HTTP/1.1 503 Busy"), [], "busy", True),
        (answer(CHALLENGE, TYPE), [], "challenge", True),
        (answer(html("Hệ thống đang bảo trì"), TYPE), [], "maintenance", True),
        (answer(LOGIN, TYPE), [], "login", True),
        (answer(html("Không tìm thấy trang"), TYPE), [], "not_found", False),
        (answer(b" ", TYPE), [], "empty", True),
        (answer(b"%PDF-1.4", "Content-Type: application/pdf"), [], "not_html", False),
    ],
)
def test_what_is_no_article_is_counted_by_reason(
    vault: Vault, block: bytes, headers: list[str], reason: str, is_still_wanted: bool
) -> None:
    path = vault.write("a.warc.gz", [record(address(1), block, *headers)])
    wanted = {"new_addresses": 1} if is_still_wanted else {}
    assert vault.count(path) == {reason: 1, **wanted}
    assert vault.captured() == []
    assert vault.states() == ({address(1): "pending"} if is_still_wanted else {})


def test_other_records_are_passed_over(vault: Vault) -> None:
    block = answer(BODY, TYPE)
    kinds = ["request", "resource", "metadata", "conversion", "continuation", "warcinfo"]
    records = [record(address(1), block, kind=kind) for kind in kinds]
    records.append(record(f"dns:{HOST}", b"20230102030405\nvanlang.example. 1 IN A 10.1.2.3"))
    report = vault.take(vault.write("a.warc.gz", records))
    assert (report.portals, report.elsewhere, report.errors) == ({}, {}, [])


IDENTICAL = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
UNCHANGED = "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified"
REVISIT = partial(record, address(1), date=LATER, kind="revisit")


@pytest.mark.parametrize(
    ("revisit", "outcome"),
    [
        (
            [IDENTICAL, f"WARC-Refers-To-Target-URI: {address(1)}", f"WARC-Refers-To-Date: {DATE}"],
            True,
        ),
        ([IDENTICAL, f"WARC-Payload-Digest: {payload_digest(BODY)}"], True),
        ([UNCHANGED], True),
        ([IDENTICAL, f"WARC-Payload-Digest: {payload_digest(b'x')}"], False),
        ([IDENTICAL, f"WARC-Refers-To-Date: {LATER}"], False),
    ],
    ids=["by-date", "by-digest", "not-modified", "another-payload", "another-date"],
)
def test_a_revisit_shows_the_page_again(vault: Vault, revisit: list[str], outcome: bool) -> None:
    status = "HTTP/1.1 304 Not Modified" if revisit == [UNCHANGED] else "HTTP/1.1 200 OK"
    path = vault.write("a.warc.gz", [page(1), REVISIT(answer(b"", status=status), *revisit)])
    found = "revisited" if outcome else "revisit_of_nothing"
    assert vault.count(path) == {"captured": 1, found: 1}
    again = [(address(1), LATER)] if outcome else []
    assert vault.captured() == [(address(1), DATE), *again]
    assert {found.body for found in vault.pages()} == {BODY}
    assert vault.count(path)["known"] == 1 + outcome


def test_a_revisit_of_what_nobody_kept_is_still_wanted(vault: Vault) -> None:
    path = vault.write("a.warc.gz", [REVISIT(answer(b""), UNCHANGED)])
    assert vault.count(path) == {"revisit_of_nothing": 1, "new_addresses": 1}


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize("what", ["byte", "head", "checksum", "hole", "end"])
def test_a_damaged_member_is_skipped_and_said(vault: Vault, what: str) -> None:
    members = [gzip.compress(page(number)) for number in range(1, 6)]
    bad = members[2]
    members[2] = {
        "byte": flip(bad, len(bad) // 2),
        "head": flip(bad, 0),
        "checksum": flip(bad, len(bad) - 6),
        "hole": bad[:60],
        "end": bad,
    }[what]
    if what == "end":
        members[4] = members[4][:-20]
    path = vault.folder / "a.warc.gz"
    path.write_bytes(b"".join(members))
    report = vault.take(path)
    (error,) = report.errors
    assert isinstance(error, ArchiveDamaged)
    offset = len(b"".join(members[: 4 if what == "end" else 2]))
    assert str(error).startswith(f"a.warc.gz: byte {offset}: ")
    lost = 5 if what == "end" else 3
    assert [url for url, _ in vault.captured()] == [address(n) for n in range(1, 6) if n != lost]


def test_a_plain_file_is_damaged_where_its_digest_says_so(vault: Vault) -> None:
    block = answer(BODY, TYPE)
    digest = f"WARC-Block-Digest: {payload_digest(block)}"
    good, bad = record(address(1), block, digest), record(address(2), block[:-1] + b"x", digest)
    cut = page(3)[:-300]
    report = vault.take(vault.write("a.warc", [good, bad, cut], packed=False))
    assert [error.exit_code for error in report.errors] == [9, 9]
    assert vault.captured() == [(address(1), DATE)]
    assert vault.states() == {address(1): "captured", address(2): "pending", address(3): "pending"}


def test_a_file_packed_as_one_member(vault: Vault) -> None:
    path = vault.folder / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(page(number) for number in range(20))))
    assert vault.count(path) == {"captured": 20}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_wacz(vault: Vault, method: int) -> None:
    path = vault.folder / "a.wacz"
    with zipfile.ZipFile(path, "w", method) as wacz:
        wacz.writestr("datapackage.json", "{}")
        wacz.writestr("archive/data.warc.gz", gzip.compress(page(1)) + gzip.compress(page(2)))
        wacz.writestr("archive/more.warc", page(3))
    assert vault.count(path) == {"captured": 3}
    assert vault.count(path) == {"known": 3}


def test_a_damaged_wacz_is_said(vault: Vault) -> None:
    path = vault.folder / "a.wacz"
    with zipfile.ZipFile(path, "w") as wacz:
        wacz.writestr("archive/1.warc.gz", gzip.compress(page(1)))
        wacz.writestr("archive/2.warc.gz", gzip.compress(page(2)))
    data = path.read_bytes()
    path.write_bytes(flip(data, data.index(b"PK\x01\x02") - 40))
    assert [error.exit_code for error in vault.take(path).errors] == [9]
    assert vault.captured() == [(address(1), DATE)]
    path.write_bytes(data[: len(data) // 2])
    assert [error.exit_code for error in vault.take(path).errors] == [9]
    (vault.folder / "no.wacz").write_bytes(b"no zip")
    assert [error.exit_code for error in vault.take(vault.folder / "no.wacz").errors] == [9]


WAYBACK = "https://web.archive.org/web"


@pytest.mark.parametrize("prefix", ["20221114050000id_/", "20221114050000/", "20221114050000if_/"])
def test_the_wayback_machine_gives_back_address_and_time(vault: Vault, prefix: str) -> None:
    linked = "".join(
        f'<a href="{start}/web/20221114050000/{address(number)}">bài</a>'
        for number, start in enumerate(["https://web.archive.org", "//web.archive.org", ""], 2)
    )
    block = answer(html(links=linked), TYPE)
    path = vault.write("a.warc.gz", [record(f"{WAYBACK}/{prefix}{address(1)}", block)])
    assert vault.count(path) == {"captured": 1, "new_addresses": 3}
    assert vault.captured() == [(address(1), "2022-11-14T05:00:00Z")]
    assert vault.states().keys() == {address(number) for number in range(1, 5)}
    assert b"web.archive.org" in vault.pages()[0].body, "kept as it was sent"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_breaks_the_reading(data: st.DataObject) -> None:
    whole = b"".join(gzip.compress(page(number)) for number in range(4))
    if data.draw(st.booleans()):
        whole = gzip.decompress(whole)
    at = data.draw(st.integers(0, len(whole) - 1))
    noise = data.draw(st.binary(max_size=40))
    broken = whole[:at] + noise + whole[at + data.draw(st.integers(0, 200)) :]
    lines: list[str] = []
    intact = 0
    for found in read_warc(io.BytesIO(broken), "a", lines.append):
        try:
            intact += found.load().body == BODY
        except Unusable:
            continue
    assert intact >= 2 or whole.startswith(b"WARC"), lines
