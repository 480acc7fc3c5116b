"""The API over real HTTP, on the small archive on the real server."""

import base64
import csv
import io
import json
import os
import re
import socket
import subprocess
from urllib.parse import parse_qs, quote

import pytest
import requests
from elasticsearch import Elasticsearch

from crawler.config import Config
from crawler.errors import PortInUse
from search.api.server import listen
from search.export import write_lines
from search.query import FACETS
from tests.conftest import CHECKOUT
from tests.page.serving import serving
from tests.pipeline.archive import KHOTIN
from tests.search.asking import Get, assert_problem, found
from tests.search.conftest import ARCHIVE, THO_XUAN, Ask, numbers


def test_a_search_finds_what_the_command_line_finds(get: Get, ask: Ask) -> None:
    answer = get("/search", q="lễ hội", facet_size=100)
    assert found(answer) == numbers(ask("lễ hội"))
    facets = answer.json()["facets"]
    assert facets == json.loads(json.dumps(ask("lễ hội").to_dict()["facets"]))
    assert set(facets) == set(FACETS)


@pytest.mark.parametrize(
    ("parameters", "numbers"),
    [
        ({"site": THO_XUAN}, [5, 4]),
        ({"site": [THO_XUAN, "laocai/bao"]}, [5, 4, 6]),
        ({"province": "Lào Cai"}, [2, 1, 3]),
        ({"province_now": "Thanh Hóa"}, [5, 4]),
        ({"year": [2022, 2024], "section": ["Kinh tế", "Giáo dục"]}, [3, 5]),
        ({"from_": "2023-02-05", "to": "2023-02-05"}, [2, 1]),
        ({"order": "oldest", "size": 2}, [4, 5]),
        ({"q": "nong dan", "facets": "none"}, [5]),
        ({"q": 'tai:"Yên Bái" -"học bổng"'}, [2, 1]),
        ({"q": "tu:2022 den:2022-09"}, [4]),
    ],
)
def test_parameters(get: Get, parameters: dict[str, object], numbers: list[int]) -> None:
    assert sorted(found(get("/search", **parameters))) == sorted(numbers)


@pytest.mark.parametrize("start", [None, "*"])
@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_pages_show_each_article_once(get: Get, start: str | None, order: str) -> None:
    seen: list[int] = []
    cursor, pages = start, 0
    while pages == 0 or cursor:
        answer = get("/search", order=order, size=1, cursor=cursor)
        seen += found(answer)
        cursor, pages = answer.json()["next"], pages + 1
    assert sorted(seen) == [1, 2, 3, 4, 5, 6]
    assert seen == found(get("/search", order=order))


def test_a_cursor_is_good_for_its_own_query(get: Get) -> None:
    cursor = get("/search", size=1).json()["next"]
    assert "another query" in assert_problem(get("/search", q="x", cursor=cursor), 400)["detail"]
    for wrong in ("abc", "!!", "W10", "bnVsbA", "a" * 4000):
        assert_problem(get("/search", size=1, cursor=wrong), 400)


def test_a_pinned_view_that_is_gone_is_said(get: Get, config: Config) -> None:
    cursor = get("/search", size=1, cursor="*").json()["next"]
    with Elasticsearch(config.elasticsearch_url) as client:
        client.options(ignore_status=404).close_point_in_time(id=_view(cursor))
    assert "again" in assert_problem(get("/search", size=1, cursor=cursor), 410)["detail"]


def _view(cursor: str) -> str:
    return str(json.loads(base64.urlsafe_b64decode(cursor + "=="))[2])


def test_everything_as_json_lines(get: Get) -> None:
    answer = get("/export", province="Lào Cai")
    assert answer.headers["content-type"] == "application/x-ndjson"
    keys = [json.loads(line)["key"] for line in answer.text.splitlines()]
    assert keys == sorted(each.key for each in ARCHIVE if each.site == "yenbai/mu-cang-chai")


