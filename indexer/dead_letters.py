"""Dead letters: texts that Elasticsearch refuses, kept in their portal's ledger with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from rich.table import Table

from crawler.config import Config
from crawler.folders import ledger_path, select_known
from crawler.ledger import Ledger
from crawler.revisions import dead_letters, revive


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused text: its article's key and address, which revision it is, and why."""

    key: str
    url: str
    revision: int
    captured_at: datetime
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Return the fields with JSON's types."""
        return asdict(self) | {"captured_at": self.captured_at.isoformat()}


def list_dead(config: Config, patterns: Iterable[str]) -> list[DeadLetter]:
    """Return the refused texts of the portals that match."""
    letters = []
    for site in select_known(config.data, patterns):
        with Ledger(ledger_path(config.data, site)) as ledger:
            letters += [
                DeadLetter(
                    item.article.key,
                    item.article.canonical_url,
                    item.number,
                    datetime.fromtimestamp(item.changed_at / 1000, UTC),
                    item.dead_reason or "",
                )
                for item in dead_letters(ledger)
            ]
    return letters


def revive_dead(config: Config, sites: Iterable[str], key: str | None = None) -> int:
    """Let the next indexing try refused texts again, one article's or all; return how many."""
    count = 0
    for site in sites:
        path = ledger_path(config.data, site)
        if path.exists():
            with Ledger(path) as ledger:
                count += revive(ledger, key and key.removeprefix(f"{site}:"))
    return count


def dead_table(letters: Sequence[DeadLetter]) -> Table:
    """Return the refused texts as a table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Article", "Rev.", "Why"):
        table.add_column(name, overflow="fold")
    for letter in letters:
        table.add_row(letter.key, str(letter.revision), letter.reason)
    return table
