"""A portal that attacks: every attack ends by its name, in time, with memory that stays flat."""

import os

from tests.crawler.fetch import fetch
from tests.portals.hostile import ATTACKS, BROKEN, TOO_LARGE, TOO_SLOW, serve_hostile

LIMITS = {"DOWNLOAD_TIMEOUT": 6, "DOWNLOAD_MAXSIZE": 1 << 20}


def test_every_attack_ends_by_its_name_and_memory_stays_flat() -> None:
    with serve_hostile() as url:
        quiet = fetch([f"{url}/tin-1"], environment=os.environ, settings=LIMITS)
        asked = [url + path for path in (*ATTACKS, "/tin-1")]
        found = fetch(asked, environment=os.environ, settings=LIMITS, entry={"connections": 4})
    outcomes = {address.removeprefix(url): name for address, name in found.outcomes.items()}
    assert {path for path, name in outcomes.items() if name == "too_large"} == set(TOO_LARGE)
    slow = {path for path, name in outcomes.items() if name == "DownloadTimeoutError"}
    assert slow == set(TOO_SLOW)
    assert outcomes["/tin-1"] == "200"
    assert not {outcomes[path] for path in BROKEN} & {"200", "too_large", "DownloadTimeoutError"}
    assert quiet.outcomes == {f"{url}/tin-1": "200"}
    assert found.memory - quiet.memory < 48 << 10, "kB: no bomb of 64 MB was unpacked"
