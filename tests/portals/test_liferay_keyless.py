"""Slug and id in a query without a key: to the letter on every way that they take."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from scrapy import Request
from warcio.archiveiterator import ArchiveIterator

from crawler.platforms.liferay_keyless import LiferayKeyless
from tests.conftest import CHECKOUT
from tests.portals import expected, serve
from tests.portals.liferay_keyless import MAINTENANCE, OFFSITE
from tests.portals.liferay_keyless import LiferayKeyless as Replica
from tests.portals.recorded import fetch
from tests.portals.walking import walk

SITE = """
[[site]]
id = "mau/cho-gao"
name = "Cổng thông tin điện tử huyện Chợ Gạo (cổng mẫu)"
platform = "liferay_keyless"
unit = "822"
start_urls = ["{url}/"]
valid_until = 2025-06-30
"""
PATHS = [facts["path"] for facts in expected("liferay_keyless")]
KEYLESS = next(path for path in PATHS if path.startswith("/chi-tiet-tin?"))


def test_lists_name_every_article_once() -> None:
    with serve("liferay_keyless") as portal:
        found = walk(LiferayKeyless(), [f"{portal.url}/"])
    planted = {str(MAINTENANCE), str(OFFSITE)}
    missing = {str(story.id) for story in Replica().stories if story.missing}
    own = {key: url for key, url in found.items() if key not in planted | missing}
    assert sorted(own.values()) == sorted(portal.url + path for path in PATHS)


def test_the_replica_reads_the_query_to_the_letter() -> None:
    place, _, query = KEYLESS.partition("?")
    with serve("liferay_keyless") as portal:
        article = fetch(portal.url + KEYLESS).body
        copies = (place, f"{place}?{quote(query, safe='')}=", f"{place}?q={query}")
        answers = [fetch(portal.url + copy) for copy in copies]
    assert b"portlet_status" not in article
    assert all(answer.status == 200 and b"portlet_status" in answer.body for answer in answers)


@pytest.mark.parametrize("path", [path for path in PATHS if "?" in path])
def test_scrapy_asks_for_the_address_as_it_is(path: str) -> None:
    url = f"https://chogao.tiengiang.gov.vn{path}"
    assert LiferayKeyless().canonical_url(url) == Request(url).url == url


def test_a_crawl_keeps_every_address_to_the_letter(tmp_path: Path) -> None:
    data, sites = tmp_path / "data", tmp_path / "sites"
    sites.mkdir()
    with serve("liferay_keyless") as portal:
        (sites / "mau.toml").write_text(SITE.format(url=portal.url), encoding="utf-8")
        own = {"KHOTIN_SITES": str(sites), "KHOTIN_DATA": str(data)}
        command = [sys.executable, "-m", "khotin", "crawl"]
        subprocess.run(command, cwd=CHECKOUT, env=os.environ | own, check=False, timeout=120)
        asked = [target for _, _, target in portal.requests]
    (report,) = (data / "mau" / "cho-gao" / "runs").glob("*.json")
    counters = json.loads(report.read_text(encoding="utf-8"))["counters"]
    assert counters["articles/captured"] == len(PATHS)
    assert counters.items() >= Replica.planted.items()
    assert sorted(path for path in asked if path in PATHS) == sorted(PATHS)
    assert not [path for path in asked if "jsessionid" in path or path.startswith(("/vi/", "/en/"))]
    assert set(PATHS) <= {uri.removeprefix(portal.url) for uri in kept(data)}


def kept(data: Path) -> set[str]:
    """Return the addresses of all responses in the archive."""
    found: set[str] = set()
    for file in data.rglob("*.warc.gz"):
        with file.open("rb") as stream:
            responses = (r for r in ArchiveIterator(stream) if r.rec_type == "response")
            found.update(r.rec_headers.get_header("WARC-Target-URI") for r in responses)
    return found
