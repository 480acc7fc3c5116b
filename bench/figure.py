"""A measured figure, beside its peer's, and the ratio that is to be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"
"""Where the recorded portals and the judged questions lie; they are not the project's own."""


class NotMeasurable(Exception):
    """A figure for which something is missing on this machine; the text says what."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, of us and of a peer; without a peer our figure itself is held.

    `reach` is what the ratio, or our figure, must reach; with `at_most` what it must not exceed.
    With `by_itself` our figure is held although there is a peer's beside it.
    """

    what: str
    ours: float
    reach: float
    peer: float | None = None
    at_most: bool = False
    by_itself: bool = False

    @property
    def held(self) -> float:
        """The number that is compared with `reach`."""
        return self.ours if self.peer is None or self.by_itself else self.ours / self.peer

    @property
    def is_reached(self) -> bool:
        """Tell whether the figure is as good as it must be."""
        return self.held <= self.reach if self.at_most else self.held >= self.reach


def shared(*parts: str) -> Path:
    """Return a file of the folder beside the checkout; raises NotMeasurable if it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        message = f"{'/'.join(('..', 'shared', *parts))} is not there"
        raise NotMeasurable(message)
    return path


def figures_table(figures: Sequence[Figure]) -> Table:
    """Return the figures as a table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("What")
    for name in ("Ours", "Peer", "Ratio", "Reach", "Ok"):
        table.add_column(name, justify="right")
    for figure in figures:
        ratio = "" if figure.peer is None else f"{figure.ours / figure.peer:.2f}"
        table.add_row(
            figure.what,
            _number(figure.ours),
            "" if figure.peer is None else _number(figure.peer),
            ratio,
            f"{'≤' if figure.at_most else '≥'} {figure.reach:g}",
            "yes" if figure.is_reached else "[red]NO[/red]",
        )
    return table


def _number(value: float) -> str:
    return f"{value:.4f}" if 0 < value < 1 else f"{value:,.1f}"
