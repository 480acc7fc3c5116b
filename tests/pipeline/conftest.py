"""Archives for the tests of the whole pipe."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipeline.archive import Archive


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
        return Archive(tmp_path_factory.mktemp(name), elasticsearch_url, f"test-{name}")

    return make
