"""The timeline: a bar for each period, none left out, each an address."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from search.page.addresses import Address
from search.page.timeline import HEIGHT, LABELLED, WIDTH, draw_timeline

HERE = Address("/", (("q", "lúa"), ("year", "2023"), ("cursor", "x"), ("from", "2020-01-01")))
MONTHS = st.dates(date(1997, 1, 1), date(2030, 12, 1)).map(lambda day: day.replace(day=1))


def test_two_years_are_shown_by_month() -> None:
    chart = draw_timeline({date(2022, 2, 1): 1, date(2024, 1, 1): 2}, 7, HERE)
    assert chart.by_month
    assert chart.undated == 7
    assert len(chart.bars) == 24
    assert (chart.bars[0].name, chart.bars[-1].name) == ("02/2022", "01/2024")
    address = chart.bars[0].address
    assert address.values("from") + address.values("to") == ("2022-02-01", "2022-02-28")
    assert address.values("q") + address.values("year") == ("lúa", "2023")
    assert not address.values("cursor")


def test_more_are_shown_by_year() -> None:
    chart = draw_timeline({date(2022, 2, 1): 1, date(2022, 9, 1): 3, date(2024, 2, 1): 2}, 0, HERE)
    assert not chart.by_month
    assert [(bar.name, bar.count) for bar in chart.bars] == [("2022", 4), ("2023", 0), ("2024", 2)]
    last = chart.bars[-1].address
    assert last.values("from") + last.values("to") == ("2024-01-01", "2024-12-31")


def test_without_dates_there_are_no_bars() -> None:
    assert draw_timeline({}, 3, HERE).bars == ()


@settings(deadline=None)
@given(st.dictionaries(MONTHS, st.integers(1, 10**6), min_size=1))
def test_bars_hold_everything_and_stay_within_the_drawing(months: dict[date, int]) -> None:
    bars = draw_timeline(months, 0, Address()).bars
    assert sum(bar.count for bar in bars) == sum(months.values())
    assert sum(bool(bar.label) for bar in bars) <= LABELLED
    for bar in bars:
        assert bar.left >= 0
        assert bar.left + bar.width <= WIDTH + 0.01
        assert bar.top >= 0
        assert bar.top + bar.height <= HEIGHT + 0.01
        assert (bar.height > 0) == (bar.count > 0)
