"""A ledger that is damaged or lost, made again: from what can be read of it, then from WARC.

The WARC files hold every answer of the portal in the order in which it came, so judging them again
by the crawl's own rules finds the same addresses and captures in the same order. What no answer
says is learned again by the next runs: how sections were read, how often each article is looked
at, and which absences were believed.
"""

import io
import json
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from dateutil.parser import isoparse
from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType
from scrapy.http import Response

from crawler.absences import note_absence, note_presence
from crawler.archive import ORIGIN
from crawler.attachments import FileVisit, is_kept, settle
from crawler.blocking import Blocked, classify
from crawler.clock import now
from crawler.fetching.links import LinkFinder
from crawler.fetching.lists import UnreadableList, read_list
from crawler.fetching.responses import content_type, judge_article, redirect_target
from crawler.folders import DAMAGED, LEDGER, RUNS, WARC
from crawler.ledger import Ledger
from crawler.outcomes import GONE_STATES, Location, Outcome, State
from crawler.salvage import complete, salvage
from crawler.site import Site
from crawler.verification import REBUILDING, read_members

BUILDING = f"{LEDGER}.building"
SIDE_FILES = ("-wal", "-shm")
OUTCOME = "imported"
"""A rebuild is no run of the portal's: it counts as an import does."""
BATCH = 200
"""Records that are judged between two commits."""
WANTED = (WarcRecordType.response, WarcRecordType.revisit, WarcRecordType.conversion)


