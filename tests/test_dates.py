"""Dates as portals print them."""

from datetime import UTC, datetime

import pytest

from crawler.article import Flag
from crawler.dates import VIETNAM, Published, parse_label, parse_moment, reject_future


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Thứ sáu - 08/12/2023 14:05", "2023-12-08T14:05 minute"),
        (
            "Chủ nhật - 08/12/2023 14:05",
            "2023-12-08T14:05 minute",
        ),  # it was a Friday: the date wins
        ("17/04/2014 | 12:00 AM", "2014-04-17T00:00 day"),
        ("16/04/2021 | 9:07 AM", "2021-04-16T09:07 minute"),
        ("16/04/2021 | 12:07 PM", "2021-04-16T12:07 minute"),
        ("Publish date 20/05/2016 | 04:04 PM | View count: 999", "2016-05-20T16:04 minute"),
        ("16/11/2023 2:14:00 CH", "2023-11-16T14:14 minute"),
        ("07/11/2023 12:49:32 SA", "2023-11-07T00:49 minute"),
        ("Đăng lúc: 13/01/2023 (GMT+7)", "2023-01-13T00:00 day"),
        ("15/11/2023, 08:30 GMT+7", "2023-11-15T08:30 minute"),
        ("Đăng ngày 11 - 11 - 2023", "2023-11-11T00:00 day"),
        ("(Thứ bảy, 22/05/2021 11:38)", "2021-05-22T11:38 minute"),
        ("14 giờ 14 phút, ngày 16/11/2023", "2023-11-16T14:14 minute"),
        ("08h30 ngày 05/03/2023", "2023-03-05T08:30 minute"),
        ("15:45 07/10/2024", "2024-10-07T15:45 minute"),
        ("00:00 08/12/2023", "2023-12-08T00:00 day"),
        ("07/10/2024 03:45:00 PM", "2024-10-07T15:45 minute"),
        ("ngày 12 tháng 01 năm 2023", "2023-01-12T00:00 day"),
        ("Tháng 3/2024", "2024-03-01T00:00 month"),
        ("2023-12-08T07:05:00Z", "2023-12-08T14:05 minute"),
        ("2023-12-08T14:05:00+07:00", "2023-12-08T14:05 minute"),
        ("2023-11-11", "2023-11-11T00:00 day"),
        ("12 tháng Một, 2023", "2023-01-12T00:00 day"),
        ("Tháng Mười Hai 5, 2023", "2023-12-05T00:00 day"),
        ("5 Tháng Mười Một 2022", "2022-11-05T00:00 day"),
        ("5 tháng năm năm 2022", "2022-05-05T00:00 day"),
        ("3 Th9, 2021", "2021-09-03T00:00 day"),
        ("Thứ hai, 12 Tháng 6 2023 09:05", "2023-06-12T09:05 minute"),
        ("12 tháng 6, 2023", "2023-06-12T00:00 day"),
        ("Thứ Hai, ngày 12 tháng 6 năm 2023", "2023-06-12T00:00 day"),
        ("Jan 12, 2023", "2023-01-12T00:00 day"),
        ("Oct. 5, 2022", "2022-10-05T00:00 day"),
        ("June 12, 2023 9:05 pm", "2023-06-12T21:05 minute"),
        ("12 January 2023", "2023-01-12T00:00 day"),
        ("11-Jun-2023", "2023-06-11T00:00 day"),
        ("Mon, 12 Jun 2023 20:05:00 GMT", "2023-06-13T03:05 minute"),
        ("Mon, 12 Jun 2023 20:05:00 +0700", "2023-06-12T20:05 minute"),
        ("14h14' ngày 16/11/2023", "2023-11-16T14:14 minute"),
        ("14h14’, 16/11/2023", "2023-11-16T14:14 minute"),
        ("8 giờ sáng 12/06/2023", "2023-06-12T08:00 minute"),
        ("12 giờ trưa 12/06/2023", "2023-06-12T12:00 minute"),
        ("12/06/2023 10:00 tối", "2023-06-12T22:00 minute"),
        ("6/12/2023 2:05 p.m.", "2023-12-06T14:05 minute"),
        ("08/12/23", "2023-12-08T00:00 day"),
        ("Thứ sáu, 08/12/23 14:05", "2023-12-08T14:05 minute"),
        ("2023/06/12 09:05", "2023-06-12T09:05 minute"),
        ("12.06.2023", "2023-06-12T00:00 day"),
        ("12/06/202309:05", "2023-06-12T09:05 minute"),
        ("Cập nhật lúc 09:05, Thứ hai, 12/06/2023 (GMT+7)", "2023-06-12T09:05 minute"),
        ("16/11/2023 14:14:00 GMT+07:00", "2023-11-16T14:14 minute"),
        ("Thứ Ba,12/06/2023-09:05", "2023-06-12T09:05 minute"),
        ("Ngày xuất bản: 12/06/2023 4:06 CH - Đã xem: 345", "2023-06-12T16:06 minute"),
        ("1234 lượt xem | 12/06/2023", "2023-06-12T00:00 day"),
        ("12/06/2023 24:00", "2023-06-12T00:00 day"),
        ("Tháng Sáu, 2023", "2023-06-01T00:00 month"),
        ("June 2023", "2023-06-01T00:00 month"),
        ("06/2023", "2023-06-01T00:00 month"),
    ],
)
def test_label_is_read(label: str, expected: str) -> None:
    found = parse_label(label)
    assert found.at is not None
    assert found.at.tzinfo is VIETNAM
    assert f"{found.at:%Y-%m-%dT%H:%M} {found.precision}" == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "98,8%", "39/40 đại biểu", "9/9 ấp", "02/2021/NQ-CP", "nhiệm kỳ 2021 - 2026"),
        *("hôm qua", "2 giờ trước", "Hôm nay, 09:05", "vài phút trước", "3 ngày trước", "3-1"),
        *("2023", "20230612", "12/2023/NQ-HĐND", "12/06/23 đến 15/06/23", "tháng Mười"),
        *(
            "99 Jun 2023 99:99:99 GMT",
            "2023-12-08+0714:05:00",
            "0205 3880 000",
            "2023-13-45T10:00:00",
        ),
    ],
)
def test_no_date_is_invented(text: str) -> None:
    assert parse_label(text) == Published()


@pytest.mark.parametrize(
    "text", ["01/01/1970", "31/02/2023", "32/12/2020", "12/13/2020", "1/1/0000"]
)
def test_date_before_the_net_or_of_no_calendar_is_a_flag(text: str) -> None:
    assert parse_label(text) == Published(flags=(Flag.ABSURD_DATE,))


def test_first_day_of_the_net() -> None:
    assert parse_label("19/11/1997").at is not None


def test_date_after_the_capture_is_a_flag() -> None:
    captured = datetime(2023, 12, 7, 6, 0, tzinfo=UTC)
    stated = parse_label("08/12/2023 12:59")
    assert reject_future(stated, captured) == stated
    assert reject_future(parse_label("08/12/2023 13:01"), captured) == Published(
        flags=(Flag.FUTURE_DATE,)
    )
    assert reject_future(Published(), captured) == Published()


def test_moment_without_zone_is_vietnamese() -> None:
    assert parse_moment("2024-02-20T08:00:00") == datetime(2024, 2, 20, 1, 0, tzinfo=UTC)
    assert parse_moment("không có") is None
    assert parse_moment(None) is None
