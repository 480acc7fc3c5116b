"""Mirror folders of HTTrack and wget: a file's name and marks give back address and time.

HTTrack writes both into each page; wget's names hold the address: `<host>/<path>`, with -E an added
".html", the query after "?" or "@", and with -K the page before its links were changed in "….orig".
"""

import mimetypes
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit

from crawler.dates import VIETNAM
from crawler.importing.record import MAX_BYTES, Answer, Record, Unusable, restore_address

HEAD = 1 << 16
"""Bytes of a page in which HTTrack's comment stands."""
WAYBACK = "web.archive.org"
TYPES = mimetypes.MimeTypes()
"""Python's own table, whatever the machine's says of ".php" and others."""
PAGE_TYPES = (None, "text/html", "application/xhtml+xml", "text/xml", "application/xml")

_COMMENT = re.compile(
    rb"<!-- Mirrored from (\S.*?) by HTTrack Website Copier/[^,>]*, ([^>]+? GMT) -->"
)
_LAUNCHED = re.compile(r"launched on \w{3}, (\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d)")
_SECOND_COPY = re.compile(r"(\.html?)\.\d+$")
_DYNAMIC = re.compile(r"\.(?:aspx?|php|jsp|cgi|do|vov|epi)$", re.IGNORECASE)
_AT_QUERY = re.compile(r"^([^@]*)@([^@]*(?:=|%2F).*)$")
_PORT = re.compile(r"[+_](\d{2,5})$")


@dataclass(frozen=True)
class Mirror:
    """A mirror folder; `schemes` gives for each host of the registry how its addresses begin."""

    folder: Path
    schemes: Mapping[str, str]

    def record(self, path: Path) -> Record | None:
        """Return a file as an answer; None for one that another file of the mirror stands for."""
        if _is_changed_copy(path):
            return None
        head = b""
        if _is_page(path):
            with path.open("rb") as file:
                head = file.read(HEAD)
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        found = _COMMENT.search(head)
        url = self._httrack_address(path, found) or self._wget_address(path, head)
        kept = _comment_time(found) or self._launched
        url, at = restore_address(url, kept or written)
        return Record(
            url,
            at,
            origin=os.fsencode(path.relative_to(self.folder.parent)).decode("utf-8", "replace"),
            load=lambda: _load(path),
            mirrored=path.suffix != ".orig",
            dated_by_file=at == written,
        )

    def _httrack_address(self, path: Path, found: re.Match[bytes] | None) -> str | None:
        relative = path.relative_to(self.folder).as_posix()
        if relative in self._cached:
            return self._cached[relative]
        if found is None:
            return None
        place = found[1].decode("utf-8", "replace")
        return f"{self.schemes.get(place.partition('/')[0].lower(), 'http')}://{place}"

    @cached_property
    def _cached(self) -> dict[str, str]:
        """Addresses by file, as HTTrack's table of its cache has them."""
        table = self.folder / "hts-cache" / "new.txt"
        if not table.is_file():
            return {}
        rows = (line.split("\t") for line in table.read_text("utf-8", "replace").splitlines())
        return dict(_cached_file(row[7], row[8]) for row in rows if len(row) > 8)

    @cached_property
    def _launched(self) -> datetime | None:
        """When HTTrack began, by its log; it has no time zone: taken for Viet Nam's."""
        log = self.folder / "hts-log.txt"
        found = _LAUNCHED.search(log.read_text("utf-8", "replace")) if log.is_file() else None
        if found is None:
            return None
        return datetime.strptime(found[1], "%d %b %Y %H:%M:%S").replace(tzinfo=VIETNAM)

    def _wget_address(self, path: Path, head: bytes) -> str:
        """Return the address that a file's place names; its own as a file if it names no host."""
        parts = (self.folder.resolve().name, *path.relative_to(self.folder).parts)
        for number, part in enumerate(parts[:-1]):
            for host in (part.lower(), _PORT.sub(r":\1", part.lower())):
                if host in self.schemes or host == WAYBACK:
                    start = f"{self.schemes.get(host, 'https')}://{host}/"
                    return start + _wget_path(path, parts[number + 1 :], start, head)
        return path.absolute().as_uri()


def _cached_file(url: str, file: str) -> tuple[str, str]:
    """Return a file's place in the mirror, which begins with the host's folder, and its address."""
    host = urlsplit(url).netloc.replace(":", "_")
    return host + f"/{file}".partition(f"/{host}")[2], url


def _is_page(path: Path) -> bool:
    name = path.name.removesuffix(".orig").partition("?")[0]
    return TYPES.guess_type(name)[0] in PAGE_TYPES


def _is_changed_copy(path: Path) -> bool:
    """Tell whether wget kept the page as it was sent beside this one (-K)."""
    if path.suffix == ".orig":
        return False
    names = (f"{path.name}.orig", f"{path.name.removesuffix('.html')}.orig")
    return any(path.with_name(name).exists() for name in names)


def _wget_path(path: Path, parts: Sequence[str], start: str, head: bytes) -> str:
    """Return path and query of the address that wget saved under these folders and this name."""
    name = _SECOND_COPY.sub(r"\1", parts[-1].removesuffix(".orig"))
    place, mark, query = name.partition("?")
    if not mark and (windows := _AT_QUERY.match(name)):
        place, query = windows.groups()
    if query:
        query = query.removesuffix(".html")
    elif place.endswith(".html") and not path.name.endswith(".orig"):
        place = _without_added_ending(place, start, parts[:-1], head)
    if place in ("index.html", "index.htm"):
        place = ""
    spelled = _spell("/".join((*parts[:-1], place)), "/:")
    return spelled + (f"?{_spell(query.replace('%2F', '/'), '/:?@=&+,;!$()*~')}" if query else "")


def _without_added_ending(place: str, start: str, folders: Sequence[str], head: bytes) -> str:
    """Return a name without the ".html" that wget -E added, where something shows that it did."""
    stem = place.removesuffix(".html")
    address = _spell(start.partition("://")[2] + "/".join((*folders, stem)), "/:").encode()
    names_itself = re.search(rb"""["']https?://""" + re.escape(address) + rb"""/?["']""", head)
    return stem if _DYNAMIC.search(stem) or names_itself else place


def _spell(text: str, safe: str) -> str:
    """Escape what is no ASCII; what wget left escaped stays so."""
    return quote(os.fsencode(text), safe=f"%{safe}")


def _comment_time(found: re.Match[bytes] | None) -> datetime | None:
    try:
        return parsedate_to_datetime(found[2].decode("ascii")) if found else None
    except ValueError:  # a date that is none
        return None


def _load(path: Path) -> Answer:
    if not _is_page(path):
        raise Unusable("not_html")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unusable("too_large")
        body = path.read_bytes()
    except OSError:
        raise Unusable("unreadable") from None
    return Answer(200, "OK", (), body, body)
