"""Archives for the tests of faults: one that is crawled and read once, and copied for each."""

import shutil

import pytest

from tests.faults.portal import SITE, SmallPortal
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import archive
from tests.portals import serve

__all__ = ["archive"]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """A portal that is crawled and extracted, and not indexed; nobody may change it."""
    archive = Archive(tmp_path_factory.mktemp("kept"), "http://127.0.0.1:9", "none")
    with serve(SmallPortal()) as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        archive.khotin("crawl")
    archive.khotin("extract", "--site", SITE)
    return archive


@pytest.fixture
def waiting(kept: Archive, archive: Archive) -> Archive:
    """An archive whose texts all wait to be indexed."""
    return copy_of(kept, archive)


def copy_of(kept: Archive, archive: Archive) -> Archive:
    """Put what is kept in an archive's folder; return the archive."""
    for name in ("data", "sites"):
        shutil.copytree(kept.folder / name, archive.folder / name)
    return archive
