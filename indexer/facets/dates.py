"""Facets of time, in Vietnamese time."""

from datetime import datetime

from crawler.dates import VIETNAM


def year_in_vietnam(moment: datetime | None) -> int | None:
    """Return the calendar year of an aware moment as a reader in Vietnam sees it."""
    return None if moment is None else moment.astimezone(VIETNAM).year
