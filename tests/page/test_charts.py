"""Every number of the charts is what the API answers for its address."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from lxml import html

from crawler.config import Config
from indexer.client import connect
from search.charts import read_charts
from search.page.addresses import Address
from search.page.tiles import draw_tiles
from search.query import SearchRequest
from search.reader import Reader
from search.searcher import ask
from tests.page.conftest import Read


@pytest.fixture
def reader(config: Config) -> Iterator[Reader]:
    with connect(config) as client:
        yield Reader(client, config.index_prefix)


def links(tree: html.HtmlElement, chart: str) -> dict[str, int]:
    """Return the addresses of a chart's drawing with the numbers that their names say."""
    found = tree.xpath(f'//section[contains(@class, "{chart}")]/svg[@role]//a')
    return {a.get("href"): int(re.sub(r"\D", "", a.get("aria-label").split(":")[1])) for a in found}


def total(base: str, address: str) -> int:
    query = {k: v for k, v in parse_qs(urlsplit(address).query).items() if k not in ("map", "hl")}
    answer = requests.get(f"{base}/search?{urlencode(query, doseq=True)}&size=0", timeout=60)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["total"])


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"q": "lễ hội", "map": "then"},
        {"from_": "2023-01-01", "to": "2024-03-31"},
        {"province_now": "Lạng Sơn", "section": "Tin tức - Sự kiện", "map": "then", "hl": "en"},
    ],
)
def test_a_bar_and_a_tile_lead_to_as_many_articles_as_they_say(
    read: Read, base: str, parameters: dict[str, str]
) -> None:
    tree = read("/", **parameters)
    for chart in ("timeline", "map"):
        shown = links(tree, chart)
        assert shown
        assert {address: total(base, address) for address in shown} == shown


def test_the_table_has_what_is_drawn(read: Read) -> None:
    tree = read("/", q="hội nghị", map="then")
    for chart, rows in (("timeline", None), ("map", 63)):
        section = tree.xpath(f'//section[contains(@class, "{chart}")]')[0]
        assert rows is None or len(section.xpath(".//tbody/tr")) == rows
        assert set(section.xpath(".//tbody//a/@href")) == set(links(tree, chart))


def test_less_than_two_years_are_drawn_by_month(read: Read) -> None:
    tree = read("/", from_="2023-01-01", to="2024-03-31")
    names = tree.xpath('//section[contains(@class, "timeline")]//svg//a/@aria-label')
    assert all(re.match(r"\d\d/202[34]: ", name) for name in names)


def test_a_misspelled_query_has_charts_of_what_was_shown(reader: Reader) -> None:
    request = SearchRequest("phbn voi", respelled=True)
    found = ask(reader, SearchRequest("phbn voi"))
    assert found.respelled
    charts = read_charts(reader, request)
    assert sum(charts.months.values()) + charts.undated >= found.total > 0


def test_then_and_now_are_told_apart(reader: Reader) -> None:
    charts = read_charts(reader, SearchRequest())
    then = draw_tiles(charts.provinces["then"], "then", Address())
    now = draw_tiles(charts.provinces["now"], "now", Address())
    counts = {tile.name: tile.count for tile in then.tiles}
    assert counts["Yên Bái"] > 0
    assert "Yên Bái" not in {tile.name for tile in now.tiles}
    assert {tile.name: tile.count for tile in now.tiles}["Lào Cai"] >= counts["Yên Bái"]
    assert then.others == now.others == {}


def test_months_are_vietnamese(reader: Reader) -> None:
    """An article of 00:00 on the first of March in Vietnam is not February's, as in UTC."""
    for month, count in read_charts(reader, SearchRequest()).months.items():
        assert month.day == 1
        assert count > 0
    years = ask(reader, SearchRequest(duplicates=True, facet_size=100)).facets["year"]
    by_year: dict[int, int] = {}
    for month, count in read_charts(reader, SearchRequest()).months.items():
        by_year[month.year] = by_year.get(month.year, 0) + count
    assert by_year == {int(each.value): each.count for each in years}
