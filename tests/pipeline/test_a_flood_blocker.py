"""NukeViet's flood blocker, on by default: 40 requests a minute, and 429 for the rest of it.

This test mostly waits; its name lets it begin before the others.
"""

from pathlib import Path

import pytest

from tests.pipeline.archive import Archive
from tests.pipeline.recorded import replay

pytestmark = pytest.mark.drill

SITE = "langson/van-lang"
PORT = 8803


def test_a_flood_blocker_is_waited_for(shared: Path, archive: Archive) -> None:
    log = archive.folder / "log"
    with replay(shared, "nukeviet", PORT, log, "--flood", "40") as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/thong-bao/")
        archive.khotin("run")
    requests = portal.requests
    refusals = [n for n, (_, status, _) in enumerate(requests) if status == 429]
    assert refusals, "the blocker never refused: this test shows nothing"
    for number in refusals:
        if number + 1 < len(requests):
            assert requests[number + 1][0] - requests[number][0] > 59
    assert len(archive.keys()) == 81, "articles link to each other across sections"