def renew_ledger(folder: Path) -> str:
    """Put a new ledger in the place of a portal's damaged or lost one; return what was saved.

    It holds what can be read of the old one, which is kept in `damaged/`. What its WARC files hold
    beyond that is taken up by `mend_file` and `replay`. Killed, it is done again from the old one.
    """
    path, building = folder / LEDGER, folder / BUILDING
    for old in (building, *(folder / f"{BUILDING}{end}" for end in SIDE_FILES)):
        old.unlink(missing_ok=True)
    stamp = f"{now():%Y%m%dT%H%M%S}"
    kept = folder / DAMAGED / f"{LEDGER}.{stamp}"
    rows = 0
    with Ledger(building) as ledger:
        if path.exists():
            kept.parent.mkdir(exist_ok=True)
            for end in ("", *SIDE_FILES):
                if (source := folder / f"{LEDGER}{end}").exists():
                    shutil.copyfile(source, f"{kept}{end}")
            rows = salvage(kept, ledger)
        complete(ledger)
        ledger.set_meta(REBUILDING, stamp)
        _take_up_runs(folder / RUNS, ledger)
        ledger.query("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in SIDE_FILES:
        (folder / f"{LEDGER}{end}").unlink(missing_ok=True)
    building.replace(path)
    said = f"{rows} rows read of the damaged one, kept as {DAMAGED}/{kept.name}"
    return f"{path}: made again ({said if kept.exists() else 'it was lost'})"


def _take_up_runs(reports: Path, ledger: Ledger) -> None:
    """Add the runs of which there are reports, beside those that the ledger knows."""
    for path in sorted(reports.glob("*.json")):
        try:
            report = json.loads(path.read_bytes())
            times = (_milliseconds(report[name]) for name in ("started_at", "ended_at"))
            row = (report["run"], *times, report["outcome"])
        except (ValueError, KeyError, TypeError):
            continue  # half-written: the doctor names it
        with ledger.transaction():
            ledger.execute(
                "INSERT OR IGNORE INTO run (id, started_at, ended_at, outcome) VALUES (?, ?, ?, ?)",
                *row,
            )


def _milliseconds(text: str) -> int:
    return int(isoparse(text).timestamp() * 1000)


def register_files(folder: Path, ledger: Ledger) -> list[str]:
    """Let the ledger know WARC files that it does not; return their names, oldest first.

    Until they are read by `replay`, the ledger says that it is not whole.
    """
    known = {row["name"] for row in ledger.query("SELECT name FROM warc")}
    names = [path.name for path in sorted((folder / WARC).glob("*")) if path.name not in known]
    if names:
        ledger.set_meta(REBUILDING, names[0])
    with ledger.transaction():
        for name in names:
            size = (folder / WARC / name).stat().st_size
            ledger.execute("INSERT INTO warc (name, size, records) VALUES (?, ?, 0)", name, size)
    return names


def replay(site: Site, folder: Path, ledger: Ledger) -> int:
    """Judge again every record that a portal's WARC files hold; return how many captures are new.

    The files must be mended. What the ledger knows stays as it is, so this can be done at any time.
    """
    before = _captures(ledger)
    judge = _Replay(site, ledger)
    for row in ledger.query("SELECT name, size FROM warc ORDER BY name"):
        batch: list[tuple[int, bytes]] = []
        for member in read_members(folder / WARC / row["name"], row["size"]):
            batch.append(member)
            if len(batch) == BATCH:
                judge.take(row["name"], batch)
                batch = []
        judge.take(row["name"], batch)
    with ledger.transaction():
        ledger.end_run(judge.run, OUTCOME)
        ledger.execute("DELETE FROM meta WHERE name = ?", REBUILDING)
    return _captures(ledger) - before


def _captures(ledger: Ledger) -> int:
    return int(ledger.query("SELECT count(*) FROM capture")[0][0])


class _Replay:
    """One pass over a portal's records, in the order in which they were written."""

    def __init__(self, site: Site, ledger: Ledger) -> None:
        self._platform = site.make_platform()
        self._links = LinkFinder(site.hosts, self._platform)
        self._ledger = ledger
        self._runs = ledger.query("SELECT id, started_at FROM run ORDER BY started_at DESC")
        self.run = ledger.start_run()

    def take(self, name: str, members: Sequence[tuple[int, bytes]]) -> None:
        """Judge some records of a file, in one transaction."""
        with self._ledger.transaction():
            for offset, member in members:
                record = next(iter(ArchiveIterator(io.BytesIO(member), auto_decode="content")))
                if record.record_type in WANTED:
                    self._judge(record, Location(name, offset, 0, 0))

    def _judge(self, record: WarcRecord, place: Location) -> None:
        moment = isoparse(record.headers["WARC-Date"])
        at = int(moment.timestamp() * 1000)
        response = _response(record)
        key = self._platform.article_key(response.url)
        if key is None or record.record_type == WarcRecordType.conversion:
            self._judge_other(response, place, at)
        elif not self._is_known(key, place, at):
            self._judge_article(record, response, key, place, at)

    def _is_known(self, key: str, place: Location, at: int) -> bool:
        """Tell whether the ledger has a capture; it may have put right what a wrong clock said."""
        rows = self._ledger.query(
            """SELECT 1 FROM capture
               WHERE key = ? AND (captured_at = ? OR (warc = ? AND offset = ?))""",
            key, at, place.file, place.offset,
        )  # fmt: skip
        return bool(rows)

    def _judge_other(self, response: Response, place: Location, at: int) -> None:
        """Take what is no article: a list's links, or a file that an article offers."""
        try:
            listing = read_list(response, self._platform)
        except UnreadableList:
            self._judge_file(response, place, at)
        else:
            self._find(self._links.articles(listing.articles, response.url), at)

    def _judge_file(self, response: Response, place: Location, at: int) -> None:
        reason = classify(response.status, response.body, content_type(response))
        if response.status != 200 or reason is not Blocked.NOT_HTML:
            return
        self._ledger.execute("INSERT OR IGNORE INTO attachment (url) VALUES (?)", response.url)
        digest = sha256(response.body).hexdigest()
        if is_kept(self._ledger, response.url, digest):
            return
        visit = FileVisit(response.url, State.CAPTURED, None, content_type(response), digest)
        settle(self._ledger, visit, at, place)

    def _judge_article(
        self, record: WarcRecord, response: Response, key: str, place: Location, at: int
    ) -> None:
        rows = self._ledger.query("SELECT fetched_at FROM address WHERE key = ?", key)
        is_news = not rows or at > (rows[0]["fetched_at"] or 0)
        if record.record_type == WarcRecordType.revisit:
            if is_news:
                self._seen_again(key, at)
            return
        outcome = self._outcome(response, key)
        self._find({key: self._platform.canonical_url(response.url)}, at)
        if outcome is None:
            return
        if outcome.state is State.CAPTURED:
            self._find(self._links.articles_in(response.body, response.url), at)
        elif not is_news:
            return
        self._ledger.settle_address(outcome, at)
        if outcome.state is State.NOT_FOUND:
            self._ledger.add_dead_address(key, response.url)
        if outcome.state in GONE_STATES:
            note_absence(self._ledger, outcome, self._run_at(at), at)
        if outcome.state is State.CAPTURED:
            if ORIGIN not in record.headers and is_news:
                note_presence(self._ledger, key, at)
            marks = (record.http_headers.get("ETag"), record.http_headers.get("Last-Modified"))
            self._ledger.add_capture(outcome, at, response.status, place, marks)

    def _outcome(self, response: Response, key: str) -> Outcome | None:
        """Return what an answer means for an article's address, as the spider would say.

        None for a redirect to another address of the same article, whose answer comes next.
        """
        target = redirect_target(response)
        if target is None:
            state, reason = judge_article(response, self._platform)
            return Outcome(key, response.url, state, reason)
        reason = f"http_{response.status}"
        if not self._links.in_scope(target):
            return Outcome(key, response.url, State.OFFSITE, reason, target)
        other = self._platform.article_key(target)
        if other == key:
            return None
        return Outcome(key, response.url, State.REDIRECTED, reason, target, other)

    def _seen_again(self, key: str, at: int) -> None:
        """Take a 304: the page of the newest capture was seen once more."""
        self._ledger.execute(
            """INSERT INTO capture (key, url, captured_at, status, warc, offset)
               SELECT key, url, ?, status, warc, offset FROM capture
               WHERE key = ? ORDER BY captured_at DESC LIMIT 1""",
            at, key,
        )  # fmt: skip
        self._ledger.execute("UPDATE address SET fetched_at = ? WHERE key = ?", at, key)

    def _find(self, found: dict[str, str], at: int) -> None:
        self._ledger.add_addresses(found.items(), self._run_at(at))

    def _run_at(self, at: int) -> int:
        """Return the run that was under way at a time, this one if none is known."""
        return next((row["id"] for row in self._runs if row["started_at"] <= at), self.run)


def _response(record: WarcRecord) -> Response:
    """Return a record's answer as the crawl's rules take it."""
    url, body = record.headers["WARC-Target-URI"], record.reader.read()
    if record.http_headers is None:
        return Response(url, body=body, headers={"Content-Type": "text/html"})
    headers = {
        name: value
        for name in ("Content-Type", "Location")
        if (value := record.http_headers.get(name)) is not None
    }
    return Response(url, status=record.http_headers.status_code or 200, headers=headers, body=body)
