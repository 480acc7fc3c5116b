"""Texts from before Unicode: TCVN3 and VNI fonts, Windows-1258, broken UTF-8."""

from datetime import UTC, datetime

import pytest

from crawler.article import Article, Flag
from crawler.extract import extract
from crawler.legacy import Legacy, convert
from crawler.page import Page
from crawler.platforms import make

URL = "https://a.example.vn/uy-ban-nhan-dan-hop-12345.html"
SENTENCES = {
    Legacy.TCVN3: "Nh©n d©n huyÖn häp bµn kÕ ho¹ch ph¸t triÓn kinh tÕ, x·, tr\u00adêng häc.",
    Legacy.VNI: "Nhaân daân huyeän hoïp baøn keá hoaïch phaùt trieån kinh teá, xaõ, tröôøng hoïc.",
}
READ = "Nhân dân huyện họp bàn kế hoạch phát triển kinh tế, xã, trường học."
TITLE = "Ủy ban nhân dân họp"


def read(text: str, encoding: str = "utf-8", declared: str | None = None) -> Article:
    body = f"<article><h1>{TITLE}</h1>{text}</article>".encode(encoding, "replace")
    page = Page(URL, body, declared)
    return extract(
        page, site="a/b", platform=make("generic"), captured_at=datetime(2024, 1, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize("font", Legacy)
def test_pasted_text_is_converted_beside_unicode(font: Legacy) -> None:
    article = read(f"<p>{SENTENCES[font]}</p>" * 3 + "<p>Ngày hội xã Tân Bình, thêm à, é.</p>")
    assert article.title == TITLE
    assert article.body[0] == READ
    assert article.body[-1] == "Ngày hội xã Tân Bình, thêm à, é."
    assert Flag.LEGACY_ENCODING in article.flags


@pytest.mark.parametrize("font", Legacy)
@pytest.mark.parametrize("declared", ["text/html; charset=iso-8859-1", "text/html", None])
def test_bytes_of_a_font_are_told(font: Legacy, declared: str | None) -> None:
    body = f"<article><h1>{SENTENCES[font]}</h1>" + f"<p>{SENTENCES[font]}</p>" * 3 + "</article>"
    page = Page(URL, body.encode("cp1252"), declared)
    assert page.root.findtext(".//p") == READ
    assert page.legacy is font


@pytest.mark.parametrize("declared", ["text/html; charset=windows-1258", None])
def test_windows_1258(declared: str | None) -> None:
    text = "Huyê\u0323n ho\u0323p ba\u0300n kê\u0301 hoa\u0323ch pha\u0301t triê\u0309n."
    page = Page(URL, f"<p>{text}</p>".encode("cp1258"), declared)
    assert page.root.findtext(".//p") == text
    assert page.legacy is None


def test_a_few_broken_bytes_of_utf_8_stay_few() -> None:
    body = "<p>Huyện họp bàn kế hoạch</p>".encode() + b"<p>\xe1\xbb \xff</p>"
    assert Page(URL, body).root.findtext(".//p") == "Huyện họp bàn kế hoạch"


@pytest.mark.parametrize(
    "text",
    [
        "Giá 5µm², 20°C ± 2, © 2020 Công ty A®, «trích» và ½ ngày; café, naïve, Müller, Bjørn.",
        "Le préfet a été reçu à l'hôtel de ville, où la fête s'achève.",
    ],
)
def test_other_letters_are_left(text: str) -> None:
    article = read(f"<p>{text}</p>" * 6)
    assert article.body[0] == text
    assert Flag.LEGACY_ENCODING not in article.flags


@pytest.mark.parametrize(
    ("font", "typed", "meant"),
    [
        (Legacy.TCVN3, "Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        (Legacy.TCVN3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        (Legacy.VNI, "COÄNG HOØA Xaõ hoäi chuû nghóa", "CỘNG HÒA Xã hội chủ nghĩa"),
        (Legacy.VNI, "Uûy ban UÛY BAN", "Ủy ban ỦY BAN"),
        (Legacy.VNI, "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        (Legacy.VNI, "kyû nieäm, thò xaõ, thaéng lôïi, löûa", "kỷ niệm, thị xã, thắng lợi, lửa"),
    ],
)
def test_tables(font: Legacy, typed: str, meant: str) -> None:
    assert convert(typed, font) == meant
