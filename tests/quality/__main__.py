"""Score the facts of every labelled page that is there, beside what peers find on the same pages.

    python -m tests.quality [--worst 20] [--json] [--no-peers] [--raise-floors] [--lower-floors]

Figures and worst pages go to stdout. Exit code 1 if a figure is below its floor.
"""

import json
import sys

import click
from rich.console import Console

from tests.quality.copies import score_duplicates
from tests.quality.floors import find_breaches, find_raises, load_floors, write_floors
from tests.quality.pages import load_cases
from tests.quality.report import figures, peers_table, sets_table, to_json, worst
from tests.quality.scoring import Score, score


@click.command()
@click.option(
    "--worst", "number", default=20, show_default=True, help="Pages to name, worst first."
)
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, every faulty page.")
@click.option("--peers/--no-peers", default=True, help="Measure underthesea and htmldate as well.")
@click.option("--raise-floors", is_flag=True, help="Write the floors that rose or are new.")
@click.option("--lower-floors", is_flag=True, help="Write lower floors, too, and pass.")
def main(
    number: int, *, as_json: bool, peers: bool, raise_floors: bool, lower_floors: bool
) -> None:
    """Score the facts of every labelled page; exit code 1 below a floor of floors.toml."""
    console = Console(highlight=False, markup=False)
    status = Console(stderr=True, highlight=False, markup=False)
    cases = load_cases()
    ours = [*(score(case) for case in cases), *score_duplicates()]
    theirs: list[Score] = []
    if peers:
        from tests.quality.peers import PEER_OF, score_peers  # slow to import

        status.print(f"asking the peers about {len(cases)} pages…")
        theirs = [score_peers(case) for case in cases]
    if as_json:
        click.echo(json.dumps(to_json(ours, theirs), ensure_ascii=False, indent=1))
    else:
        console.print(sets_table(ours))
        if theirs:
            console.print()
            console.print(peers_table(ours, theirs, PEER_OF))
        for page in worst(ours, number):
            lines = (f"\n{page.group} {page.address}", *page.faults)
            console.print(*lines, sep="\n  ", soft_wrap=True)
    measured = figures(ours)
    if raise_floors or lower_floors:
        write_floors(measured, lower=lower_floors)
    floors = load_floors()
    breaches = find_breaches(measured, floors)
    for breach in breaches:
        status.print(f"below the floor: {breach}")
    if count := sum(map(len, find_raises(measured, floors).values())):
        status.print(f"{count} floors may rise: python -m tests.quality --raise-floors")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