def test_everything_as_a_table(get: Get) -> None:
    answer = get("/export", format="csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["key"] for row in rows] == sorted(each.key for each in ARCHIVE)
    assert all(row["title"] for row in rows)


def test_the_command_line_exports_the_same(get: Get, config: Config) -> None:
    done = subprocess.run(
        [*KHOTIN, "search", "lễ hội", "--export", "jsonl"],
        cwd=CHECKOUT,
        env=os.environ
        | {"ELASTICSEARCH_URL": str(config.elasticsearch_url)}
        | {"KHOTIN_INDEX_PREFIX": config.index_prefix},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == get("/export", q="lễ hội").text


def test_no_cell_is_a_formula() -> None:
    document = {"key": "a:1", "title": "=HYPERLINK(A1)", "body": ["-1", 'b"c'], "authors": ["@x"]}
    (_, row) = write_lines([document], "csv")
    assert row.startswith("a:1,'=HYPERLINK(A1),")
    assert ",'@x," in row
    assert ',\'-1\nb""c",' in row.replace(',"', ",")


def test_an_article_with_all_that_is_around_it(get: Get) -> None:
    answer = get(f"/articles/{quote(ARCHIVE[3].key, safe='')}")
    assert answer.json()["document"]["title"] == "Lễ hội Lam Kinh"
    assert get(f"/articles/{ARCHIVE[3].key}").json() == answer.json(), "slashes as they are"
    assert answer.json()["warc"] == {"path": f"{THO_XUAN}/warc/a.warc.gz", "offset": 1024}
    assert_problem(get("/articles/thanhhoa/tho-xuan:99"), 404)


@pytest.mark.parametrize("typed", ["huyện mù", "huyen mu", "cang ch", "HUYỆN MÙ CANG"])
def test_suggestions_with_and_without_diacritics(get: Get, typed: str) -> None:
    texts = [each["text"] for each in get("/suggest", q=typed).json()]
    assert any("Mù Cang Chải" in text for text in texts)


def test_suggestions_are_of_the_kinds_asked_for(get: Get) -> None:
    (portal,) = get("/suggest", q="báo", kind="site").json()
    assert portal == {"kind": "site", "value": "laocai/bao", "text": "Báo điện tử", "count": 1}
    assert get("/suggest", q="báo", kind="section").json() == []
    assert get("/suggest", q=" ").json() == []
    assert_problem(get("/suggest", q="a" * 101), 400)


def test_a_unit_by_code_and_day(get: Get) -> None:
    place = get("/places/137@2025-06-30").json()
    assert (place["unit"]["name"], place["unit"]["province_now"]) == (
        "Huyện Mù Cang Chải",
        "Lào Cai",
    )
    assert place["published"] == 3
    assert place["years"] == {"2023": 2, "2024": 1}
    assert_problem(get("/places/137@2025-07-02"), 404)
    assert_problem(get("/places/137@yesterday"), 400)


def test_an_official_over_time(get: Get, ask: Ask) -> None:
    (hit,) = ask("khai mạc").hits
    (key,) = hit.document["official_keys"]
    official = get(f"/officials/{quote(key, safe='')}").json()
    assert official["names"] == ["Nguyễn Thị Thúy"]
    (position,) = official["positions"]
    assert position["title"] == "Phó Chủ tịch UBND huyện Mù Cang Chải"
    assert (position["first"], position["last"], position["count"]) == ("2023-02-05",) * 2 + (1,)
    assert [each["title"] for each in official["articles"]] == ["Lễ hội xuống đồng xã Púng Luông"]
    assert_problem(get("/officials/nobody@nowhere"), 404)


EXAMPLES = re.findall(
    r"^GET (\S.*)$", (CHECKOUT / "docs" / "api.md").read_text("utf-8"), re.MULTILINE
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_document_is_answered(get: Get, example: str) -> None:
    path, _, query = example.partition("?")
    parameters = parse_qs(query, strict_parsing=True)
    answer = get(path, **parameters)
    assert answer.status_code == 200, answer.text


def test_health(get: Get) -> None:
    assert get("/healthz").json() == {"status": "ok", "articles": len(ARCHIVE)}


def test_without_elasticsearch_nothing_breaks() -> None:
    with serving(Config(elasticsearch_url="http://127.0.0.1:9")) as base:
        for path in ("/healthz", "/search?q=a", "/export", "/suggest?q=a", "/articles/a/b:1"):
            answer = requests.get(base + path, timeout=30)
            said = assert_problem(answer, 503)
            assert "127.0.0.1" not in said["detail"]
            assert answer.headers["retry-after"]


def test_the_description_is_complete(get: Get) -> None:
    description = get("/openapi.json").json()
    assert set(description["paths"]) == {
        *("/search", "/export", "/healthz", "/suggest"),
        *("/articles/{key}", "/officials/{key}", "/places/{code}@{vintage}"),
    }
    for path in description["paths"].values():
        assert set(path) == {"get"}, "nothing can be written"
        assert path["get"]["summary"]
        assert path["get"]["description"]
    assert "http" not in get("/docs").text


def test_answers_do_not_wait_for_acknowledgements() -> None:
    with listen("127.0.0.1", 0) as listening:
        with pytest.raises(PortInUse, match="--port"):
            listen("127.0.0.1", listening.getsockname()[1])
        with socket.create_connection(listening.getsockname()) as _:
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
