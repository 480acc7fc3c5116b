"""A portal's folder: data/<site>/ with ledger.sqlite, warc/, runs/ and the stages' locks.

It holds all that is known of a portal, and can be moved or copied to another machine as it is.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

LEDGER = "ledger.sqlite"
WARC = "warc"
RUNS = "runs"


def ledger_path(data: Path, site: str) -> Path:
    """Return where a site's ledger lies below the data folder."""
    return data / site / LEDGER


def known_sites(data: Path) -> list[str]:
    """Return the ids of the portals that have a folder with a ledger, sorted."""
    return sorted(p.parent.relative_to(data).as_posix() for p in data.rglob(LEDGER))


def select_known(data: Path, patterns: Iterable[str]) -> list[str]:
    """Return the ids of the portals with a folder that match one of the patterns, all for none."""
    wanted = list(patterns) or ["*"]
    return [site for site in known_sites(data) if any(fnmatchcase(site, p) for p in wanted)]
