"""How a portal is: its state, why, and the figures behind it.

| state | what it means |
|---|---|
| ok | runs come when they are due, read all, and bring news as often as usual |
| late | no run came when one was due, or no news for longer than `operations.rhythm` says |
| broken | runs fail, lists or pages are not what they were |
| blocked | the portal answers with a challenge, a login, a refusal |
| gone | its unit is no more, or all its articles are marked as gone: nobody has to act |
| fixed | ok, after it was late, broken or blocked; until its next good run |
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from crawler.article import Flag
from crawler.site import Site
from operations.figures import FINISHED, UNREADABLE, Figures
from operations.rhythm import Rhythm, Volume

DEFECT_NAMES = {
    Flag.NO_DATE.value: "no date",
    Flag.NO_TITLE.value: "no title",
    Flag.NO_BODY.value: "no text",
    UNREADABLE: "no article",
}
"""What may be wrong with an article, in words."""


class State(StrEnum):
    """How a portal is."""

    OK = "ok"
    LATE = "late"
    BROKEN = "broken"
    BLOCKED = "blocked"
    GONE = "gone"
    FIXED = "fixed"


BAD = frozenset({State.LATE, State.BROKEN, State.BLOCKED})
"""States for which somebody has to act: `khotin status --check` fails."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state, why, and the address of the page that shows it."""

    state: State
    reason: str = ""
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """A portal's state with the figures that it was judged by.

    `rhythm` is learned from its news; until the end of `deadline` silence is usual. `next_run` is
    when its next run is due.
    """

    site: Site
    verdict: Verdict
    figures: Figures
    rhythm: Rhythm
    deadline: date | None
    volume: Volume
    next_run: datetime

    @property
    def state(self) -> State:
        """How the portal is."""
        return self.verdict.state

    @property
    def good_run(self) -> int | None:
        """The number of its last good run."""
        return next((run.id for run in self.figures.runs if run.outcome == FINISHED), None)

    @property
    def shares(self) -> dict[str, float | None]:
        """The share of the latest articles with each defect, None without articles."""
        return {name: self.figures.quality.share(name) for name in DEFECT_NAMES}

    def to_dict(self) -> dict[str, Any]:
        """Return the figures by name, with JSON's types; times in milliseconds since 1970."""
        figures, counters = self.figures, self.figures.counters
        return figures.status.to_dict() | {
            **asdict(self.verdict),
            "last_new_at": figures.last_new_at,
            "rhythm": asdict(self.rhythm),
            "deadline": self.deadline and self.deadline.isoformat(),
            "volume": asdict(self.volume),
            "next_run_at": int(self.next_run.timestamp() * 1000),
            "defects": self.shares,
            "links": {"found": counters.get("links/articles", 0), **counted(self, "links/refused")},
            "errors": errors(self),
            "waiting": figures.waiting,
        }


def counted(health: Health, kind: str) -> dict[str, int]:
    """Return the last run's counters of a kind, such as "links/refused", by what follows it."""
    start = f"{kind}/"
    counters = health.figures.counters.items()
    return {name.removeprefix(start): n for name, n in counters if name.startswith(start)}


def errors(health: Health) -> dict[str, int]:
    """Return what failed in the last run by reason: requests, sections, pages."""
    kinds = ("failures", "sections", "errors")
    return {f"{kind}/{name}": n for kind in kinds for name, n in counted(health, kind).items()}
