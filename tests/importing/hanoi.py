"""The recorded Hanoi portal, or a part of it: served as a portal, and written as a WARC file."""

import csv
import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.importing.warcs import answer, record
from tests.pipeline.recorded import ASSET, LANGUAGE, Replay
from tests.portals.recorded import Recorded

RECORDED_ON = "2022-08-27T02:00:00Z"
COLUMNS = ("kind", "url", "file")


class HanoiPages:
    """Pages of the recording under the addresses that the replay tool serves them at."""

    def __init__(self, recorded: Recorded, sections: Iterable[str] | None = None) -> None:
        """Take the recording and the sections to keep; None: all."""
        wanted = None if sections is None else tuple(f"/{section}" for section in sections)
        self._rows = [
            row
            for url, row in recorded.rows.items()
            if wanted is None
            or row["kind"] == "not-found"
            or LANGUAGE.sub("", url).startswith(wanted)
        ]
        self._pages = recorded.pages
        self._files: dict[object, str] = {}
        for row in self._rows:
            self._files.setdefault(_identity(row["url"]), row["file"])
        (self._missing,) = (row["file"] for row in self._rows if row["kind"] == "not-found")

    @property
    def articles(self) -> set[str]:
        """The asset ids of the articles."""
        return {ASSET.findall(row["url"])[-1] for row in self._rows if row["kind"] == "article"}

    def write_corpus(self, shared: Path, folder: Path) -> Path:
        """Write a folder as the replay tool expects it, with the kept pages alone; return it."""
        (folder / "corpus").mkdir(parents=True)
        (folder / "tools").symlink_to(shared / "tools")
        index = io.StringIO()
        table = csv.DictWriter(index, COLUMNS, delimiter="\t", lineterminator="\n")
        table.writeheader()
        table.writerows(self._rows)
        files = {row["file"]: self._pages[row["file"]] for row in self._rows}
        files["index.tsv"] = index.getvalue().encode()
        with tarfile.open(folder / "corpus" / "hanoi-portal.tar.xz", "w") as archive:
            for name, data in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return folder

    def records(self, portal: Replay) -> Iterator[bytes]:
        """Yield a WARC record for each address that the portal was asked for, robots.txt apart."""
        for path in dict.fromkeys(path for _, status, path in portal.requests if status == 200):
            body = self._pages[self._files.get(_identity(path), self._missing)]
            yield record(
                portal.url + path,
                answer(body, "Content-Type: text/html;charset=UTF-8"),
                date=RECORDED_ON,
            )


def _identity(url: str) -> object:
    """Return what Liferay finds a page by: an asset's id, or a section and a page of its list."""
    parts = urlsplit(url)
    if ids := ASSET.findall(parts.path):
        return ids[-1]
    page = parse_qs(parts.query).get("_101_cur", ["1"])[0]
    number = int(page) if re.fullmatch(r"\d+", page) else 1
    return LANGUAGE.sub("", parts.path).rstrip("/") or "/", number
