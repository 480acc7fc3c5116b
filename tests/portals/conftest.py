"""The replicas, served once a module."""

from collections.abc import Iterator

import pytest

from tests.portals import serve


@pytest.fixture(scope="module")
def liferay62() -> Iterator[str]:
    """Serve the Liferay 6.2 replica and give its address."""
    with serve("liferay62") as portal:
        yield portal.url


@pytest.fixture(scope="module")
def nukeviet() -> Iterator[str]:
    """Serve the NukeViet replica and give its address."""
    with serve("nukeviet") as portal:
        yield portal.url
