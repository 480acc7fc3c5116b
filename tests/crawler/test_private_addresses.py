"""What a portal elsewhere may not lead to: this machine, its network, its metadata service."""

import os

import pytest

from crawler.fetching.resolver import is_private
from crawler.site import Site
from tests.crawler.fetch import fetch
from tests.portals import serve


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "127.0.0.1",
        "127.8.9.10",
        "10.0.0.1",
        "172.16.4.4",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "[::1]",
        "fe80::1",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
    ],
)
def test_what_is_private(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize(
    "host", ["103.9.0.1", "2405:4800::1", "thoxuan.thanhhoa.gov.vn", "2130706433"]
)
def test_what_is_public_or_has_to_be_resolved(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize(
    ("start", "local"),
    [
        ("http://127.0.0.1:8811/", True),
        ("http://localhost/", True),
        ("http://[::1]:80/", True),
        ("http://127.tinh.example.vn/", False),
        ("http://10.0.0.1/", False),
        ("https://tinh.example.vn/", False),
    ],
)
def test_who_is_on_this_machine(start: str, local: bool) -> None:
    entry = {"id": "a/b", "name": "Cổng", "platform": "generic", "unit": "182"}
    assert Site.model_validate({**entry, "start_urls": [start]}).is_local is local


def test_a_portal_elsewhere_reaches_nothing_here() -> None:
    """Names are judged by what they resolve to: 2130706433 and 0x7f.1 are 127.0.0.1."""
    with serve("generic") as portal:
        port = portal.url.rpartition(":")[2]
        hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"]
        urls = [f"http://{host}:{port}/tin-tuc" for host in hosts]
        entry = {"start_urls": ["http://tinh.example.vn/"]}
        found = fetch(urls, environment=os.environ, entry=entry)
        assert found.outcomes == dict.fromkeys(urls, "private_address")
        assert portal.requests == []
