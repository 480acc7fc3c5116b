"""Extraction: the recorded portals in full, and what makes a page no article."""

import csv
import json
import tarfile
import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from lxml import html

from bench.body_quality import measure, read_corpus, sample
from crawler.article import Flag
from crawler.blocking import Blocked, classify
from crawler.extract import NotAnArticle, extract
from crawler.page import Page
from crawler.platforms import make, recognise
from crawler.reading.body import read_content
from crawler.reading.byline import Byline, find_credits, parse_authors, parse_field, take_byline
from tests.portals.recorded import corpus

ORIGIN = "http://127.0.0.1:8802"
CAPTURED = datetime(2024, 12, 1, tzinfo=UTC)


@cache
def responses(name: str) -> tuple[list[dict[str, str]], dict[str, bytes]]:
    with tarfile.open(corpus(name)) as tar:
        content = {m.name: file.read() for m in tar if (file := tar.extractfile(m))}
    rows = csv.DictReader(content["index.tsv"].decode().splitlines(), delimiter="\t")
    return list(rows), content


def expectations(name: str, file: str) -> dict[str, dict[str, Any]]:
    lines = responses(name)[1].get(file, b"").decode().splitlines()
    return {entry["url"]: entry for entry in map(json.loads, lines)}


def nfc(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return [nfc(item) for item in value]
    return unicodedata.normalize("NFC", value) or None


@pytest.mark.parametrize(("name", "count"), [("nukeviet", 94), ("nukeviet-prefix", 14)])
def test_recorded_nukeviet_articles(name: str, count: int) -> None:
    """Every fact of every recorded capture, those fetched again, edited or mobile too."""
    rows, content = responses(name)
    expected = expectations(name, "expected.jsonl")
    edited = expected | expectations(name, "expected_after_edit.jsonl")
    platform, read = make("nukeviet"), 0
    for row in rows:
        if row["status"] != "200" or platform.article_key(ORIGIN + row["url"]) is None:
            continue
        entries = edited if "after an edit" in row["note"] else expected
        page = Page(ORIGIN + row["url"], content[row["file"]], row["content_type"])
        article = extract(page, site="langson/van-lang", platform=platform, captured_at=CAPTURED)
        entry, read = entries[row["url"].partition("?")[0]], read + 1
        table_rows = [nfc(" | ".join(cells)) for table in entry["tables"] for cells in table]
        assert recognise(page).name == "nukeviet"
        assert article.key == f"langson/van-lang:{entry['id']}"
        assert article.canonical_url == ORIGIN + entry["url"]
        assert article.title == nfc(entry["title"])
        assert article.lead == nfc(entry["lead"])
        assert [p for p in article.body if p not in table_rows] == nfc(entry["body"])
        assert [p for p in article.body if p in table_rows] == table_rows
        assert list(article.captions) == nfc([caption["text"] for caption in entry["captions"]])
        assert list(article.authors) == nfc(entry["authors"])
        assert article.source == nfc(entry["source"])
        assert article.section == nfc(entry["category"])
        assert set(article.tags) == set(nfc(entry["tags"]))
        assert article.published_at == datetime.fromisoformat(entry["published_at"])
        assert article.updated_at == datetime.fromisoformat(entry["edited_at"])
        files = [path.rpartition("/")[2] for path in entry["attachments"]]
        assert [file.name for file in article.attachments] == files
    assert read == count


@pytest.mark.parametrize("name", ["nukeviet", "nukeviet-prefix"])
def test_recorded_nukeviet_lists_lead_to_every_article(name: str) -> None:
    """From the home page over sections and pagers; no copy, search or tag page among them."""
    rows, content = responses(name)
    pages = {row["url"]: row for row in rows if row["kind"] == "page"}
    platform = make("nukeviet")
    waiting, seen, found = ["/"], set[str](), set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen or path not in pages:
            continue
        seen.add(path)
        listing = platform.parse_list(Page(ORIGIN + path, content[pages[path]["file"]]))
        found |= {key for url in listing.articles if (key := platform.article_key(url))}
        ways = (*listing.sections, *filter(None, [listing.next_url]))
        waiting += [url.removeprefix(ORIGIN) for url in ways]
    recorded = {str(entry["id"]) for entry in expectations(name, "expected.jsonl").values()}
    assert found >= recorded
    assert name != "nukeviet" or found == recorded


def test_recorded_hanoi_bodies_and_dates() -> None:
    """Reach: F1 .985 (trafilatura on the whole page: .886), dates right on 99.5%."""
    scores = [measure(*page, against=False) for page in sample(corpus("hanoi-portal"))]
    assert sum(score.body for score in scores) / len(scores) >= 0.985
    assert sum(score.everything for score in scores) / len(scores) >= 0.998
    assert sum(score.date for score in scores) / len(scores) >= 0.995


def test_recorded_hanoi_accounts_are_never_authors() -> None:
    platform, accounts = make("liferay62"), {"admin", "ad min", "pho ban bien tap"}
    for _, url, body in read_corpus(corpus("hanoi-portal")):
        facts = platform.parse_article(Page(url, body, "text/html;charset=UTF-8"))
        assert facts.title
        authors = {author.lower() for author in facts.byline.authors}
        assert not authors & (accounts | {"admin admin"})


def test_recorded_hanoi_not_found_page_is_no_article() -> None:
    rows, content = responses("hanoi-portal")
    row = next(row for row in rows if row["kind"] == "not-found")
    url = "https://sotttt.hanoi.gov.vn/tin/-/view_content/1-x.html"
    assert make("liferay62").is_not_found(Page(url, content[row["file"]]))
    assert classify(200, content[row["file"]]) is Blocked.NOT_FOUND


def liferay(inner: str, key: str = "7") -> Page:
    page = f"<div class=asset-full-content><div class=asset-content id=_101_7>{inner}</div></div>"
    url = f"https://a.example.vn/tin/-/view_content/{key}-x.html"
    return Page(url, f"<html><body><div>{page}</div></body></html>".encode())


def flags(inner: str) -> tuple[Flag, ...]:
    found = extract(liferay(inner), site="a/b", platform=make("liferay62"), captured_at=CAPTURED)
    return found.flags


def test_flags() -> None:
    text = f"<div class=journal-content-article><p>{'Tin dài. ' * 40}</p></div>"
    assert flags(text) == (Flag.NO_TITLE, Flag.NO_DATE)
    scan = "<div class=journal-content-article><img src=/quet.jpg></div>"
    assert set(flags(scan)) >= {Flag.SCAN_ONLY, Flag.SHORT, Flag.NO_BODY}
    short = "<div class=journal-content-article><p>Mất điện ngày 3/5.</p></div>"
    assert Flag.SHORT in flags(short)
    assert Flag.NO_BODY not in flags(short)


@pytest.mark.parametrize(
    ("page", "status", "reason"),
    [
        (liferay("<p>x</p>"), 404, "not_found"),
        (liferay("<p>x</p>"), 429, "busy"),
        (liferay(""), 200, "empty"),
        (Page(liferay("").url, liferay("").body + b"<p>UBND xa</p>"), 200, "no_content"),
        (Page("https://a.example.vn/tin", liferay("<p>x</p>").body), 200, "no_article_address"),
        (Page(liferay("").url, b"<html><body><p>x</p></body></html>"), 200, "unknown_layout"),
    ],
)
def test_what_is_no_article(page: Page, status: int, reason: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        extract(
            page,
            site="a/b",
            platform=make("liferay62"),
            captured_at=CAPTURED,
            http_status=status,
        )
    assert caught.value.reason == reason


PAGE = b"<html><head><title>%s</title></head><body><p>x</p>%s</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "content_type", "reason"),
    [
        (200, PAGE % ("Thông báo bảo trì cầu treo".encode(), b"y" * 20_000), None, None),
        (200, PAGE % ("Hệ thống đang bảo trì".encode(), b""), None, Blocked.MAINTENANCE),
        (200, PAGE % (b"Just a moment...", b""), None, Blocked.CHALLENGE),
        (403, PAGE % (b"Just a moment...", b""), None, Blocked.CHALLENGE),
        (200, b'<script>document.cookie="D1N=ab";location.reload()</script>', None, "challenge"),
        (200, PAGE % (b"x", b"<script src=/_Incapsula_Resource>"), None, Blocked.CHALLENGE),
        (200, PAGE % (b"x", b"<script src=/_Incapsula_Resource>" + b"y" * 20_000), None, None),
        (200, PAGE % ("Đăng nhập".encode(), b'<input type="password">'), None, Blocked.LOGIN),
        (200, PAGE % ("Trang không tồn tại".encode(), b""), None, Blocked.NOT_FOUND),
        (200, b"  ", "text/html", Blocked.EMPTY),
        (200, b"%PDF-1.7", None, Blocked.NOT_HTML),
        (200, b"%PDF-1.7", "application/pdf", Blocked.NOT_HTML),
        (301, b"", "text/html", Blocked.REDIRECT),
        (502, b"", "text/html", Blocked.SERVER_ERROR),
        (410, b"", "application/json", Blocked.NOT_FOUND),
    ],
)
def test_blocking(
    status: int, body: bytes, content_type: str | None, reason: Blocked | None
) -> None:
    assert classify(status, body, content_type) == reason


def test_noise_is_left_out() -> None:
    lines = ["100%", "2261 lượt xem", "In Đọc bài", "toan canh so ket qs.jpg", "Thật.", "đã tặng"]
    lines += ["Các tin khác:", "Một tin khác"]
    markup = "".join(f"<p>{line}</p>" for line in lines)
    content = read_content([html.fragment_fromstring(markup, create_parent="div")], "https://a.vn/")
    assert content.body == ("Thật.",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Lý Lê, Trung tâm VH,TT và TT huyện", Byline(("Lý Lê",), "Trung tâm VH,TT và TT huyện")),
        ("Tin, ảnh: Bùi Hiệp", Byline(("Bùi Hiệp",), photo_credits=("Bùi Hiệp",))),
        ("Bài và ảnh: Phạm Linh.", Byline(("Phạm Linh",), photo_credits=("Phạm Linh",))),
        ("Ảnh: Thanh Nga", Byline(photo_credits=("Thanh Nga",))),
        ("Lê Thơ- Khắc Cường, Phòng VH, TT", Byline(("Lê Thơ", "Khắc Cường"), "Phòng VH, TT")),
        ("A Cớ", Byline(("A Cớ",))),
        ("Nguồn: Báo Lạng Sơn", Byline(source="Báo Lạng Sơn")),
    ],
)
def test_byline_of_the_last_line(line: str, expected: Byline) -> None:
    markup = f"<div><p>Hội nghị kết thúc tốt đẹp./.</p><p>{line}</p></div>"
    content = read_content([html.fragment_fromstring(markup)], "https://a.vn/")
    assert take_byline(content) == expected
    assert [block.text for block in content.blocks] == ["Hội nghị kết thúc tốt đẹp./."]


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("KT. CHỦ TỊCH", "<p align=right>Nguyễn Văn An</p>"),
        ("Dự hội nghị có:", "<p>Nguyễn Văn An</p>"),
        ("Hết.", "<p align=center><b>Phan Văn Khải</b></p>"),
        ("Hết.", "<p>Chi tiết xem tại đây./.</p>"),
        ("Hết.", "<p align=right>admin admin</p>"),
    ],
)
def test_what_is_no_byline(before: str, line: str) -> None:
    content = read_content([html.fragment_fromstring(f"<div><p>{before}</p>{line}</div>")], "")
    blocks = list(content.blocks)
    assert take_byline(content) == Byline()
    assert content.blocks == blocks


