"""Texts that Elasticsearch refuses for now, and when that is the server's own trouble."""

from dataclasses import dataclass, field
from typing import Final

from indexer.bulk import LoadInterrupted

TRIES: Final = 3
"""Rounds in a row that may settle nothing before the server is believed to be in trouble."""


@dataclass(slots=True)
class PutOff:
    """What is not sent any more for the time being, so that it holds nothing else up.

    `items` are (article key, version) pairs. A text may be refused whatever the server does (it is
    larger than what the server takes at one time), or a full server refuses all: only what becomes
    of the others tells.
    """

    items: set[tuple[str, int]] = field(default_factory=set)
    _why: LoadInterrupted | None = None
    _idle: int = 0

    def add_refused(self, error: LoadInterrupted) -> None:
        """Put off what ended a portal's load; raises the error if all of the server is meant."""
        if not error.others_may_pass:
            raise error
        self._why = error
        self.items.update(error.refused)

    def judge_round(self, settled: int, added: int) -> None:
        """Take note of a round: how many texts were settled, how many newly put off.

        Raises what the load was interrupted by where nothing else is taken either; then all may be
        sent again.
        """
        if settled:
            self._why, self._idle = None, 0
            return
        self._idle += 1
        if self._why is not None and (not added or self._idle == TRIES):
            why = self._why
            self.clear()
            raise why

    def clear(self) -> None:
        """Let everything be sent again."""
        self.items.clear()
        self._why, self._idle = None, 0
