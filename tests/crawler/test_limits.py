"""A portal that attacks: every attack ends by its name, in time, with memory that stays flat."""

import json
import os
from pathlib import Path

from tests.crawler.fetch import fetch
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.generic import Generic
from tests.portals.hostile import (
    ATTACKS,
    BROKEN,
    PAGES,
    TOO_LARGE,
    TOO_SLOW,
    serve_hostile,
)

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


def test_a_run_takes_what_is_good_and_counts_the_rest(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "http://127.0.0.1:9", "none")
    with serve_hostile() as hostile, serve("generic") as good:
        archive.add_site("mau/xau", "generic", f"{hostile}/", article_pattern=r"^/[a-z_]+(-\d)?$")
        starts = [good.url + path for path in Generic.starts]
        archive.add_site("mau/tot", "generic", *starts, **Generic.options)
        done = archive.khotin("crawl", "--json", code=10)
    results = {result["site"]: result for result in json.loads(done.stdout)}
    counters = results["mau/xau"]["counters"]
    assert counters["failures/too_large"] == len(TOO_LARGE)
    assert counters["articles/captured"] == len(PAGES)
    assert counters["articles/offsite"] == 3
    assert counters["articles/redirected"] == 1
    assert counters["errors/spider"] == 0
    assert archive.addresses("mau/xau", "pending") == set()
    assert results["mau/tot"]["counters"]["articles/captured"] == 23
    assert "Traceback" not in done.stderr