def test_author_fields() -> None:
    assert parse_field("Ban Biên tập, Trung Kiên") == Byline(("Ban Biên tập", "Trung Kiên"))
    assert parse_field("quantri") == Byline()
    assert parse_authors("Y Thông – H'Hen Niê (tổng hợp)") == Byline(("Y Thông", "H'Hen Niê"))
    assert parse_authors("một dòng chữ thường") == Byline()


def test_a_signature_that_stood_in_the_text_before() -> None:
    signed = "<p align=right><b>Lan Hà</b></p>"
    text = f"<div><p>Xã họp.</p>{signed}<p>Mua sim dễ như mua rau.</p><p>Ai cũng có.</p>{signed}"
    content = read_content([html.fromstring(text)], ORIGIN)
    assert take_byline(content).authors == ("Lan Hà",)
    kept = ["Xã họp.", "Lan Hà", "Mua sim dễ như mua rau.", "Ai cũng có."]
    assert [block.text for block in content.blocks] == kept


def test_a_signature_in_a_table_of_its_own() -> None:
    text = "<div><p>Xã họp.</p><table><tr><td>&nbsp;</td><td><p align=right><b>Lan Hà</b>"
    content = read_content([html.fromstring(text)], ORIGIN)
    byline = take_byline(content)
    assert [block.text for block in content.blocks] == ["Xã họp."]
    assert byline.authors == ("Lan Hà",)


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Toàn cảnh hội nghị (Ảnh: Phạm Linh)", ("Phạm Linh",)),
        ("Bà con xem sách. Ảnh: Thanh Nga", ("Thanh Nga",)),
        ("Ảnh minh họa (Nguồn ảnh: Internet)", ("Internet",)),
        ("Họp báo (Ảnh: https://www.example.vn/)", ("https://www.example.vn/",)),
        ("Đồng chí A phát biểu ( Ảnh trên)", ()),
        ("Ảnh: Triển lãm mở cửa ba ngày và thu hút nhiều người dân trong huyện đến xem", ()),
    ],
)
def test_credits_of_captions(caption: str, credit: tuple[str, ...]) -> None:
    assert find_credits([caption, caption]) == credit
