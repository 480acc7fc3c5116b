"""The timeline: how many of the found articles were published when, as bars that filter."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

from search.page.addresses import Address

WIDTH: Final = 320
"""Of the drawing, in the units of its view box: the width of a narrow phone in pixels."""
HEIGHT: Final = 88
"""Of the highest bar."""
BY_MONTH: Final = 24
"""Months between the first and the last up to which each has a bar of its own."""
LABELLED: Final = 8
"""Bars with a label under them at most: a year takes some 25 units."""
_GAP: Final = 0.15
"""Of a bar's place, left free beside it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A period with its articles; `name` is the year or "05/2023", `address` shows it alone.

    `left`, `top`, `width` and `height` are where it is drawn, `label` what stands under it.
    """

    name: str
    count: int
    address: Address
    left: float
    top: float
    width: float
    height: float
    label: str

    @property
    def middle(self) -> float:
        """Where the label stands."""
        return round(self.left + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars without a gap from the first period with articles to the last one."""

    bars: tuple[Bar, ...]
    by_month: bool
    undated: int


def draw_timeline(months: Mapping[date, int], undated: int, here: Address) -> Timeline:
    """Return the chart of articles by the first day of their month, by month or by year.

    `here` is the address that is narrowed to a bar's days; a year or a month that was chosen
    before stays, for the bars are within it.
    """
    if not months:
        return Timeline((), by_month=False, undated=undated)
    first, last = min(months), max(months)
    by_month = _distance(first, last) < BY_MONTH
    counts: Counter[date] = Counter()
    for month, count in months.items():
        counts[month if by_month else month.replace(month=1)] += count
    periods = list(_periods(min(counts), last, 1 if by_month else 12))
    bars = _bars(periods, counts, here, by_month=by_month)
    return Timeline(tuple(bars), by_month, undated)


def _bars(
    periods: list[date], counts: Counter[date], here: Address, *, by_month: bool
) -> Iterator[Bar]:
    place, most = WIDTH / len(periods), max(counts.values())
    every = -(-len(periods) // LABELLED)
    for index, start in enumerate(periods):
        count = counts[start]
        height = max(1.0, HEIGHT * count / most) if count else 0.0
        name = f"{start:%m/%Y}" if by_month else f"{start:%Y}"
        until = start + relativedelta(months=1 if by_month else 12, days=-1)
        yield Bar(
            name=name,
            count=count,
            address=here.put("from", start.isoformat()).put("to", until.isoformat()),
            left=round(index * place, 2),
            top=round(HEIGHT - height, 2),
            width=round(place * (1 - _GAP), 2),
            height=round(height, 2),
            label=name if index % every == 0 else "",
        )


def _periods(first: date, last: date, months: int) -> Iterator[date]:
    while first <= last:
        yield first
        first += relativedelta(months=months)


def _distance(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
