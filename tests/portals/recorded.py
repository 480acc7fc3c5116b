"""The recorded portals beside the checkout, that judge the replicas, and a client for both."""

import csv
import http.client
import io
import tarfile
from collections.abc import Iterable
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pytest

from crawler.page import Page

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


class Reply(NamedTuple):
    """One response, no redirect followed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def fetch(url: str, form: Iterable[tuple[str, str]] = ()) -> Reply:
    """Return what the address answers, to a post if there are fields to post.

    Raises IncompleteRead if the body is cut short.
    """
    parts = urlsplit(url)
    target = quote(parts.path, safe="/%") + (f"?{parts.query}" if parts.query else "")
    with closing(http.client.HTTPConnection(parts.netloc, timeout=20)) as connection:
        fields = urlencode([*form])
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        connection.request("POST" if fields else "GET", target, fields or None, kind)
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())


def fetch_page(url: str) -> Page:
    """Return the parsed document at the address."""
    reply = fetch(url)
    return Page(url, reply.body, reply.headers["Content-Type"])


class Recorded(NamedTuple):
    """A recorded portal: its index's rows by address, and its pages by file name.

    An index without addresses names its pages by file.
    """

    rows: dict[str, dict[str, str]]
    pages: dict[str, bytes]

    def page(self, url: str) -> Page:
        """Return the page recorded at an address; raises KeyError if there is none."""
        return Page(url, self.pages[self.rows[url]["file"]])


def corpus(name: str) -> Path:
    """Return where a corpus lies beside the checkout; skips the test where it does not."""
    path = CORPUS / f"{name}.tar.xz"
    if not path.is_file():
        pytest.skip(f"the recorded corpus {path.name} does not lie beside the checkout")
    return path


@lru_cache(maxsize=2)
def load_recorded(name: str) -> Recorded:
    """Read a corpus by its name, the plain answer of each address; skips the test without it."""
    with tarfile.open(corpus(name)) as archive:
        opened = ((member.name, archive.extractfile(member)) for member in archive)
        files = {name.removeprefix("./"): file.read() for name, file in opened if file}
    rows: dict[str, dict[str, str]] = {}
    for row in csv.DictReader(io.StringIO(files.pop("index.tsv").decode()), delimiter="\t"):
        rows.setdefault(row.get("url", row["file"]), row)
    return Recorded(rows, files)
