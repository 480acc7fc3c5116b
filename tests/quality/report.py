"""What was measured, as figures by set, as a table of 80 columns, and as the worst pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table

from tests.quality.floors import Figures
from tests.quality.scoring import METRICS, Score, Tally

REACH = {
    "body F1": ".985",
    "published": "1/.995",
    "event dates": ".98/.90",
    "issuer": "1/1",
    "places": ".97/.90",
    "names": ".97/.93",
    "positions": ".95/",
}
"""What the project sets itself to reach on every labelled set: precision and recall."""
WRITTEN = ("replicas", "cases", "seeds")
Scores = Sequence[Score]
Tallies = Mapping[str, Mapping[str, Tally]]


def by_group(scores: Scores) -> dict[str, list[Score]]:
    """Return the scores by set, in the order of the pages."""
    found: dict[str, list[Score]] = {}
    for score in scores:
        found.setdefault(score.group, []).append(score)
    return found


def tally(scores: Iterable[Score]) -> dict[str, Tally]:
    """Return the pages' tallies together, by metric."""
    found: dict[str, Tally] = {}
    for score in scores:
        for metric, counts in score.tallies.items():
            found.setdefault(metric, Tally()).add(counts)
    return found


def body_f1(scores: Iterable[Score]) -> float | None:
    """Return the mean F1 of the pages whose body is judged."""
    values = [score.body for score in scores if score.body is not None]
    return sum(values) / len(values) if values else None


def figures(scores: Scores) -> Figures:
    """Return every figure that is held, by set: "body F1", and "places P" and "places R" each."""
    found: dict[str, dict[str, float]] = {}
    for group, members in by_group(scores).items():
        own = found.setdefault(group, {})
        if (mean := body_f1(members)) is not None:
            own["body F1"] = mean
        for metric, counts in tally(members).items():
            own[f"{metric} P"], own[f"{metric} R"] = counts.precision, counts.recall
    return found


def sets_table(scores: Scores) -> Group:
    """Return precision and recall of every metric, a column a set, within 80 columns.

    What the project wrote stands above what was recorded.
    """
    groups = by_group(scores)
    written = {name: members for name, members in groups.items() if name in WRITTEN}
    recorded = {name: members for name, members in groups.items() if name not in WRITTEN}
    return Group(*(_table(part) for part in (written, recorded) if part))


def _table(groups: dict[str, list[Score]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("")
    for group in groups:
        table.add_column(group, justify="right")
    table.add_column("reach", justify="right")
    judged = ([score for score in members if score.body is not None] for members in groups.values())
    table.add_row("pages", *(str(len(members)) for members in judged))
    means = [body_f1(members) for members in groups.values()]
    shown = ("" if mean is None else _number(mean) for mean in means)
    table.add_row("body F1", *shown, REACH["body F1"])
    tallies = [tally(members) for members in groups.values()]
    for metric in METRICS:
        row = [_pair(counts[metric]) if metric in counts else "" for counts in tallies]
        if any(row):
            table.add_row(metric, *row, REACH.get(metric, ""))
    return table


def peers_table(ours: Scores, theirs: Scores, peers: Mapping[str, str]) -> Table:
    """Return our figures beside the peers', on the pages that both read, a row a set and peer."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "Set", "Ours", "Peer", "Who"):
        table.add_column(name, justify="right" if name in ("Ours", "Peer") else "left")
    us, them = by_group(ours), by_group(theirs)
    for metric, peer in peers.items():
        for group in us:
            mine = tally(us[group]).get(metric)
            other = tally(them.get(group, ())).get(metric)
            if mine and other:
                table.add_row(metric, group, _pair(mine), _pair(other), peer)
    return table


def worst(scores: Scores, number: int) -> list[Score]:
    """Return the pages with most faults, worst first."""
    faulty = [score for score in scores if score.faults]
    return sorted(faulty, key=lambda score: len(score.faults), reverse=True)[:number]


def to_json(ours: Scores, theirs: Scores) -> dict[str, Any]:
    """Return figures and faults with JSON's types."""
    return {
        "figures": figures(ours),
        "peers": figures(theirs),
        "pages": [
            {"set": score.group, "address": score.address, "faults": score.faults}
            for score in worst(ours, len(ours))
        ],
    }


def _pair(counts: Tally) -> str:
    return f"{_number(counts.precision)}/{_number(counts.recall)}"


def _number(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else "1"
