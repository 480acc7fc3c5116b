"""A portal that was crawled twice, and an archive for what is done with it."""

import shutil
from pathlib import Path

import pytest

from crawler.site import load_sites
from tests.operations.kept import SITE, TEXTS, Kept
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.nukeviet import NukeViet
from tests.portals.story import load_stories

LATER = 20 * 86400
"""Seconds between the two crawls: by then every article is looked at again."""


@pytest.fixture
def archive(tmp_path: Path, elasticsearch_url: str, index_prefix: str) -> Archive:
    """An empty archive on the real Elasticsearch."""
    return Archive(tmp_path, elasticsearch_url, index_prefix)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Crawl the replica, and again when it has edited articles and lost number 12."""
    archive = Archive(tmp_path_factory.mktemp("repair"), "http://127.0.0.1:9", "none")
    with serve("nukeviet") as portal:
        port = int(portal.url.rpartition(":")[2])
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        archive.khotin("crawl")
        archive.khotin("extract", "--site", SITE)
    archive.extra["KHOTIN_CLOCK_OFFSET"] = str(LATER)
    left = [story for story in load_stories("nukeviet", edited=True) if story.id != 12]
    with serve(NukeViet(stories=left), port=port):
        archive.khotin("crawl", "--recheck")
    archive.khotin("extract", "--site", SITE)
    return archive


@pytest.fixture
def kept(crawled: Archive, tmp_path: Path) -> Kept:
    """Give a copy of the archive in which nothing is wrong yet."""
    shutil.copytree(crawled.data, tmp_path / "data")
    copy = Kept(tmp_path / "data", load_sites(crawled.folder / "sites")[SITE])
    assert copy.damage() == []
    assert len(copy.rows(TEXTS)) > 24
    return copy
