"""A year in one picture: a row a portal, a column a day, its colour the state that was reported."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from tests.year.plan import Plan, World
from tests.year.simulate import Day

COLOURS = {
    "ok": "#dcefe0",
    "fixed": "#8fd19e",
    "late": "#f2c14e",
    "broken": "#d1495b",
    "blocked": "#7b2d8b",
    "gone": "#b9bec4",
}
"""Of the states; told apart by their lightness, too."""
WIDTH, HEIGHT, LEFT, TOP = 2.4, 13.0, 150.0, 34.0
"""Pixels: of a day, of a row, and of what stands beside and above them."""


def draw(world: World, days: Sequence[Day]) -> str:
    """Return the picture as SVG; what was planted is a black line over its days."""
    width = LEFT + WIDTH * len(days) + 8
    height = TOP + HEIGHT * len(world.plans) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}">',
        '<g font-family="sans-serif" font-size="9">',
        "<title>States that were reported, day by day; black lines are planted faults</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        *_legend(),
        *_months(days),
    ]
    for row, plan in enumerate(world.plans):
        parts += _row(plan, days, TOP + HEIGHT * row)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _legend() -> Iterator[str]:
    for place, (state, colour) in enumerate(COLOURS.items()):
        left = LEFT + 62 * place
        yield f'<rect x="{left:.1f}" y="4" width="9" height="9" fill="{colour}"/>'
        yield f'<text x="{left + 13:.1f}" y="12">{state}</text>'
    left = LEFT + 62 * len(COLOURS)
    yield f'<path d="M{left:.1f} 8.5h12" stroke="#000" stroke-width="2"/>'
    yield f'<text x="{left + 16:.1f}" y="12">planted</text>'


def _months(days: Sequence[Day]) -> Iterator[str]:
    for place, day in enumerate(days):
        if day.day.day == 1:
            left = LEFT + WIDTH * place
            yield f'<text x="{left:.1f}" y="28">{day.day:%m/%Y}</text>'


def _row(plan: Plan, days: Sequence[Day], top: float) -> Iterator[str]:
    """Yield a portal's row: stretches of one state, then what was planted, over them."""
    name = escape(f"{plan.id.rpartition('/')[2]}, {plan.family}")
    yield f'<text x="4" y="{top + 9:.1f}">{name}</text>'
    numbered = enumerate(days)
    for state, group in groupby(numbered, key=lambda pair: pair[1].states[plan.id]):
        stretch = list(group)
        first, last = stretch[0], stretch[-1]
        said = escape(f"{first[1].day} to {last[1].day}, {state}: {first[1].reasons[plan.id]}")
        yield (
            f'<rect x="{LEFT + WIDTH * first[0]:.1f}" y="{top:.1f}" fill="{COLOURS[state]}" '
            f'width="{WIDTH * len(stretch):.1f}" height="{HEIGHT - 2:.1f}">'
            f"<title>{said}</title></rect>"
        )
    for fault in plan.faults:
        held = [place for place, day in enumerate(days) if fault.holds(day.day)]
        if held:
            yield (
                f'<path d="M{LEFT + WIDTH * held[0]:.1f} {top + 1:.1f}h{WIDTH * len(held):.1f}" '
                f'stroke="#000" stroke-width="2"><title>{escape(fault.kind)}</title></path>'
            )
