"""The download of the server, on small archives of the same layout, served over loopback."""

import hashlib
import io
import resource
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.errors import DownloadError, StorageError
from indexer.elasticsearch_download import install
from tests.serving import in_a_thread

LAUNCHER = "bin/elasticsearch"
LIBRARY = "lib/server.jar"
NOT_OURS = b"another program" * 10_000
"""More than the end of an archive that is fetched for its list of members."""
FILES = {LAUNCHER: b"#!/bin/sh\n" * 400, LIBRARY: bytes(range(256)) * 40}


@dataclass
class Archive:
    """A zip behind HTTP, as the server hands it out."""

    content: bytes
    url: str = ""
    ranges: list[str] = field(default_factory=list)
    cut: bool = False
    """Whether answers end half way."""


def zipped(files: dict[str, bytes], top: str = "sonarqube-1/elasticsearch") -> bytes:
    """Return a stored, uncompressed zip: a byte changed in it is a byte changed in a member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sonarqube-1/bin/start", NOT_OURS)
        for name, content in files.items():
            archive.writestr(f"{top}/{name}", content)
        archive.writestr("sonarqube-1/web/index.html", NOT_OURS)
    return buffer.getvalue()


def digest(files: dict[str, bytes]) -> str:
    """Return the SHA-256 as a Release gives it."""
    return hashlib.sha256(b"".join(f"{n}\0".encode() + files[n] for n in sorted(files))).hexdigest()


@contextmanager
def serving(content: bytes) -> Iterator[Archive]:
    archive = Archive(content)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            archive.ranges.append(self.headers["Range"])
            first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
            size = len(archive.content)
            start = int(first) if first else max(0, size - int(last))
            stop = min(int(last) + 1, size) if first and last else size
            body = archive.content[start:stop]
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if archive.cut and first:  # not the list of members, at the end
                body = body[: len(body) // 2]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    with in_a_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        archive.url = f"http://127.0.0.1:{server.server_port}/server.zip"
        yield archive


@pytest.fixture
def archive() -> Iterator[Archive]:
    with serving(zipped(FILES)) as served:
        yield served


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "elasticsearch-8"


def members_asked(archive: Archive) -> list[str]:
    """Return the ranges that were asked for, without those for the end of the archive."""
    return [asked for asked in archive.ranges if not asked.startswith("bytes=-")]


def left_behind(target: Path) -> set[str]:
    return {path.name for path in target.parent.iterdir()} - {f"{target.name}.lock"}


def test_the_part_is_installed_and_then_left_alone(archive: Archive, target: Path) -> None:
    seen: list[tuple[int, int]] = []
    assert install(archive.url, digest(FILES), target, lambda *at: seen.append(at)) == target
    installed = {
        str(path.relative_to(target)): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file()
    }
    assert installed == FILES
    total = sum(map(len, FILES.values()))
    assert len(seen) == len(FILES)
    assert seen[-1] == (total, total)
    assert left_behind(target) == {target.name}

    asked = len(archive.ranges)
    assert install(archive.url, digest(FILES), target) == target
    assert len(archive.ranges) == asked


def test_only_the_part_is_fetched(archive: Archive, target: Path) -> None:
    install(archive.url, digest(FILES), target)
    fetched = [tuple(map(int, asked[6:].split("-"))) for asked in members_asked(archive)]
    assert min(fetched)[0] >= archive.content.index(b"PK", 4)
    assert max(fetched)[1] < archive.content.rindex(NOT_OURS)


def test_of_two_at_once_one_fetches(archive: Archive, target: Path) -> None:
    threads = [
        threading.Thread(target=install, args=(archive.url, digest(FILES), target))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert left_behind(target) == {target.name}
    asked = members_asked(archive)
    assert len(asked) == len(set(asked)) == len(FILES)


def test_a_changed_byte_is_noticed(archive: Archive, target: Path) -> None:
    archive.content = archive.content.replace(b"#!/bin/sh", b"#!/bin/sx", 1)
    with pytest.raises(DownloadError, match="CRC"):
        install(archive.url, digest(FILES), target)
    assert left_behind(target) == set()


def test_another_server_is_refused(target: Path) -> None:
    changed = zipped({**FILES, LAUNCHER: b"rm -rf ~"})
    with serving(changed) as other, pytest.raises(DownloadError, match="SHA-256"):
        install(other.url, digest(FILES), target)
    assert left_behind(target) == set()


def test_a_cut_download_is_noticed(archive: Archive, target: Path) -> None:
    archive.cut = True
    with pytest.raises(DownloadError, match="could not be fetched"):
        install(archive.url, digest(FILES), target)
    assert left_behind(target) == set()


def test_nobody_there(archive: Archive, target: Path) -> None:
    with serving(b"") as gone:
        url = gone.url
    with pytest.raises(DownloadError, match="could not be fetched"):
        install(url, digest(FILES), target)


@pytest.mark.parametrize("top", ["sonarqube-1/opensearch", "sonarqube-1/elasticsearch/../../.."])
def test_an_archive_of_another_layout_is_refused(target: Path, top: str) -> None:
    expected = pytest.raises(DownloadError, match="holds no Elasticsearch")
    with serving(zipped(FILES, top)) as other, expected:
        install(other.url, digest(FILES), target)
    assert left_behind(target) == set()


def test_an_interrupted_download_goes_on(archive: Archive, target: Path) -> None:
    partial = target.with_name(f"{target.name}.partial")
    for name, content in ((LIBRARY, FILES[LIBRARY]), (LAUNCHER, FILES[LAUNCHER][:100])):
        (partial / name).parent.mkdir(parents=True)
        (partial / name).write_bytes(content)
    install(archive.url, digest(FILES), target)
    assert (target / LAUNCHER).read_bytes() == FILES[LAUNCHER]
    assert len(members_asked(archive)) == 1


def test_a_folder_that_cannot_be_made(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="file"):
        install(archive.url, digest(FILES), tmp_path / "file" / "elasticsearch-8")


def test_a_write_that_the_disk_refuses(archive: Archive, target: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(StorageError, match="cannot write"):
            install(archive.url, digest(FILES), target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert left_behind(target) == set()
