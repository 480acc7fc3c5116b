"""Requests that mean harm: refused, or answered as any other."""

import http.client
from urllib.parse import quote, urlencode

import pytest
import requests

from search.api.limits import MAX_ADDRESS
from search.api.problems import MEDIA_TYPE
from tests.search.asking import Get, assert_problem, raw


@pytest.mark.parametrize(
    "query",
    [
        '"' * 900,
        "(a AND b) OR *:* ~99999 [1 TO *] {!x}",
        "* " * 400,
        "tai:" + "/" * 900,
        'quan-chuc:"' + "a " * 400 + '"',
        "-" * 999,
        "tu:99999999 den:0000 tu:9999-12-31",
        "\x00\ud7ff\ufffe\u202e",
        "<script>alert(1)</script>",
    ],
)
def test_hostile_queries_are_answered(get: Get, query: str) -> None:
    answer = get("/search", q=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "parameters",
    [
        {"size": 101},
        {"size": -1},
        {"q": "a" * 1001},
        {"facets": "_id"},
        {"facet_size": 10**9},
        {"site": ["a"] * 51},
        {"year": "2023; DROP"},
        {"from_": "31/02/2023"},
        {"order": "script"},
        {"offset": 10**9},
        {"source": '{"query":{}}'},
    ],
)
def test_what_is_out_of_bounds_is_refused(get: Get, parameters: dict[str, object]) -> None:
    said = assert_problem(get("/search", **parameters), 400)
    assert said["errors"][0]["parameter"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/search", "/articles/a/b:1", "/_bulk", "/khotin/_doc/1"])
def test_nothing_can_be_written(base: str, method: str, path: str) -> None:
    answer = requests.request(method, base + path, json={"a": 1}, timeout=30)
    assert answer.status_code in {404, 405}
    assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    "target",
    [
        "/articles/..%2f..%2f..%2fetc%2fpasswd",
        "/articles/../../../../etc/passwd",
        "/articles/%2e%2e/%2e%2e/_cluster/settings",
        "/articles/%00",
        "/officials/..%5c..%5cwindows",
        "/places/..%2f137@2025-06-30",
    ],
)
def test_traversal_leads_nowhere(base: str, target: str) -> None:
    status, body, headers = raw(base, target)
    assert status in {400, 404}
    assert headers["content-type"] == MEDIA_TYPE
    assert b"root:" not in body


def test_headers_cannot_be_injected(base: str) -> None:
    injected = quote("csv\r\nSet-Cookie: a=b")
    for target in (f"/export?format={injected}", f"/articles/{injected}", f"/search/{injected}"):
        _, _, headers = raw(base, target, Host="evil.example")
        assert "set-cookie" not in headers
        assert "evil.example" not in str(headers)


def test_a_megabyte_is_not_read(base: str) -> None:
    status, _, headers = raw(base, "/search?" + urlencode({"q": "a" * (MAX_ADDRESS + 1)}))
    assert status == 414
    assert headers["content-type"] == MEDIA_TYPE
    try:
        status, _, _ = raw(base, "/search?q=" + "a" * 2**20)
    except (ConnectionError, http.client.HTTPException):
        return  # cut off while it was still being sent
    assert status in {400, 414}


def test_other_sites_may_not_read_it(base: str) -> None:
    _, _, headers = raw(base, "/search", Origin="https://evil.example")
    assert not [name for name in headers if name.startswith("access-control")]
