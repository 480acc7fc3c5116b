"""Keeps fetched files: to WARC first, to the ledger after, on one thread of its own."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from crawler.archive import Exchange, WarcWriter, repair_tails
from crawler.attachments import FileVisit, is_kept, settle, wanted
from crawler.clock import now_ms
from crawler.folders import LEDGER, WARC
from crawler.ledger import Ledger
from crawler.outcomes import State
from crawler.site import Site

Result = TypeVar("Result")


class FileKeeper:
    """The writer of one pass over a portal's files; every method waits for its disk elsewhere."""

    def __init__(self, folder: Path) -> None:
        """Take the portal's folder."""
        self._folder = folder
        # SQLite's connections belong to the thread that opened them.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def open(self, site: Site, *, recheck: bool) -> list[str]:
        """Mend what a killed run left and return the addresses to fetch.

        Raises StorageError and ArchiveDamaged, as the other methods do.
        """
        return await self._run(lambda: self._open(site, recheck=recheck))

    def _open(self, site: Site, *, recheck: bool) -> list[str]:
        self._ledger = Ledger(self._folder / LEDGER)
        repair_tails(self._folder / WARC, self._ledger)
        self._writer = WarcWriter(self._folder / WARC, self._folder.name, self._ledger)
        return wanted(self._ledger, site.attachment_hosts, recheck=recheck)

    async def keep(self, visit: FileVisit, exchange: Exchange | None, content: bytes) -> None:
        """Record what became of an address, and the file if it is one that is not kept yet.

        `content` is the answer's body without its content encoding.
        """
        await self._run(lambda: self._keep(visit, exchange, content))

    def _keep(self, visit: FileVisit, exchange: Exchange | None, content: bytes) -> None:
        at = int(exchange.at.timestamp() * 1000) if exchange else now_ms()
        if visit.state is State.CAPTURED:
            visit = replace(visit, sha256=hashlib.sha256(content).hexdigest())
            if is_kept(self._ledger, visit.url, visit.sha256 or ""):
                exchange = None
        place = self._writer.append(exchange) if exchange else None
        self._writer.flush()
        with self._ledger.transaction():
            if place is not None:
                self._ledger.acknowledge_warc(place)
            settle(self._ledger, visit, at, place if visit.state is State.CAPTURED else None)

    async def close(self) -> None:
        """Seal the WARC file."""
        await self._run(self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        self._writer.close()
        self._ledger.close()
