"""A clock that was set wrong for a while: what it dated ahead is dated back before the next run.

Otherwise everything that is due would wait until the wrong day, and each true capture would count
as older than the wrong one. The portal's own `Date` headers, kept in WARC, say which of the two is
wrong: the clock that was, or the one that is.
"""

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecordType

from crawler.errors import IncompleteRun
from crawler.ledger import Ledger

TOLERANCE = 3_600_000
"""Milliseconds by which a clock may be set back without anybody's harm."""
TIMES = {
    "run": ("started_at", "ended_at"),
    "address": ("fetched_at", "shown_at", "gone_since"),
    "section": ("read_at", "complete_at"),
    "absence": ("at",),
    "capture": ("captured_at",),
    "revision": ("changed_at", "last_seen_at"),
    "attachment": ("fetched_at", "gone_since"),
    "attachment_capture": ("captured_at",),
}
"""Every moment in the ledger that our own clock told."""
log = logging.getLogger(__name__)


class ClockBehind(IncompleteRun):
    """The clock stands before the time at which the portal answered last, by the portal's word."""


def set_right(ledger: Ledger, warc: Path, now: int) -> int:
    """Date back what the ledger holds of times after `now`; return by how many milliseconds.

    All of it is moved by the same span, so that order and distances stay; texts are read again,
    and sent again, with their right time. Raises ClockBehind if it is the present clock that is
    wrong: nothing is changed then.
    """
    horizon = now + TOLERANCE
    newest = max(_newest(ledger, *column) for column in _columns())
    if newest <= horizon:
        return 0
    span = _span_by_portal(ledger, warc, now) or newest - now
    with ledger.transaction():
        ledger.execute(
            "UPDATE revision SET indexed = 0 WHERE max(changed_at, last_seen_at) > ?", horizon
        )
        # Not 0, which is a look at the portal: it is the article's own `captured_at` that is wrong.
        ledger.execute("UPDATE capture SET extractor = -1 WHERE captured_at > ?", horizon)
        for table, column in _columns():
            ledger.execute(
                f"UPDATE {table} SET {column} = {column} - ? WHERE {column} > ?",  # noqa: S608 - ours
                span, horizon,
            )  # fmt: skip
    days = span / 86_400_000
    log.warning("%s: the clock was %.1f days ahead: what it dated is dated back", ledger.path, days)
    return span


def _columns() -> list[tuple[str, str]]:
    return [(table, column) for table, columns in TIMES.items() for column in columns]


def _newest(ledger: Ledger, table: str, column: str) -> int:
    rows = ledger.query(f"SELECT coalesce(max({column}), 0) FROM {table}")  # noqa: S608 - ours
    return int(rows[0][0])


def _span_by_portal(ledger: Ledger, warc: Path, now: int) -> int | None:
    """Return how far ahead the newest capture is dated, None if no portal says so credibly."""
    captures = ledger.query(
        "SELECT captured_at, warc, offset FROM capture WHERE captured_at > ? "
        "ORDER BY captured_at DESC LIMIT 1",
        now + TOLERANCE,
    )
    said = _date_of(warc / captures[0]["warc"], captures[0]["offset"]) if captures else None
    if said is None:
        return None
    ahead: int = captures[0]["captured_at"]
    if abs(said - now) > abs(said - ahead):
        message = (
            f"{ledger.path.parent.name}: the clock says {_day(now)}, but the portal answered on "
            f"{_day(said)} already: set this machine's clock"
        )
        raise ClockBehind(message)
    before = ledger.query("SELECT max(captured_at) FROM capture WHERE captured_at <= ?", now)
    earliest: int = before[0][0] or 0
    return ahead - said if earliest <= said <= now + TOLERANCE else None


def _date_of(path: Path, offset: int) -> int | None:
    """Return the `Date` header of the response kept at an offset, in milliseconds."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(ArchiveIterator(file, record_types=WarcRecordType.response), None)
            said = record.http_headers.get("Date") if record is not None else None
            return int(parsedate_to_datetime(said).timestamp() * 1000) if said else None
    except (OSError, ValueError):
        return None


def _day(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / 1000, UTC):%Y-%m-%d %H:%M} UTC"
