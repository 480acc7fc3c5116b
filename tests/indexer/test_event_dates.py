"""The days on which what an article reports took place."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.article import Article
from crawler.dates import VIETNAM
from crawler.text import clean
from indexer.facets.dates import find_event_dates, year_in_vietnam

PUBLISHED = datetime(2023, 8, 10, 9, 0, tzinfo=VIETNAM)


def article(*body: str, lead: str | None = None, published: datetime | None = PUBLISHED) -> Article:
    return Article(
        url="https://a.example.vn/1",
        canonical_url="https://a.example.vn/1",
        key="a/b:1",
        site="a/b",
        platform="generic",
        captured_at=datetime(2024, 12, 1, tzinfo=UTC),
        http_status=200,
        title="Họp xã",
        lead=lead,
        body=body,
        published_at=published,
    )


def spans(found: Article) -> list[str]:
    return [
        f"{event.start}" if event.start == event.end else f"{event.start}/{event.end}"
        for event in find_event_dates(found)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chiều 8-8, xã họp.", "2023-08-08"),
        ("Ngày 06/8, xã họp.", "2023-08-06"),
        ("Sáng ngày 02 tháng 8 năm 2023, xã họp.", "2023-08-02"),
        ("Ngày 2 tháng 8, xã họp.", "2023-08-02"),
        ("Ngày 5.8.2023, xã họp.", "2023-08-05"),
        ("12/07/2023, tại nhà văn hóa, xã họp.", "2023-07-12"),
        ("Tối thứ bảy (5/8), xã họp.", "2023-08-05"),
        ("Sáng nay (10/8), xã họp.", "2023-08-10"),
        ("Sáng thứ 7, ngày 5/8, xã họp.", "2023-08-05"),
        ("Hôm nay, ngày 9/8/2023, xã họp.", "2023-08-09"),
        ("(Hà Nội) - Sáng mùng 1/8, xã họp.", "2023-08-01"),
        ("Trước đó, ngày 2/8, xã đã họp.", "2023-08-02"),
        ("Sáng 10/8, xã công bố phương án sắp xếp thôn, sẽ lấy ý kiến dân.", "2023-08-10"),
        ("Khoảng 21 giờ 30 phút ngày 4/8, xã có mưa đá.", "2023-08-04"),
        ("Tính đến 17 giờ ngày 4/8, cả xã đã đi bầu.", "2023-08-04"),
        ("Từ 0 giờ ngày 4/8, xã lập chốt.", "2023-08-04"),
        ("Sau 3 ngày (từ 2 đến 4/8), hội thi bế mạc.", "2023-08-02/2023-08-04"),
        ("Ngày 01/9/2022, xã họp.", "2022-09-01"),
        ("Vừa qua, ngày 4/8, xã họp.", "2023-08-04"),
        ("Vào lúc 8h30 ngày 4/8, xã họp.", "2023-08-04"),
        ("Sáng và chiều ngày 4/8/23, xã họp.", "2023-08-04"),
        ("Trong 2 ngày 5 và 6/8, xã họp.", "2023-08-05 2023-08-06"),
        ("Các ngày 1, 3 và 5/8/2023, xã họp.", "2023-08-01 2023-08-03 2023-08-05"),
        ("Từ ngày 3 đến 5/8, xã họp.", "2023-08-03/2023-08-05"),
        ("Từ ngày 30/7 đến hết ngày 2/8, xã họp.", "2023-07-30/2023-08-02"),
        ("Trong các ngày 3-5/8, xã họp.", "2023-08-03/2023-08-05"),
        ("Từ 12 đến ngày 14/7/2023, xã họp.", "2023-07-12/2023-07-14"),
        ("Sau một năm chuẩn bị, sáng 4/8, xã họp.", "2023-08-04"),
        ("Lễ hội của xã khai mạc vào ngày 4/8 tại đình.", "2023-08-04"),
        ("Ngày 4/8, huyện ký kết kế hoạch phối hợp với xã.", "2023-08-04"),
        ("Theo kết luận tại Hội nghị ngày 4/8, huyện có Thông báo số 12/TB-UBND.", "2023-08-04"),
        ("Chào mừng ngày Quốc khánh 2/9, chiều 9/8, xã họp.", "2023-08-09"),
        ("Ngày 5-6/8, xã họp.", "2023-08-05/2023-08-06"),
        ("Từ 30/7 đến 3/8/2023, xã mở hội.", "2023-07-30/2023-08-03"),
        ("Trong 2 ngày (5 và 6/8), xã họp.", "2023-08-05 2023-08-06"),
        ("Trong 2 ngày, từ 5-6/8, xã họp.", "2023-08-05/2023-08-06"),
        ("Sau 2 ngày làm việc (5-6/8), đại hội bế mạc.", "2023-08-05/2023-08-06"),
        ("Trong tuần qua (từ ngày 1-4/8/2023), xã họp ba buổi.", "2023-08-01/2023-08-04"),
        ("Đêm 4 rạng sáng ngày 5/8, xã có mưa đá.", "2023-08-04 2023-08-05"),
        ("Chiều muộn 5/8, xã có mưa đá.", "2023-08-05"),
        ("14h30' ngày 5/8, xã họp.", "2023-08-05"),
        ("Lúc 8h15’ sáng 5/8, xã họp.", "2023-08-05"),
        ("Hôm qua (9/8), xã họp.", "2023-08-09"),
        ("Sáng nay (thứ Năm, 10/8), xã họp.", "2023-08-10"),
        ("Sáng 5/8, xã họp; chiều cùng ngày, xã thăm đồng.", "2023-08-05"),
        ("Sáng mùng 5 Tết (26/1), xã mở hội.", "2023-01-26"),
        ("(Xã An) – Ngày 5/8, xã họp.", "2023-08-05"),
        ("Cầu được khánh thành tại thôn Một, xã An, huyện Bình ngày 5/8.", "2023-08-05"),
        ("Chiều ngày 5 / 8/ 2 02 3, xã họp.", "2023-08-05"),
        ("Đêm thơ của xã. Thời gian: 14h00-16h00, ngày 5/8/2023.", "2023-08-05"),
        ("Ngày 5/8/2019, xã họp.", ""),
        ("Ngày 5/8/2021, xã họp.", "2021-08-05"),
    ],
)
def test_days_of_datelines_and_leads(text: str, expected: str) -> None:
    assert spans(article(text)) == expected.split()
    assert spans(article("Đại biểu dự đông đủ.", lead=text)) == expected.split()


@pytest.mark.parametrize(
    "text",
    [
        "Có 39/40 đại biểu dự họp, 9/9 ấp có nhà văn hóa.",
        "Nghị quyết 02/2021/NQ-CP và nhiệm kỳ 2021 - 2026.",
        "Đạt 98,8%, thắng 3-1, gọi 0205 3880 000.",
        "Ngày 31/2, xã họp.",
        "Xã dâng hương kỷ niệm ngày Thương binh - Liệt sĩ 27/7.",
        "Xã mít tinh kỷ niệm 78 năm Ngày Quốc khánh (2/9/1945 - 2/9/2023).",
        "Việc này phải xong trước ngày 1/8.",
        "Hạn nộp hồ sơ đến ngày 5/8/2023.",
        "Thực hiện Kế hoạch số 22/KH-UBND ngày 2/8/2023 của huyện, xã họp.",
        "Theo Nghị định số 92/2023/NĐ-CP, ngày 1/8/2023 của Chính phủ, xã họp.",
        "Kể từ ngày 1/8, phí mới có hiệu lực.",
        "Từ ngày 1/8, phí tăng.",
        "Từ ngày 1/5 đến ngày 1/8/2023, xã thu phí.",
        "Từ ngày 15/7 đến ngày 8/8, xã mở đợt cao điểm làm sạch đường.",
        "Ông sinh ngày 5/8, quê ở xã.",
        "Hội thi dự kiến tổ chức vào ngày 9/8.",
        "Sáng 20/8, xã sẽ họp.",
        "Ngày 19/8/1945, nhân dân giành chính quyền.",
        "Sáng 4/11, xã họp.",
        "Ngày 4/8, huyện ban hành Kế hoạch tổ chức hội thi.",
        "Để phòng dịch, ngày 4/8, huyện đã có Công văn số 12/UBND-VP.",
        "Chiều 4/8, Chủ tịch huyện ký Quyết định khen xã.",
        "Ngày 5/8 âm lịch, xã mở hội.",
        "Hôm qua xã họp.",
        "Ngày 10/8, lễ hội sẽ được tổ chức tại đình.",
        "Ngày 27/7 là dịp tri ân người có công.",
        "Ngày 9/8 hằng năm, xã mở hội.",
        "Sáng mùng 5 Tết, xã mở hội.",
        "Lễ mừng Ngày Nhà giáo Việt Nam (20/11) được tổ chức ở xã.",
        "Thời gian nộp hồ sơ: từ ngày 1/8 đến ngày 5/8/2023.",
        "Thời gian: 14h00 ngày 20/8/2023.",
        "Ngày 5/8, Công an huyện phát đi thông báo về mã độc.",
    ],
)
def test_other_days_are_none(text: str) -> None:
    assert spans(article(text)) == []


@pytest.mark.parametrize(
    ("published", "text", "expected"),
    [
        ("2024-01-03", "Ngày 28/12, xã họp.", "2023-12-28"),
        ("2024-01-03", "Từ ngày 29/12 đến 02/01, xã họp.", "2023-12-29/2024-01-02"),
        ("2024-01-03", "Từ ngày 29/12 đến 02/01/2024, xã họp.", "2023-12-29/2024-01-02"),
        ("2024-01-03", "Từ ngày 2 đến 5/1/2024, xã họp.", "2024-01-02/2024-01-05"),
        ("2024-01-03", "Từ ngày 29/12 đến hết ngày 6/1, xã mở hội.", "2023-12-29/2024-01-06"),
        ("2024-01-03", "Từ ngày 2 đến hết ngày 6/1, xã mở hội.", "2024-01-02/2024-01-06"),
        ("2024-03-01", "Ngày 29/2, xã họp.", "2024-02-29"),
    ],
)
def test_year_comes_from_the_publication(published: str, text: str, expected: str) -> None:
    at = datetime.fromisoformat(published).replace(tzinfo=VIETNAM)
    assert spans(article(text, published=at)) == [expected]


def test_year_comes_from_the_paragraph_of_an_undated_article() -> None:
    assert spans(article("Ngày 6/7, xã họp về cuối năm 2022.", published=None)) == ["2022-07-06"]
    assert spans(article("Ngày 6/7/2022, xã họp.", published=None)) == ["2022-07-06"]
    unknown = "Ngày 6/7, xã họp về năm 2022 và năm 2023."
    assert spans(article(unknown, "Năm 2022 được mùa.", published=None)) == []


def test_paragraphs_may_have_datelines_of_their_own() -> None:
    opening = ("Xã đón khách.", "Sáng 3/8, thăm chùa.", "Mở hội lúa.")
    assert spans(article(*opening, "Chiều 4/8, họp tối 5/8.")) == ["2023-08-03", "2023-08-04"]
    assert spans(article(*opening, "Nước rút tối 5/8.", "Họp ngày 6/8.")) == ["2023-08-03"]


def test_a_time_of_day_tells_where_lead_and_datelines_do_not() -> None:
    opening = ("Xã đón khách.", "Mở hội lúa.", "Được mùa.")
    assert spans(article(*opening, "Nước rút tối 5/8.", "Họp ngày 6/8.")) == ["2023-08-05"]


def test_a_sentence_about_the_event_tells_where_nothing_else_does() -> None:
    opening = ("Xã đón khách.", "Mở hội lúa.", "Được mùa.")
    assert spans(article(*opening, "Hội lúa diễn ra từ ngày 5 đến 6/8.")) == [
        "2023-08-05/2023-08-06"
    ]
    assert spans(article(*opening, "Hội lúa diễn ra từ ngày 5 đến 16/8.")) == []
    assert spans(article(*opening, "Khách kể về hội lúa, diễn ra ngày 5/8.")) == []
    assert spans(article("Sáng 4/8, xã họp.", *opening, "Hội diễn ra ngày 5/8.")) == ["2023-08-04"]


def test_a_caption_tells_where_no_text_does() -> None:
    shown = ("Bà con dự hội sáng 5/8/2023",)
    assert spans(replace(article("Xã đón khách."), captions=shown)) == ["2023-08-05"]
    assert spans(replace(article("Sáng 4/8, xã họp."), captions=shown)) == ["2023-08-04"]


def test_what_was_before_counts_alone() -> None:
    assert spans(article("Sáng 5/8, xã họp.", "Trước đó, tối 4/8, xã mở hội.")) == ["2023-08-05"]


def test_a_day_within_a_range_is_told_by_it() -> None:
    found = article("Từ ngày 3 đến 5/8, xã mở hội.", "Sáng 4/8, xã thi vật.")
    assert spans(found) == ["2023-08-03/2023-08-05"]
    assert [day.day for day in find_event_dates(found)[0].days] == [3, 4, 5]


def test_evidence_is_the_text_of_the_day() -> None:
    lead = "Tại đình, sáng ngày 5 và 6/8, xã họp."
    event = find_event_dates(article(lead=lead))[0]
    assert event.mention.field == "lead"
    assert lead[event.mention.start : event.mention.end] == "sáng ngày 5 và 6/8"


def test_seeds(shared: Path) -> None:
    seeds = shared / "seeds"
    for expected in json.loads((seeds / "expected.json").read_bytes()):
        text = [clean(line) for line in (seeds / expected["seed"]).read_text().splitlines()]
        first = next(i for i, line in enumerate(text) if expected["body_starts"] in line)
        stated = expected["published_at"]
        at = stated and datetime.fromisoformat(stated).replace(tzinfo=VIETNAM)
        assert spans(article(*text[first:], published=at)) == expected["event_dates"]


def test_year_in_vietnam() -> None:
    assert year_in_vietnam(datetime(2023, 12, 31, 18, tzinfo=UTC)) == 2024
    assert year_in_vietnam(None) is None
