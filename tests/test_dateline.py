"""The line that states an article's date, as the landmark between title and text."""

import pytest

from crawler.page import Page, SelectorMismatch
from crawler.reading.dateline import DATE_LINE, find_area, find_line, read_after, read_heading

URL = "https://a.example.vn/tin/1"


@pytest.mark.parametrize(
    "line",
    [
        "(Thứ bảy, 22/05/2021 11:38)",
        "Chủ nhật - 05/02/2023, 9:10 SA",
        "00:00 08/12/2023",
        "01/03/2023 | 03:40 PM",
        "Thứ tư, 12/06/2024 16:20 | Số lượt xem: 345",
        "Ngày đăng bài: 14/07/2023 | Tác giả: Hữu Hạnh",
        "Đăng lúc: 13/01/2023 (GMT+7)",
    ],
)
def test_a_line_with_nothing_but_a_date(line: str) -> None:
    assert DATE_LINE.fullmatch(line)


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 08/12/2023, UBND huyện họp",
        "Lượt xem: 345",
        "Điện thoại: 0273 3826 123",
        "Quyết định số 12/2023",
        "Thứ bảy",
        "",
    ],
)
def test_other_lines(line: str) -> None:
    assert not DATE_LINE.fullmatch(line)


def test_authors_of_the_line() -> None:
    found = DATE_LINE.fullmatch("Ngày đăng bài: 14/07/2023 | Tác giả: Hữu Hạnh | Lượt xem: 7")
    assert found
    assert found["authors"].strip() == "Hữu Hạnh"


def test_what_stands_before_and_after_the_line() -> None:
    body = """<div class=a><p>Menu</p><div><h2>Ra quân</h2><i><b>08:00</b> 02/01/2024</i> Mở đầu
    </div>Giữa<p>Cuối</p><p>File đính kèm: <a href=/kh.pdf>Kế hoạch</a></p><p>In bài</p></div>"""
    page = Page(URL, body.encode())
    area, line = find_area(page, ".a", DATE_LINE)
    content = read_after(area, line, URL)
    assert line.tag == "i"
    assert read_heading(area, line, URL) == "Ra quân"
    assert content.body == ("Mở đầu", "Giữa", "Cuối")
    assert [file.name for file in content.attachments] == ["Kế hoạch"]
    assert page.root.text_content().count("Ra quân") == 1, "the page itself stays as it was"


def test_a_scan_is_no_part_of_the_line() -> None:
    page = Page(URL, b"<div><div><span>(02/01/2024)</span><p><img src=/a.jpg></p></div></div>")
    line = find_line(page.root, DATE_LINE)
    assert line is not None
    assert line.tag == "span"
    assert [image.url for image in read_after(page.root, line, URL).images] == [
        "https://a.example.vn/a.jpg"
    ]


def test_the_innermost_area_with_the_first_line() -> None:
    body = b"""<div class=a><div class=a id=x><p>02/01/2024</p></div></div>
    <div class=a id=y><p>03/01/2024</p></div>"""
    area, _ = find_area(Page(URL, body), ".a", DATE_LINE)
    assert area.get("id") == "x"
    with pytest.raises(SelectorMismatch):
        find_area(Page(URL, b"<div class=a>02/2024</div>"), ".a", DATE_LINE)
