"""The ledger's part for files: which articles offer them, where each stands, what they say."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from crawler.article import Attachment
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import GONE_STATES, Location, State
from crawler.reading.attachments import MEDIA_TYPES
from crawler.site import Site
from crawler.urls import host_of

MAX_ATTEMPTS = 5
"""Runs that ask for a file that fails; after them only a recheck asks again."""
READ_ENDINGS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".odt", ".rtf")
READ_TYPES = frozenset(MEDIA_TYPES[ending] for ending in READ_ENDINGS)
"""Media types whose text can be read."""


@dataclass(frozen=True, slots=True)
class FileCapture:
    """A kept file that is to be read: where its record lies."""

    id: int
    url: str
    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class FileText:
    """What was read in a file.

    `outcome` is "read", "scan_only" (a PDF that is pictures of pages), or why there is no text;
    `text` has a line a paragraph, in NFC; `cut` says that it is only the beginning.
    """

    outcome: str
    text: str | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class FileVisit:
    """What became of a file's address, and the SHA-256 of what it answered if that is a file."""

    url: str
    state: State
    reason: str | None = None
    media_type: str | None = None
    sha256: str | None = None


def register(ledger: Ledger, key: str, files: Iterable[Attachment]) -> None:
    """Note, inside a transaction, the files that an article offers; known ones stay as they are."""
    for file in files:
        ledger.execute(
            "INSERT OR IGNORE INTO attachment (url, type) VALUES (?, ?)", file.url, file.type
        )
        ledger.execute("INSERT OR IGNORE INTO attachment_link VALUES (?, ?)", file.url, key)


def wanted(ledger: Ledger, hosts: Collection[str], *, recheck: bool = False) -> list[str]:
    """Return the addresses of files to fetch: of a kind that can be read, on one of some hosts.

    They were never fetched, or failed in fewer than `MAX_ATTEMPTS` runs; with `recheck` all that
    were ever asked for are asked again.
    """
    open_states = (State.PENDING, State.FAILED, State.BLOCKED)
    rows = ledger.query(
        """SELECT url, type FROM attachment
           WHERE (state IN (?, ?, ?) AND attempts < ?) OR ? ORDER BY rowid""",
        *open_states, MAX_ATTEMPTS, recheck,
    )  # fmt: skip
    return [
        row["url"]
        for row in rows
        if (row["type"] is None or row["type"] in READ_TYPES) and host_of(row["url"]) in hosts
    ]


def any_wanted(sites: Iterable[Site], data: Path, *, recheck: bool) -> bool:
    """Tell whether some portal has files to fetch."""
    for site in sites:
        path = ledger_path(data, site.id)
        if site.attachments and path.exists():
            with Ledger(path) as ledger:
                if wanted(ledger, site.attachment_hosts, recheck=recheck):
                    return True
    return False


def is_kept(ledger: Ledger, url: str, sha256: str) -> bool:
    """Tell whether an address was captured with this content before."""
    sql = "SELECT 1 FROM attachment_capture WHERE url = ? AND sha256 = ?"
    return bool(ledger.query(sql, url, sha256))


def settle(ledger: Ledger, visit: FileVisit, at: int, place: Location | None = None) -> None:
    """Record, inside a transaction, what became of an address; `place` is where its file lies.

    A file that was captured stays captured, whatever its address answers later.
    """
    ledger.execute(
        """UPDATE attachment SET fetched_at = ?1, reason = ?2,
               attempts = CASE WHEN ?3 IN ('failed', 'blocked') THEN attempts + 1 ELSE 0 END,
               gone_since = CASE WHEN ?3 = 'captured' THEN NULL WHEN state = 'captured' AND ?4
                            THEN coalesce(gone_since, ?1) ELSE gone_since END,
               state = CASE state WHEN 'captured' THEN state ELSE ?3 END
           WHERE url = ?5""",
        at, visit.reason, visit.state, visit.state in GONE_STATES, visit.url,
    )  # fmt: skip
    if place is not None:
        ledger.execute(
            """INSERT OR IGNORE INTO attachment_capture
                   (url, captured_at, media_type, sha256, warc, offset)
               VALUES (?, ?, ?, ?, ?, ?)""",
            visit.url, at, visit.media_type, visit.sha256, place.file, place.offset,
        )  # fmt: skip


def unread(ledger: Ledger, reader: int, limit: int) -> list[FileCapture]:
    """Return kept files, oldest first, that this version of the reader has not read."""
    rows = ledger.query(
        """SELECT id, url, warc, offset FROM attachment_capture WHERE reader < ?
           ORDER BY id LIMIT ?""",
        reader, limit,
    )  # fmt: skip
    return [FileCapture(*row) for row in rows]


def store_text(ledger: Ledger, capture: FileCapture, reader: int, found: FileText) -> None:
    """Record, inside a transaction, what a file says, and let its articles be indexed again.

    A reader that finds nothing takes no text away that an older one has found.
    """
    ledger.execute(
        """UPDATE attachment_capture SET reader = ?1, outcome = iif(?3 IS NULL AND text IS NOT NULL,
               outcome, ?2), cut = iif(?3 IS NULL, cut, ?4), text = coalesce(?3, text)
           WHERE id = ?5""",
        reader, found.outcome, found.text, found.cut, capture.id,
    )  # fmt: skip
    ledger.execute(
        """UPDATE revision SET indexed = 0 WHERE dead_reason IS NULL
           AND key IN (SELECT key FROM attachment_link WHERE url = ?)""",
        capture.url,
    )  # fmt: skip


def texts_of(ledger: Ledger, key: str) -> dict[str, FileText]:
    """Return by address what the files of an article say: of each the newest text that is kept."""
    rows = ledger.query(
        """SELECT url, outcome, text, cut FROM attachment_link JOIN attachment_capture USING (url)
           WHERE key = ? AND reader > 0 ORDER BY text IS NOT NULL, captured_at""",
        key,
    )
    return {row["url"]: FileText(row["outcome"], row["text"], bool(row["cut"])) for row in rows}


def reading_mark(ledger: Ledger, key: str) -> tuple[int, ...]:
    """Return what changes whenever another file of an article was read, or read again."""
    rows = ledger.query(
        """SELECT count(*), coalesce(max(id), 0), coalesce(sum(reader), 0)
           FROM attachment_link JOIN attachment_capture USING (url) WHERE key = ? AND reader > 0""",
        key,
    )
    return tuple(rows[0])
