"""`python -m tests.faults.killed POINT VERB…` is `khotin VERB…`, killed with -9 at a chosen point.

The program is the real one; only the moment of its death is made certain.
"""

import os
import signal
import sys
from itertools import count
from typing import Final

import khotin
from crawler import extraction
from crawler.archive import WarcWriter
from crawler.fetching.recorder import Recorder
from indexer.bulk import Loader

POINTS: Final[dict[str, tuple[object, str, int]]] = {
    "after the WARC flush": (WarcWriter, "flush", 3),
    "after the ledger's commit": (Recorder, "_write", 3),
    "after the extraction's commit": (extraction, "_commit", 1),
    "after the bulk": (Loader, "_request", 1),
}
"""Whose call is the last thing that is done, and which one of its calls."""


def die_after(owner: object, name: str, call: int) -> None:
    """Let the process end as by `kill -9` when a function returns for the `call`th time."""
    real = getattr(owner, name)
    calls = count(1)

    def last(*arguments: object) -> object:
        result = real(*arguments)
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, last)


if __name__ == "__main__":
    point, *sys.argv[1:] = sys.argv[1:]
    die_after(*POINTS[point])
    khotin.main()
