"""Notices that are nothing but a file: one run fetches it, reads it, and a search finds it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

from crawler.folders import ledger_path
from crawler.ledger import Ledger
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.answer import Answer, Request, page, redirect
from tests.portals.files import file_of
from tests.portals.generic import Generic
from tests.portals.server import Served
from tests.portals.story import File, Story

SITE = "mau/thong-bao"
WORDS = {
    "lich-cup-dien.pdf": "Lịch cúp điện khu vực chợ An Hữu để thay trụ đường dây trung thế",
    "danh-sach.docx": "Danh sách hộ nhận gạo cứu đói giáp hạt ấp Hậu Phú",
    "du-toan.xlsx": "Kinh phí gia cố đê bao sông Trà Lọt",
}
STATES = {
    **dict.fromkeys(WORDS, "captured"),
    "thong-bao.doc": "captured",
    "ban-chup.pdf": "captured",
    "dung-cho.pdf": "captured",  # by a redirect
    "mat.pdf": "not_found",
    "het-phien.pdf": "blocked",
    "mat-ma.pdf": "disallowed",
    "noi-khac.pdf": "offsite",
    "qua-lon.pdf": "disallowed",  # 33 MB
}


class Noticeboard(Generic):
    """The replica with files of every kind, and some that cannot be had; `gone`: none is left."""

    def __init__(self, *, gone: bool = False) -> None:
        self._gone = gone
        texts = ["Chi tiết xem tệp đính kèm.", "Toàn bộ biểu mẫu của đợt này xem các tệp đính kèm."]
        files = [["lich-cup-dien.pdf"], [name for name in STATES if name != "lich-cup-dien.pdf"]]
        super().__init__(
            stories=[
                Story(
                    id=number,
                    section="thong-bao",
                    title=f"Thông báo số {number}/TB-UBND",
                    published_at=datetime.fromisoformat(f"2024-03-0{number}T08:00:00+07:00"),
                    body=(text,),
                    attachments=tuple(File(name, f"Tệp {name}") for name in names),
                )
                for number, (text, names) in enumerate(zip(texts, files, strict=True), 1)
            ]
        )

    def answer(self, request: Request) -> Answer:
        name = request.path.rpartition("/")[2]
        match name:
            case "robots.txt":
                return page("User-agent: *\nDisallow: /tep/mat-ma\n", content_type="text/plain")
            case "qua-lon.pdf":
                return Answer(bytes(33 << 20), content_type="application/pdf")
            case "mat.pdf":
                return page("<h1>404</h1>", 404)
            case "het-phien.pdf":
                return page("<html><title>Cổng</title><p>Phiên làm việc đã hết.</p></html>")
            case "dung-cho.pdf":
                return redirect("/tep/2024/dich.pdf")
            case "noi-khac.pdf":
                return redirect("http://127.0.0.2:9/noi-khac.pdf")
            case "dich.pdf":
                return Answer(file_of(name, ["Đích"]), content_type="application/octet-stream")
        if self._gone and request.path.startswith("/tep/"):
            return page("<h1>404</h1>", 404)
        if name in WORDS:
            return Answer(file_of(name, [WORDS[name]]), content_type="application/pdf")
        return super().answer(request)


@contextmanager
def noticeboard(port: int = 0, *, gone: bool = False) -> Iterator[Served]:
    with serve(Noticeboard(gone=gone), port=port) as portal:
        yield portal


def states(archive: Archive) -> dict[str, str]:
    """Return by file name where each file stands."""
    with Ledger(ledger_path(archive.data, SITE)) as ledger:
        rows = ledger.query("SELECT url, state FROM attachment")
    return {row["url"].rpartition("/")[2]: row["state"] for row in rows}


def files(archive: Archive) -> dict[str, dict[str, object]]:
    """Return by file name what the index holds of each."""
    found = [file for document in archive.documents().values() for file in document["attachments"]]
    return {file["url"].rpartition("/")[2]: file for file in found}


def passages(archive: Archive, words: str) -> dict[str, list[str]]:
    """Return by the titles of the articles that a search finds what it marks in their files."""
    answer = json.loads(archive.khotin("search", "--json", words).stdout)
    hits = answer["hits"]
    assert not [file for hit in hits for file in hit["document"]["attachments"] if "text" in file]
    return {hit["document"]["title"]: hit["highlights"]["attachments.text"] for hit in hits}


def test_one_run_brings_in_the_files_and_what_they_say_stays(archive: Archive) -> None:
    with noticeboard() as portal:
        starts = [portal.url + path for path in Noticeboard.starts]
        archive.add_site(SITE, "generic", *starts, attachments=True, **Noticeboard.options)
        archive.khotin("run")
        assert states(archive) == STATES
        found = files(archive)
        assert {name: found[name]["text"] for name in WORDS} == {
            **WORDS,
            "du-toan.xlsx": f"Biểu 1\n{WORDS['du-toan.xlsx']}",
        }
        assert "Về lịch tiếp công dân quý IV năm 2021" in str(found["thong-bao.doc"]["text"])
        scan = found["ban-chup.pdf"]
        assert (scan["text"], scan["scan_only"], scan["text_cut"]) == (None, True, False)
        assert found["mat.pdf"]["text"] is None
        ((title, (passage,)),) = passages(archive, '"dây trung thế"').items()
        assert title == "Thông báo số 1/TB-UBND"
        assert "<mark>dây trung thế</mark>" in passage
        assert list(passages(archive, "cuu doi giap hat")) == ["Thông báo số 2/TB-UBND"]
        asked = len(portal.requests)
        archive.khotin("crawl", "--attachments")
        again = {target for _, _, target in portal.requests[asked:]}
        assert {target for target in again if target.startswith("/tep/")} == {"/tep/het-phien.pdf"}
        port = urlsplit(portal.url).port or 0
    with noticeboard(port, gone=True):
        archive.khotin("crawl", "--attachments", "--recheck")
        assert len(portal.requests) > len(STATES)
    archive.khotin("index")
    assert states(archive) == STATES
    assert files(archive) == found
    archive.doctor()


def test_without_being_asked_no_file_is_fetched(archive: Archive) -> None:
    with noticeboard() as portal:
        starts = [portal.url + path for path in Noticeboard.starts]
        archive.add_site(SITE, "generic", *starts, **Noticeboard.options)
        archive.khotin("crawl")
        archive.khotin("extract")
        assert not [target for _, _, target in portal.requests if target.startswith("/tep/")]
    assert states(archive) == dict.fromkeys(STATES, "pending")
