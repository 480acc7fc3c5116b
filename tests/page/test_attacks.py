"""Requests that would exhaust the pages or the API, or reach into their answers' headers."""

import http.client
from urllib.parse import quote, urlencode, urlsplit

import pytest

from search.api.limits import MAX_ADDRESS
from search.query import FACETS

PATHS = ("/", "/search", "/atom", "/export")
INJECTION = quote("x\r\nSet-Cookie: a=b\r\n\r\n<script>")
BOMBS = {
    "quotes": '"' * 1000,
    "brackets": "(" * 500 + ")" * 500,
    "operators": "a AND NOT b OR " * 60,
    "wildcards": "*?~^ " * 200,
    "regular expression": "/(a+)+$/ " * 100,
    "short words": "a b " * 250,
    "phrases": '"a b" ' * 160,
    "exclusions": "-a " * 300,
    "places": "tai:A " * 160,
    "officials": "quan-chuc:A " * 80,
    "dates": "tu:2020 den:2021 " * 55,
    "joiners": "\u200d\u0301" * 250,
}


def raw(base: str, target: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """Send a request target as it is; no client mends it."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    try:
        connection.putrequest("GET", target)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
    finally:
        connection.close()


def asked(path: str, **parameters: object) -> str:
    return f"{path}?{urlencode(parameters, doseq=True)}"


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("path", PATHS)
def test_a_bomb_of_a_query_is_answered(base: str, path: str, bomb: str) -> None:
    status, body, _ = raw(base, asked(path, q=BOMBS[bomb][:1000], site="khong-co"))
    assert status == 200, body[:500]


@pytest.mark.parametrize("path", [*PATHS, "/do-phu", "/bai/a/b:1"])
def test_a_megabyte_is_refused(base: str, path: str) -> None:
    status, _, headers = raw(base, asked(path, q="a" * MAX_ADDRESS))
    assert status == 414
    assert headers["content-type"] == "application/problem+json"
    try:
        status, _, _ = raw(base, f"{path}?q={'a' * 2**20}")
    except (ConnectionError, http.client.HTTPException):
        return  # cut off while it was still being sent
    assert status in {400, 414}


@pytest.mark.parametrize(
    "parameters",
    [
        {"size": 10**9},
        {"offset": 10**9},
        {"from": 10**9},
        {"cursor": "A" * 4001},
        {"cursor": "WyIiLFsxXSwieCJd"},  # ["", [1], "x"]: a cursor that nobody gave out
    ],
)
def test_there_is_no_deep_paging(base: str, parameters: dict[str, object]) -> None:
    assert raw(base, asked("/search", **parameters))[0] == 400


@pytest.mark.parametrize("parameters", [{"page": 10**7}, {"page": -1}, {"cursor": "A" * 4001}])
def test_nor_on_the_page(base: str, parameters: dict[str, object]) -> None:
    assert raw(base, asked("/", **parameters))[0] == 400


def test_a_page_number_alone_leads_nowhere_deep(base: str) -> None:
    first = raw(base, asked("/", q="hội"))[1]
    deep = raw(base, asked("/", q="hội", page=10**6))[1]
    assert first.count(b"/bai/") == deep.count(b"/bai/") > 0


@pytest.mark.parametrize("path", PATHS)
def test_more_choices_than_anybody_makes_are_refused(base: str, path: str) -> None:
    assert raw(base, asked(path, section=["a"] * 51))[0] == 400
    assert raw(base, asked(path, section="a" * 301))[0] == 400


@pytest.mark.parametrize("path", PATHS)
def test_all_facets_at_once_are_answered(base: str, path: str) -> None:
    chosen = {name: ["2023"] * 20 for name in FACETS}
    status, body, _ = raw(base, asked(path, q="hội", **chosen))
    assert status == 200, body[:500]


@pytest.mark.parametrize(
    "target",
    [
        *(f"{path}?q={INJECTION}&hl={INJECTION}&order={INJECTION}" for path in PATHS),
        f"/export?format={INJECTION}",
        f"/export?format=csv&q={INJECTION}",
        f"/atom?q={INJECTION}",
        f"/do-phu?sort={INJECTION}",
        f"/?map={INJECTION}",
        f"/bai/{INJECTION}",
        f"/trang-luu/{INJECTION}?download=true",
        f"/static/{INJECTION}/page.css",
        f"/{INJECTION}",
    ],
)
def test_no_parameter_reaches_a_header(base: str, target: str) -> None:
    _, _, headers = raw(base, target, X_Forwarded_Host="evil.example", Accept="text/html")
    assert "set-cookie" not in headers
    assert "location" not in headers
    assert not [value for value in headers.values() if "evil" in value or "script>" in value]
    assert headers["x-content-type-options"] == "nosniff"


def test_a_tag_that_is_no_tag_is_compared_and_nothing_else(base: str) -> None:
    status, _, headers = raw(base, "/atom?q=h%E1%BB%99i", If_None_Match="*" * 4000)
    assert status == 200
    assert headers["etag"].startswith('"')
