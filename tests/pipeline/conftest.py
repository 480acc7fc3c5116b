"""Archives for the tests of the whole pipe."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.pipeline.archive import Archive
from tests.portals import PORTALS, serve


@pytest.fixture
def archive(tmp_path: Path, elasticsearch_url: str, index_prefix: str) -> Archive:
    """An empty archive on the real Elasticsearch."""
    return Archive(tmp_path, elasticsearch_url, index_prefix)


@pytest.fixture(scope="session")
def make_archive(
    tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str
) -> Callable[[str], Archive]:
    """A function that makes an archive which several tests share, by name."""

    def make(name: str) -> Archive:
        prefix = f"test-{name}-{uuid.uuid4().hex[:8]}"
        return Archive(tmp_path_factory.mktemp(name), elasticsearch_url, prefix)

    return make


@pytest.fixture(scope="module")
def portals() -> Iterator[dict[str, str]]:
    """Every bundled replica, served; their addresses by name."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(name)).url for name in PORTALS}


def register(archive: Archive, portals: dict[str, str]) -> Archive:
    """Write an entry for every replica; return the archive."""
    for name, url in portals.items():
        kind = PORTALS[name]
        starts = (url + path for path in kind.starts)
        archive.add_site(f"mau/{name}", kind.platform, *starts, unit=kind.unit, **kind.options)
    return archive


@pytest.fixture
def ready(archive: Archive, portals: dict[str, str]) -> Archive:
    """An empty archive with every replica in its registry."""
    return register(archive, portals)


@pytest.fixture(scope="module")
def whole(make_archive: Callable[[str], Archive], portals: dict[str, str]) -> dict[str, str]:
    """What a run that nobody disturbs brings in."""
    archive = register(make_archive("undisturbed"), portals)
    archive.khotin("run")
    found = archive.texts()
    assert len(found) >= 60
    return found
