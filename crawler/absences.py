"""Known articles that their portal no longer shows: gone, moved, or not to be believed.

An outage or a redesign answers "not found" for a whole archive. So a run only notes what it did not
find; when it ends the notes count if they are few. Nothing is ever deleted.
"""

from crawler.ledger import Ledger
from crawler.outcomes import Outcome
from crawler.revisits import LONGEST

FEW = 5
SHARE = 5
"""Absences are believed up to `FEW`, or up to one in `SHARE` of the known articles asked for."""


def note_absence(ledger: Ledger, outcome: Outcome, run: int, at: int) -> None:
    """Note, inside a transaction, that an article of ours was not found; any other is no absence.

    One that is known to be gone is looked at ever less often. One that only an import has seen is
    gone at once: that it is there no more says nothing of the portal.
    """
    ledger.execute(
        """INSERT OR REPLACE INTO absence
           SELECT key, ?, ?, ?, ?, ? FROM address
           WHERE key = ? AND state = 'captured' AND gone_since IS NULL AND moved_to IS NULL""",
        run, at, outcome.reason, outcome.redirected_to, outcome.redirected_key, outcome.key,
    )  # fmt: skip
    ledger.execute(
        """UPDATE address SET fetched_at = ?, interval = min(interval * 2, ?)
           WHERE key = ? AND gone_since IS NOT NULL""",
        at, LONGEST, outcome.key,
    )  # fmt: skip
    only_imported = "key IN (SELECT key FROM address WHERE key = ? AND shown_at IS NULL)"
    _mark_gone(ledger, only_imported, outcome.key)


def note_presence(ledger: Ledger, key: str, at: int) -> None:
    """Note, inside a transaction, that the portal showed an article."""
    ledger.execute("UPDATE address SET shown_at = ? WHERE key = ?", at, key)
    ledger.execute("DELETE FROM absence WHERE key = ?", key)


def settle_absences(ledger: Ledger, run: int, asked: int) -> tuple[int, bool]:
    """Mark as gone what a run did not find, inside a transaction, if that is to be believed.

    `asked` is how many known articles the run got an answer for, 0 for a run that is not to be
    believed in any case. Returns how many were absent, and
    whether they were believed; if not, they stay noted and the next run asks for them first.
    """
    absent = ledger.query("SELECT count(*) FROM absence")[0][0]
    if not absent:
        return 0, True
    believed = absent <= max(FEW, asked // SHARE) and (absent < asked or asked == 1)
    if believed:
        _mark_gone(ledger)
    ledger.execute("UPDATE run SET absent = ? WHERE id = ?", absent, run)
    return absent, believed


def accept_absences(ledger: Ledger) -> int:
    """Mark as gone whatever the last runs did not find: a person knows that it is. Return how many.

    A portal that was closed never looks otherwise than one that is down.
    """
    with ledger.transaction():
        absent = ledger.query("SELECT count(*) FROM absence")[0][0]
        _mark_gone(ledger)
    return int(absent)


def _mark_gone(ledger: Ledger, which: str = "1", *values: object) -> None:
    """Turn noted absences into `gone_since`: those that an SQL condition on `absence` chooses."""
    chosen = f"SELECT * FROM absence WHERE {which}"  # noqa: S608 - conditions are ours
    ledger.execute(
        f"""UPDATE address SET gone_since = n.at, fetched_at = n.at, reason = n.reason,
                redirected_to = n.redirected_to, moved_to = n.redirected_key
            FROM ({chosen}) n WHERE n.key = address.key""",  # noqa: S608
        *values,
    )
    ledger.execute(
        f"UPDATE revision SET indexed = 0 WHERE is_head AND key IN (SELECT key FROM ({chosen}))",  # noqa: S608
        *values,
    )
    ledger.execute(f"DELETE FROM absence WHERE {which}", *values)  # noqa: S608


_MOVES = """
    WITH gone AS (SELECT * FROM address WHERE gone_since IS NOT NULL),
    same AS (
        SELECT gone.key AS old, now.key AS new
        FROM gone JOIN revision was ON was.key = gone.key AND was.is_head
        JOIN revision now ON now.content_hash = was.content_hash AND now.is_head
        WHERE now.key <> was.key AND json_extract(was.article, '$.body[0]') IS NOT NULL
        UNION
        SELECT gone.key, now.key
        FROM gone JOIN revision was ON was.key = gone.key AND was.is_head
        JOIN revision now ON now.key = gone.moved_to AND now.is_head
        WHERE json_extract(now.article, '$.title') = json_extract(was.article, '$.title')
    )
    SELECT same.old, same.new FROM same
    JOIN address old ON old.key = same.old JOIN address new ON new.key = same.new
    WHERE new.state = 'captured' AND new.gone_since IS NULL AND new.first_run > old.first_run
    ORDER BY new.first_run
"""


def join_moves(ledger: Ledger) -> int:
    """Join articles that are gone with the new addresses that show their text; return how many.

    The texts are equal, or the old address redirects to the new one and the titles are equal. A
    moved article is not gone; as long as `gone_since` is set, `moved_to` is but a redirect.
    """
    with ledger.transaction():
        moves = {row["old"]: row["new"] for row in ledger.query(_MOVES)}
        for old, new in moves.items():
            ledger.execute(
                "UPDATE address SET moved_to = ?, gone_since = NULL WHERE key = ?", new, old
            )
            ledger.execute(
                "UPDATE revision SET indexed = 0 WHERE is_head AND key IN (?, ?)", old, new
            )
    return len(moves)
