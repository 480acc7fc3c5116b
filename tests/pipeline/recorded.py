"""The recorded portals beside the checkout, served by their own tool with its faults."""

import csv
import io
import re
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lxml import html

ASSET = re.compile(r"/-/view_content/(\d+)")
LANGUAGE = re.compile(r"^/(?:vi|en)(?=/|$)")


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded portal that is served; `requests` are (epoch seconds, status, path)."""

    url: str
    log: Path

    @property
    def requests(self) -> list[tuple[float, int, str]]:
        lines = self.log.read_text(encoding="utf-8").splitlines()
        rows = (line.split("\t") for line in lines)
        return [(float(at), int(status), path) for at, status, path in rows]


def port_answers(port: int) -> bool:
    """Tell whether somebody listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def replay(shared: Path, corpus: str, port: int, log: Path, *options: str) -> Iterator[Replay]:
    """Serve a corpus until the block ends."""
    assert not port_answers(port), f"port {port} is taken: the recorded pages name it"
    tool, pages = shared / "tools" / "replay_portal.py", shared / "corpus" / f"{corpus}.tar.xz"
    log.touch()
    arguments = [str(tool), str(pages), "--port", str(port), "--log", str(log), *options]
    server = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not port_answers(port):
            assert server.poll() is None
            assert time.monotonic() < deadline, "the recorded portal does not start"
            time.sleep(0.1)
        yield Replay(f"http://127.0.0.1:{port}", log)
    finally:
        server.kill()
        server.wait()


@dataclass(frozen=True, slots=True)
class Recording:
    """What the recorded Hanoi portal holds, by asset id, and the sections that list articles."""

    articles: frozenset[str]
    listed: frozenset[str]
    """Linked by the items of a list page, `div.asset-abstract`."""
    sections: tuple[str, ...]


@lru_cache(maxsize=1)
def read_recording(path: Path) -> Recording:
    """Read the Hanoi corpus by selectors of its own: this is what the crawl is judged by."""
    with tarfile.open(path) as archive:
        members = {m.name.removeprefix("./"): m for m in archive if m.isfile()}
        pages = {name: _read(archive, member) for name, member in members.items()}
    rows = list(csv.DictReader(io.StringIO(pages["index.tsv"].decode()), delimiter="\t"))
    articles = {ASSET.findall(r["url"])[-1] for r in rows if r["kind"] == "article"}
    listed: set[str] = set()
    sections: list[str] = []
    seen: set[tuple[str, str]] = set()
    for row in rows:
        parts = urlsplit(row["url"])
        section = LANGUAGE.sub("", parts.path).rstrip("/")
        page = (section, parse_qs(parts.query).get("_101_cur", ["1"])[0])
        if row["kind"] != "list" or page in seen:
            continue
        seen.add(page)
        root = html.fromstring(pages[row["file"]])
        hrefs = root.xpath("//*[contains(@class, 'asset-abstract')]//a/@href")
        ids = {i for href in hrefs for i in ASSET.findall(href)[-1:]}
        listed |= ids
        if ids and section and section not in sections:
            sections.append(section)
    return Recording(frozenset(articles), frozenset(listed), tuple(sections))


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    assert file is not None
    return file.read()
