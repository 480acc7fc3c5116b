"""When a known article is looked at again: often while its text changes, ever less while it stays.

The interval follows the text, never the HTML, which differs at every fetch. A new article's first
one is an eighth of its age: what stood unchanged for years will hardly change tomorrow. (Nutch and
StormCrawler adapt in the same way.)
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.ledger import Ledger

DAY = 86_400_000
"""Milliseconds."""
SHORTEST, LONGEST = DAY, 128 * DAY
BUDGET = 200
"""Known articles that one run looks at again at most: lists and new articles come first."""
SECOND_CHANCES = 20
"""Addresses without an article that one run asks again at most: most of them are dead for ever."""
PROOFS, REPEATS = 3, 10
"""Edits that changed a validator, and unchanged texts under an unchanged one, before a portal's
ETag and Last-Modified are believed. NukeViet's Last-Modified is always a day before now; feeds of
other portals kept their ETag while they changed."""


@dataclass(frozen=True, slots=True)
class Look:
    """A known article to look at again, with the validators of its newest capture."""

    key: str
    url: str
    etag: str | None = None
    last_modified: str | None = None


def first_interval(published_at: int | None, captured_at: int) -> int:
    """Return how long to wait after an article's first capture; all in milliseconds."""
    age = 0 if published_at is None else captured_at - published_at
    return min(max(age // 8, SHORTEST), LONGEST)


def schedule(ledger: Ledger, key: str, outcome: str, first: int) -> None:
    """Set, inside a transaction, when to look again, by what the last look found.

    `outcome` is "new", "changed" or "same"; `first` is the interval for an article that has none.
    """
    factor = {"changed": 0.5, "same": 2.0}.get(outcome, 1.0)
    ledger.execute(
        """UPDATE address SET interval = CASE WHEN interval IS NULL THEN ?1
               ELSE min(max(cast(interval * ?2 AS INTEGER), ?3), ?4) END
           WHERE key = ?5""",
        first, factor, SHORTEST, LONGEST, key,
    )  # fmt: skip


def note_unchanged(ledger: Ledger, key: str, at: int) -> None:
    """Record, inside a transaction, that a portal answered 304: the text is the one we have."""
    ledger.execute("UPDATE address SET fetched_at = ?, reason = NULL WHERE key = ?", at, key)
    ledger.execute(
        "UPDATE revision SET last_seen_at = max(last_seen_at, ?) WHERE key = ? AND is_head", at, key
    )
    schedule(ledger, key, "same", SHORTEST)


def due(ledger: Ledger, now: int, limit: int = BUDGET) -> list[Look]:
    """Return the articles to look at again, the longest overdue first.

    Those that the run before did not find come before all others: they are to be confirmed. One
    without a date has no validators: its page may state one today though its text is the same.
    """
    rows = ledger.query(
        """SELECT a.key, a.url, iif(a.published_at IS NULL, NULL, c.etag),
               iif(a.published_at IS NULL, NULL, c.last_modified)
           FROM address a LEFT JOIN absence ON absence.key = a.key
           JOIN capture c ON c.id = (SELECT id FROM capture WHERE key = a.key
                                     ORDER BY captured_at DESC LIMIT 1)
           WHERE a.state = 'captured' AND (a.moved_to IS NULL OR a.gone_since IS NOT NULL)
               AND (absence.key IS NOT NULL OR a.fetched_at + coalesce(a.interval, ?) <= ?)
           ORDER BY absence.key IS NULL, a.fetched_at + a.interval LIMIT ?""",
        SHORTEST, now, limit,
    )  # fmt: skip
    return [Look(*row) for row in rows]


def second_chances(ledger: Ledger, now: int, limit: int = SECOND_CHANCES) -> list[tuple[str, str]]:
    """Return (key, url) of addresses that have never shown an article, to be asked again.

    A portal that answers "not found" to everything for some days would else lose what was new on
    them. Each waits as long again as it has been known at its last answer: twice as long each time.
    """
    rows = ledger.query(
        """SELECT address.key, url FROM address LEFT JOIN run ON run.id = first_run
           WHERE state IN ('not_found', 'redirected', 'offsite')
               AND fetched_at + min(max(fetched_at - coalesce(started_at, 0), ?), ?) <= ?
           ORDER BY fetched_at LIMIT ?""",
        SHORTEST, LONGEST, now, limit,
    )  # fmt: skip
    return [(row["key"], row["url"]) for row in rows]


def lost(ledger: Ledger, section: str, seen: Iterable[str]) -> list[Look]:
    """Return the captured articles that a section linked to once and a whole reading did not."""
    shown = set(seen)
    rows = ledger.query(
        """SELECT a.key, a.url FROM listed JOIN address a USING (key)
           WHERE listed.section = ? AND a.state = 'captured'
               AND a.moved_to IS NULL AND a.gone_since IS NULL""",
        section,
    )
    return [Look(row["key"], row["url"]) for row in rows if row["key"] not in shown]


def published_since(ledger: Ledger, moment: int) -> set[str]:
    """Return the keys of the articles published at a moment (milliseconds) or later.

    One without a date counts from when it appeared, unless it was there when all began.
    """
    rows = ledger.query(
        """SELECT key FROM address WHERE published_at >= ?1 OR (published_at IS NULL
               AND first_run IN (SELECT id FROM run WHERE started_at >= ?1
                   AND id > (SELECT min(id) FROM run WHERE outcome = 'finished')))""",
        moment,
    )
    return {row[0] for row in rows}


def trusts_validators(ledger: Ledger) -> bool:
    """Tell whether the portal has proved that ETag and Last-Modified follow its articles' texts.

    One edit under an unchanged validator is a lie, and one lie is enough.
    """
    lies, proofs, repeats = ledger.query(
        """SELECT count(*) FILTER (WHERE outcome = 'changed' AND mark = before),
                  count(*) FILTER (WHERE outcome = 'changed' AND mark <> before),
                  count(*) FILTER (WHERE outcome = 'same' AND mark = before)
           FROM (SELECT outcome, mark, lag(mark) OVER (PARTITION BY key ORDER BY captured_at)
                     AS before
                 FROM (SELECT *, coalesce(etag, '') || ' ' || coalesce(last_modified, '') AS mark
                       FROM capture WHERE etag IS NOT NULL OR last_modified IS NOT NULL))"""
    )[0]
    return bool(lies == 0 and proofs >= PROOFS and repeats >= REPEATS)
