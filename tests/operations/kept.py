"""A crawled portal's folder that a test may damage."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.extraction import extract_captures
from crawler.folders import LEDGER, WARC
from crawler.ledger import Ledger
from crawler.site import Site
from crawler.verification import verify_folder
from operations.repair import repair_folder

SITE = "mau/van-quan"
TEXTS = "SELECT key, content_hash, changed_at, is_head FROM revision ORDER BY key, changed_at"
TIMES = "SELECT key, captured_at FROM capture ORDER BY key, captured_at"


@dataclass(frozen=True, slots=True)
class Kept:
    """A copy of the crawled portal that a test may damage."""

    data: Path
    site: Site

    @property
    def folder(self) -> Path:
        return self.data / SITE

    @property
    def warcs(self) -> list[Path]:
        return sorted((self.folder / WARC).iterdir())

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with Ledger(self.folder / LEDGER) as ledger:
            return [tuple(row) for row in ledger.query(sql, *values)]

    def damage(self) -> list[str]:
        """Return what the doctor names."""
        return verify_folder(self.data, SITE).damage

    def repair(self) -> list[str]:
        """Mend the folder and read what is to be read; fails unless all agrees afterwards."""
        done = repair_folder(self.site, self.data)
        extract_captures([self.site], self.data, workers=1)
        assert self.damage() == []
        assert repair_folder(self.site, self.data) == [] or verify_folder(self.data, SITE).lost
        return done
