"""Revisit records: the page that an archive did not keep twice is one that we hold already."""

from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecordType

from crawler.importing.record import Record
from crawler.ledger import Ledger
from crawler.outcomes import Location


def find_unchanged(
    ledger: Ledger, warc: Path, key: str, record: Record
) -> tuple[str, Location] | None:
    """Return address and place of the capture of an article that a revisit record repeats.

    None if we hold none that it can be: an unchanged page is the newest one before it; a payload is
    known by the time that the record refers to, or by its digest. `warc` is the portal's folder of
    WARC files.
    """
    revisit = record.revisit
    if revisit is None:
        return None
    rows = ledger.query(
        """SELECT url, captured_at, warc, offset FROM capture WHERE key = ? AND captured_at <= ?
           ORDER BY captured_at DESC""",
        key, int(record.at.timestamp() * 1000),
    )  # fmt: skip
    refers_to = revisit.refers_to_date and int(revisit.refers_to_date.timestamp() * 1000)
    for row in rows:
        if (
            revisit.unchanged
            or row["captured_at"] == refers_to
            or (revisit.digest and _digest(warc / row["warc"], row["offset"]) == revisit.digest)
        ):
            return row["url"], Location(row["warc"], row["offset"], 0, 0)
    return None


def _digest(path: Path, offset: int) -> str | None:
    """Return the payload digest of a kept response, None where there is none to read."""
    with path.open("rb") as file:
        file.seek(offset)
        records = ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False)
        record = next(iter(records), None)
        return None if record is None else record.headers.get("WARC-Payload-Digest")
