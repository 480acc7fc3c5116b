"""A measured figure, beside its peer's, and the ratio that is to be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"
"""Where the recorded portals and the judged questions lie; they are not the project's own."""
COLUMNS = ("Ours", "Peer", "Ratio", "Spread", "Reach", "Ok")


class NotMeasurable(Exception):
    """A figure for which something is missing on this machine; the text says what."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, of us and of a peer; without a peer our figure itself is held.

    `reach` is what the ratio, or our figure, must reach; with `at_most` what it must not exceed.
    With `by_itself` our figure is held although there is a peer's beside it. Without `reach` it is
    told and not held. `rounds` are what is held, of each round.
    """

    what: str
    ours: float
    reach: float | None = None
    peer: float | None = None
    at_most: bool = False
    by_itself: bool = False
    rounds: tuple[float, ...] = ()

    @property
    def held(self) -> float:
        """The number that is compared with `reach`."""
        return self.ours if self.peer is None or self.by_itself else self.ours / self.peer

    @property
    def is_reached(self) -> bool:
        """Tell whether the figure is as good as it must be."""
        if self.reach is None:
            return True
        return self.held <= self.reach if self.at_most else self.held >= self.reach

    @property
    def cells(self) -> tuple[str, str, str, str, str, str]:
        """The figure, the peer's, the ratio, its spread over the rounds, the reach, reached or not.

        The spread is that of what is held; a cell for which there is nothing is empty.
        """
        reach = "" if self.reach is None else f"{'≤' if self.at_most else '≥'} {self.reach:g}"
        return (
            number(self.ours),
            "" if self.peer is None else number(self.peer),
            "" if self.peer is None else f"{self.ours / self.peer:.2f}",
            f"{min(self.rounds):.2f}–{max(self.rounds):.2f}" if self.rounds else "",
            reach,
            reach and ("yes" if self.is_reached else "NO"),
        )


def shared(*parts: str) -> Path:
    """Return a file of the folder beside the checkout; raises NotMeasurable if it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        message = f"{'/'.join(('..', 'shared', *parts))} is not there"
        raise NotMeasurable(message)
    return path


def figures_table(figures: Sequence[Figure]) -> Table:
    """Return the figures as a table that fits 80 columns."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("What")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for figure in figures:
        table.add_row(figure.what, *figure.cells, style="" if figure.is_reached else "red")
    return table


def figures_lines(figures: Sequence[Figure]) -> list[str]:
    """Return the lines of the figures' table in Markdown."""
    rows = [("What", *COLUMNS), ("---", *("--:" for _ in COLUMNS))]
    rows += [(figure.what, *figure.cells) for figure in figures]
    return [f"| {' | '.join(row)} |" for row in rows]


def number(value: float) -> str:
    if 0 < value < 1:
        return f"{value:.4f}"
    return f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"
