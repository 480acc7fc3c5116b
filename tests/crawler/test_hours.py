"""Hours of the day: within, outside, across midnight, and how long they still last."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.hours import CrawlHours


@pytest.mark.parametrize(
    ("hours", "moment", "minutes"),
    [
        ("20:00-06:00", "12:59", None),
        ("20:00-06:00", "13:00", 600),
        ("20:00-06:00", "17:00", 360),
        ("20:00-06:00", "22:59", 1),
        ("20:00-06:00", "23:00", None),
        ("01:30-05:00", "18:30", 210),
        ("01:30-05:00", "22:00", None),
        ("00:00-23:59", "17:00", 1439),
    ],
)
def test_hours_are_vietnams(hours: str, moment: str, minutes: int | None) -> None:
    now = datetime.fromisoformat(f"2024-02-29T{moment}:00").replace(tzinfo=UTC)
    left = None if minutes is None else timedelta(minutes=minutes)
    assert CrawlHours.parse(hours).left(now) == left


@pytest.mark.parametrize(
    "text", ["", "20-6", "24:00-06:00", "20:00 - 06:00", "20:60-06:00", "06:00-06:00", "8:00-9:00"]
)
def test_what_are_no_hours_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="two times of day"):
        CrawlHours.parse(text)
