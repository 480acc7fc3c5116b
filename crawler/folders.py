"""A portal's folder: data/<site>/ with ledger.sqlite, warc/, runs/ and the stages' locks.

It holds all that is known of a portal, and can be moved or copied to another machine as it is.
`damaged/` appears where `khotin doctor --repair` has taken something out of use.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

LEDGER = "ledger.sqlite"
WARC = "warc"
RUNS = "runs"
DAMAGED = "damaged"


def ledger_path(data: Path, site: str) -> Path:
    """Return where a site's ledger lies below the data folder."""
    return data / site / LEDGER


def known_sites(data: Path) -> list[str]:
    """Return the ids of the portals that have a folder with a ledger, sorted."""
    return sorted(p.parent.relative_to(data).as_posix() for p in data.rglob(LEDGER))


def kept_sites(data: Path) -> list[str]:
    """Return the ids of the portals of which a ledger or WARC files are kept, sorted."""
    folders = {path.parent for name in (LEDGER, WARC) for path in data.rglob(name)}
    return sorted(folder.relative_to(data).as_posix() for folder in folders)


def select_known(data: Path, patterns: Iterable[str]) -> list[str]:
    """Return the ids of the portals with a folder that match one of the patterns, all for none."""
    return _matching(known_sites(data), patterns)


def select_kept(data: Path, patterns: Iterable[str]) -> list[str]:
    """Return the ids of `kept_sites` that match one of the patterns, all for none."""
    return _matching(kept_sites(data), patterns)


def _matching(sites: Iterable[str], patterns: Iterable[str]) -> list[str]:
    wanted = list(patterns) or ["*"]
    return [site for site in sites if any(fnmatchcase(site, p) for p in wanted)]
