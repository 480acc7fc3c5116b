"""WARC records to the byte, and an archive that takes them."""

import gzip
import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.archive import read_page
from crawler.folders import WARC, ledger_path
from crawler.importing.imports import ImportReport, import_sources
from crawler.ledger import Ledger
from crawler.page import Page
from crawler.site import Site
from crawler.verification import verify_folder

HOST = "vanlang.example"
SITE = "langson/van-lang"
DATE = "2023-01-02T03:04:05Z"
LATER = "2023-03-04T05:06:07Z"


def address(number: int, host: str = HOST) -> str:
    """Return the address of an article."""
    return f"http://{host}/tin-tuc/ho-i-nghi-tong-ket-nam-{number}.html"


def html(
    title: str = "Hội nghị tổng kết", text: str = "Sáng nay, huyện họp.", links: str = ""
) -> bytes:
    """Return a page that is large enough to be one."""
    body = f"<h1>{title}</h1>" + f"<p>{text} Có 120 đại biểu dự.</p>" * 4 + links
    head = f"<!DOCTYPE html><html><head><title>{title}</title></head>"
    return f"{head}<body>{body}</body></html>".encode()


def answer(body: bytes, *headers: str, status: str = "HTTP/1.1 200 OK", end: str = "\r\n") -> bytes:
    """Return an HTTP response as it goes over the wire."""
    return end.join([status, *headers, "", ""]).encode() + body


def record(
    url: str, block: bytes, *headers: str, date: str = DATE, kind: str = "response"
) -> bytes:
    """Return a WARC record, not packed."""
    content = "text/dns" if url.startswith("dns:") else f"application/http; msgtype={kind}"
    named = {line.partition(":")[0] for line in headers}
    lines = [
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(block + url.encode()).hexdigest()}>",
        *([] if "Content-Type" in named else [f"Content-Type: {content}"]),
        *headers,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(["WARC/1.0", *lines, "", ""]).encode() + block + b"\r\n\r\n"


def page(number: int, body: bytes | None = None, date: str = DATE, *headers: str) -> bytes:
    """Return the record of an article as most crawlers write it."""
    block = answer(html() if body is None else body, "Content-Type: text/html; charset=utf-8")
    return record(address(number), block, *headers, date=date)


def payload_digest(body: bytes) -> str:
    """Return a payload's digest as WARC names it."""
    return "sha1:" + b32encode(hashlib.sha1(body).digest()).decode()


def site(**more: Any) -> Site:
    """Return a portal's entry."""
    values = {
        "id": SITE,
        "name": "Huyện Văn Lãng",
        "platform": "generic",
        "unit": "182",
        "start_urls": [f"http://{HOST}/"],
        "article_pattern": r"-\d+\.html",
    }
    return Site.model_validate(values | more)


@dataclass(frozen=True, slots=True)
class Vault:
    """A data folder that imports fill, and the registry they go by."""

    folder: Path
    sites: tuple[Site, ...] = (site(),)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def write(self, name: str, records: Iterable[bytes], *, packed: bool = True) -> Path:
        """Write a WARC file, one gzip member a record unless it is not to be packed."""
        path = self.folder / name
        path.write_bytes(b"".join(gzip.compress(r) if packed else r for r in records))
        return path

    def take(self, *sources: Path, **options: Any) -> ImportReport:
        """Import, and check that WARC files and ledgers agree afterwards."""
        report = import_sources(sources, self.sites, self.data, **options)
        for entry in self.sites:
            if ledger_path(self.data, entry.id).exists():
                assert verify_folder(self.data, entry.id).damage == []
        return report

    def count(self, *sources: Path) -> Counter[str]:
        """Import and return what the first portal counted; fails if anything was damaged."""
        report = self.take(*sources)
        assert report.errors == []
        return report.portals.get(self.sites[0].id, Counter())

    def rows(self, sql: str, entry: str = SITE) -> list[tuple[Any, ...]]:
        with Ledger(ledger_path(self.data, entry)) as ledger:
            return [tuple(row) for row in ledger.query(sql)]

    def states(self, entry: str = SITE) -> dict[str, str]:
        """Return the state of every address of a portal."""
        return dict(self.rows("SELECT url, state FROM address", entry))

    def captured(self, entry: str = SITE) -> list[tuple[str, str]]:
        """Return address and time (UTC) of every capture, in order of time."""
        sql = """SELECT url, strftime('%Y-%m-%dT%H:%M:%SZ', captured_at / 1000, 'unixepoch')
                 FROM capture ORDER BY captured_at, url"""
        return self.rows(sql, entry)

    def pages(self) -> list[Page]:
        """Return the captured pages of the portal, in order of import."""
        rows = self.rows("SELECT warc, offset FROM capture ORDER BY id")
        return [read_page(self.data / SITE / WARC / name, offset) for name, offset in rows]

    def kept(self, entry: str = SITE) -> dict[str, bytes]:
        """Return every WARC file of a portal by name."""
        return {path.name: path.read_bytes() for path in (self.data / entry / WARC).iterdir()}
