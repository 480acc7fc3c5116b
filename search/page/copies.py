"""The kept copy of a page: which WARC record it is, and what the portal answered then."""

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from crawler.archive import read_page
from crawler.errors import ArchiveDamaged
from crawler.folders import WARC
from crawler.page import Page
from search.article import Found
from search.reader import Reader

FIELDS: Final = (
    *("key", "title", "portal", "site", "url", "captured_at", "revision"),
    *("warc_file", "warc_offset"),
)
"""What has to be known of a document to find and to name its copy."""
HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
CHUNK: Final = 1 << 16
_SITE: Final = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)+")
"""As `crawler.site.Site.id` has it."""
_FILE: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,250}\.warc\.gz")
"""A plain name: no slash, and no dot in front."""
_MAX_OFFSET: Final = 1 << 62


class CopyElsewhere(Exception):
    """The portal's WARC file is not on this machine."""


def find_captured(reader: Reader, key: str, revision: int | None) -> Found | None:
    """Return FIELDS of an article's text, of the present one unless a revision is named.

    None if there is none; raises as `Reader.search`.
    """
    body = {"query": {"term": {"key": key}}, "size": 1, "_source": list(FIELDS)}
    present = _first(reader.search, body)
    if present is None or revision in (None, present["revision"]):
        return present
    both = [{"term": {"key": key}}, {"term": {"revision": revision}}]
    return _first(reader.search_revisions, {**body, "query": {"bool": {"filter": both}}})


def record_path(document: Found) -> str | None:
    """Return where the record's file lies below the data folder, None for a name that is unsafe."""
    site, name = str(document["site"]), str(document["warc_file"])
    if not (_SITE.fullmatch(site) and _FILE.fullmatch(name)):
        return None
    return f"{site}/{WARC}/{name}"


def read_copy(data: Path, document: Found) -> Page:
    """Return what a document's portal answered, from its folder below `data`.

    Raises CopyElsewhere if the folder or the file is not there, ArchiveDamaged if the record is not
    whole, or the document names none.
    """
    relative, offset = record_path(document), document["warc_offset"]
    if relative is None or not isinstance(offset, int) or not 0 <= offset < _MAX_OFFSET:
        message = f"{document['key']}: its document names no WARC record"
        raise ArchiveDamaged(message)
    path = data / relative
    if not path.is_file():
        raise CopyElsewhere(relative)
    _check_whole(path, offset)
    try:
        return read_page(path, offset)
    except KeyError as error:  # a response without an address, or one that is not of HTTP
        message = f"{path}: byte {offset}: no {error}"
        raise ArchiveDamaged(message) from error


def is_html(page: Page) -> bool:
    """Tell whether a copy is a page that a browser shows, by the portal's Content-Type."""
    if page.content_type is None:
        return page.body.lstrip().startswith(b"<")
    return page.content_type.partition(";")[0].strip().lower() in HTML


def _first(search: Callable[[dict[str, Any]], Any], body: dict[str, Any]) -> Found | None:
    hits = search(body)["hits"]["hits"]
    return hits[0]["_source"] if hits else None


def _check_whole(path: Path, offset: int) -> None:
    """Unpack a record's gzip member to its checksum: FastWARC gives what is left of a cut one."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        with path.open("rb") as file:
            file.seek(offset)
            while not unpacker.eof:
                chunk = file.read(CHUNK)
                if not chunk:
                    message = f"{path}: byte {offset}: the record is cut short"
                    raise ArchiveDamaged(message)
                unpacker.decompress(chunk)
    except (OSError, zlib.error) as error:
        message = f"{path}: byte {offset}: {error}"
        raise ArchiveDamaged(message) from error
