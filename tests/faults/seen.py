"""An indexing in this process, as the operator of `khotin index` sees it end."""

import json
from dataclasses import dataclass
from pathlib import Path

from crawler.config import Config
from crawler.errors import KhotinError
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.site import load_sites
from indexer.indexing import index_sites
from tests.faults.portal import SITE
from tests.pipeline.archive import Archive


@dataclass(frozen=True, slots=True)
class Seen:
    """The exit code, and the lines on stderr."""

    code: int
    said: str


def index(archive: Archive, *, url: str = "", wait: float = 1.0) -> Seen:
    """Index what waits, through another address of the server if one is given."""
    config = Config(
        data=archive.data,
        elasticsearch_url=url or archive.url,
        index_prefix=archive.prefix,
        wait=wait,
    )
    try:
        report = index_sites(list(load_sites(archive.folder / "sites").values()), config)
    except KhotinError as error:
        return Seen(error.exit_code, str(error))
    code = report.errors[0].exit_code if report.errors else 0
    return Seen(code, "\n".join(map(str, report.errors)))


def count(archive: Archive) -> int:
    """Return how many articles the index holds; fails if one stands twice."""
    return len(archive.documents())


def left(archive: Archive, site: str = SITE) -> int:
    """Return how many texts wait in a portal's ledger."""
    with Ledger(ledger_path(archive.data, site)) as ledger:
        sql = "SELECT count(*) FROM revision WHERE indexed = 0 AND dead_reason IS NULL"
        return int(ledger.query(sql)[0][0])


def write_body(path: Path, paragraphs: list[str], key: str | None = None) -> str:
    """Give an article another body in its ledger, the first one unless named; return its key."""
    with Ledger(path) as ledger, ledger.transaction():
        sql = "SELECT key, article FROM revision WHERE key = ?1 OR ?1 IS NULL ORDER BY key LIMIT 1"
        row = ledger.query(sql, key)[0]
        article = json.dumps({**json.loads(row["article"]), "body": paragraphs})
        sql = "UPDATE revision SET article = ?, indexed = 0, dead_reason = NULL WHERE key = ?"
        ledger.execute(sql, article, row["key"])
    return str(row["key"])
