"""What the last check knew of a portal: data/<site>/health.json, written whole or not at all.

So a change of state is told once, a portal that is well again is called fixed for a while, and what
could not be told waits. Without the file nothing is lost but that.
"""

import json
import logging
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from operations.verdict import BAD, Health, State, Verdict

FILE = "health.json"
KEPT = 200
"""Changes of state that are remembered."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state, at a moment in milliseconds since 1970."""

    at: int
    before: State
    state: State
    reason: str
    page: str | None

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Read what `asdict` wrote; raises TypeError or ValueError otherwise."""
        states = {name: State(values[name]) for name in ("before", "state")}
        return cls(**{**values, **states})


@dataclass(frozen=True, slots=True)
class Memory:
    """The state that was last noted, its changes, and those that wait to be told, by channel.

    `good_run` is the last good run then; `attempts` how often telling failed since none waited.
    """

    verdict: Verdict = field(default_factory=lambda: Verdict(State.OK))
    good_run: int | None = None
    changes: tuple[Change, ...] = ()
    waiting: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    attempts: int = 0

    def settle(self, verdict: Verdict, good_run: int | None) -> Verdict:
        """Return a verdict, "fixed" for one that is well again and has had no good run since."""
        if verdict.state is State.OK and self.verdict.state in BAD:
            reason = f"was {self.verdict.state}: {self.verdict.reason}"
            return Verdict(State.FIXED, reason, self.verdict.page)
        is_fixed = self.verdict.state is State.FIXED and self.good_run == good_run
        return self.verdict if verdict.state is State.OK and is_fixed else verdict

    def note(self, health: Health, channels: tuple[str, ...], at: int) -> Self:
        """Return what is known after a check; a change waits for each channel that there is.

        That a portal is ok after it was called fixed is told nobody.
        """
        waiting = {name: self.waiting.get(name, ()) for name in channels}
        changes = self.changes
        if health.state is not self.verdict.state:
            verdict = health.verdict
            change = Change(at, self.verdict.state, health.state, verdict.reason, verdict.page)
            changes = (*changes, change)[-KEPT:]
            if health.state is not State.OK:
                waiting = {name: (*found, change) for name, found in waiting.items()}
        return replace(
            self,
            verdict=health.verdict,
            good_run=health.good_run if health.state is not self.verdict.state else self.good_run,
            changes=changes,
            waiting=waiting,
        )

    def verdict_at(self, at: int) -> Verdict:
        """Return the verdict at a moment in milliseconds since 1970, as far as is remembered."""
        for change in reversed(self.changes):
            if change.at <= at:
                return Verdict(change.state, change.reason, change.page)
        return Verdict(self.changes[0].before) if self.changes else self.verdict


def recall(folder: Path) -> Memory:
    """Return what the last check of a portal knew; nothing if there was none."""
    path = folder / FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        verdict = values["verdict"]
        return Memory(
            Verdict(State(verdict["state"]), verdict["reason"], verdict["page"]),
            values["good_run"],
            _changes(values["changes"]),
            {name: _changes(found) for name, found in values["waiting"].items()},
            values["attempts"],
        )
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s: unreadable (%s): what it knew is forgotten", path, error)
        return Memory()


def _changes(values: list[dict[str, Any]]) -> tuple[Change, ...]:
    return tuple(Change.from_dict(each) for each in values)


def remember(folder: Path, memory: Memory) -> None:
    """Write what a check knows; raises OSError, and then what was there is untouched."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{FILE}.new"
    text = json.dumps(asdict(memory), indent=1, ensure_ascii=False)
    fresh.write_text(text + "\n", encoding="utf-8")
    fresh.replace(folder / FILE)
