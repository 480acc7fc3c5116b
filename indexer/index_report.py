"""What an indexing did, as people and programs read it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from crawler.errors import IncompleteRun, KhotinError
from indexer.bulk import Result


@dataclass(slots=True)
class IndexReport:
    """What became of the texts sent, what still waits, and what went wrong.

    `put_off` of those that wait were refused for now while others were taken.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    put_off: int = 0
    errors: list[KhotinError] = field(default_factory=list)

    def close(self, waiting: int, put_off: int) -> None:
        """Note what is left, and what a person has to know of it."""
        self.waiting, self.put_off = waiting, put_off
        if waiting:
            refused = f", {put_off} of them refused for now" if put_off else ""
            left = f"{waiting} texts wait in the ledgers{refused}; `khotin index` sends them"
            self.errors.append(IncompleteRun(left))
        if dead := self.outcomes[Result.DEAD]:
            self.errors.append(IncompleteRun(f"{dead} refused; `khotin dead list` says why"))

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return f"texts sent: {counts or 'none'}; {self.waiting} waiting"

    def to_dict(self) -> dict[str, Any]:
        """Return the figures with JSON's types."""
        return {
            "outcomes": dict(self.outcomes),
            "waiting": self.waiting,
            "put_off": self.put_off,
            "errors": [str(error) for error in self.errors],
        }
