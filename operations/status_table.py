"""Portals' health as tables that fit 80 columns, and as lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Group
from rich.table import Table
from rich.text import Text

from crawler.coverage import SiteStatus
from crawler.dates import VIETNAM
from operations.verdict import BAD, Health, State

COLOURS = {State.LATE: "yellow", State.BROKEN: "red", State.BLOCKED: "red", State.FIXED: "green"}
FIGURES = ("Usual", "Articles", "Known", "Gone")


def status_table(healths: Sequence[Health]) -> Table:
    """Return where portals stand.

    "Usual" are the working days without news that a portal may have by its rhythm.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Portal", "State", "Last run", "Last new", *FIGURES):
        table.add_column(name, justify="right" if name in FIGURES else "left", overflow="fold")
    for health in healths:
        status, share = health.figures.status, health.figures.status.completeness
        table.add_row(
            status.site,
            Text(health.state, COLOURS.get(health.state, "")),
            _moment(status.last_run_at),
            _day(health.figures.last_new_at),
            str(health.rhythm.silence) if health.rhythm.gaps else "",
            str(status.articles),
            "" if share is None else f"{share:.0%}",
            str(status.gone),
        )
    return table


def sections_tables(healths: Sequence[Health]) -> Group:
    """Return the sections of each portal."""
    statuses = (health.figures.status for health in healths)
    return Group(*(_sections_table(status) for status in statuses if status.sections))


def remarks(healths: Sequence[Health]) -> Iterator[str]:
    """Yield what is to be said of portals, a line each, and how many stand how."""
    yield from _lines(healths)
    counts = Counter(health.state.value for health in healths)
    total = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    yield f"{len(healths)} portals: {total}"


def problems(healths: Sequence[Health]) -> list[str]:
    """Return a line for each portal for which somebody has to act."""
    return list(_lines([health for health in healths if health.state in BAD]))


def _lines(healths: Sequence[Health]) -> Iterator[str]:
    for health in healths:
        verdict = health.verdict
        if verdict.reason:
            page = f" ({verdict.page})" if verdict.page else ""
            yield f"{health.site.id} {verdict.state}: {verdict.reason}{page}"


def _sections_table(status: SiteStatus) -> Table:
    """Return a portal's sections: known of declared."""
    table = Table(box=None, pad_edge=False, header_style="bold", title=status.site)
    for name in ("Section", "Known", "of", "All read", "Problem"):
        figure = name in ("Known", "of")
        table.add_column(name, justify="right" if figure else "left", overflow="fold")
    for section in status.sections:
        declared = section.declared or f"{section.linked} linked"
        problem = Text(section.problem or "", "red")
        day = _day(section.complete_at)
        table.add_row(section.url, str(section.kept), str(declared), day, problem)
    return table


def _day(milliseconds: int | None) -> str:
    return _shown(milliseconds, "%d/%m/%Y")


def _moment(milliseconds: int | None) -> str:
    return _shown(milliseconds, "%d/%m %H:%M")


def _shown(milliseconds: int | None, form: str) -> str:
    if milliseconds is None:
        return "–"
    return datetime.fromtimestamp(milliseconds / 1000, VIETNAM).strftime(form)
