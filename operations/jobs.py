"""What is done for a portal, as a job that a machine among several takes from a queue."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from rich.table import Table


class Verb(StrEnum):
    """What is done for a portal; each is a queue of its own, so that a machine can choose."""

    CRAWL = "crawl"
    INDEX = "index"


PRIORITIES = {Verb.CRAWL: 0, Verb.INDEX: -1}
"""Of two jobs of a portal the higher one is done first: were it the older one, a crawl would wait
for a machine that indexes, and articles be lost meanwhile."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job that is not done: it waits ("todo"), is being done ("doing") or went wrong ("failed").

    `worker` is the number of who does it.
    """

    id: int
    verb: str
    site: str
    status: str
    worker: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields with JSON's types."""
        return asdict(self)


def jobs_table(jobs: Iterable[Job]) -> Table:
    """Return the jobs as a table that fits 80 columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Portal", overflow="fold")
    for name in ("Verb", "Status", "Worker"):
        table.add_column(name)
    for job in jobs:
        table.add_row(job.site, job.verb, job.status, str(job.worker or ""))
    return table
