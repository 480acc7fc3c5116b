"""The coverage page: what the index holds, and what the ledgers on this machine say."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests
from lxml import html

from crawler.config import Config
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.outcomes import SectionEnd
from search.coverage import PortalCoverage
from search.page.coverage import COLUMNS, Portal, Stretch
from tests.page.conftest import Read
from tests.page.serving import serving

KNOWN, STRANGE, DAMAGED = "nukeviet", "tinh/chua-thu", "tinh/hong"


def rows(tree: html.HtmlElement) -> dict[str, list[str]]:
    """Return the table's cells as text, by the portal's name, in order."""
    return {
        " ".join(row.find("th").text_content().split()): [
            " ".join(cell.text_content().split()) for cell in row.findall("td")
        ]
        for row in tree.xpath("//tbody/tr")
    }


@pytest.fixture(scope="module")
def with_ledgers(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the archive with folders of three portals, one of them damaged."""
    data = tmp_path_factory.mktemp("data")
    with Ledger(ledger_path(data, KNOWN)) as ledger:
        run = ledger.start_run()
        with ledger.transaction():
            ledger.add_addresses([("1", "https://a.example/1")], run)
            end = SectionEnd(
                "https://a.example/tin", problem=None, complete=True, listed=frozenset("1")
            )
            ledger.finish_section(end, run, 1)
            ledger.end_run(run, "finished")
    with Ledger(ledger_path(data, STRANGE)):
        pass
    _damage(ledger_path(data, DAMAGED))
    with serving(config.model_copy(update={"data": data})) as address:
        yield address


def _damage(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no ledger" * 1000)


def test_counts_and_spans_are_the_search_s(read: Read, base: str) -> None:
    tree = read("/do-phu")
    shown = rows(tree)
    answer = requests.get(f"{base}/search?size=0&facets=site&facet_size=100", timeout=60).json()
    sites = {each["value"]: each["count"] for each in answer["facets"]["site"]}
    links = tree.xpath("//tbody/tr/th/a/@href")
    counts = [int(cells[0].split()[0]) for cells in shown.values()]
    assert dict(zip(links, counts, strict=True)) == {
        f"/?site={site}": count for site, count in sites.items()
    }
    newspaper = shown["Báo Quân khu Đông Bắc"]
    assert newspaper[1:3] == ["20/12/2022", "20/06/2024"]
    assert newspaper[4].startswith("11 tháng")


@pytest.mark.parametrize("column", COLUMNS)
def test_every_order_is_an_address_and_has_all_portals(read: Read, column: str) -> None:
    tree = read("/do-phu", sort=column)
    names = list(rows(tree))
    assert set(names) == set(rows(read("/do-phu")))
    (heading,) = tree.xpath("//th[@aria-sort]")
    (back,) = heading.xpath("a/@href")
    assert back == f"/do-phu?sort={column}&reverse=true"
    reverse = read("/do-phu", sort=column, reverse="true")
    assert set(rows(reverse)) == set(names)
    sides = {heading.get("aria-sort"), reverse.xpath("//th/@aria-sort")[0]}
    assert sides == {"ascending", "descending"}


def test_the_most_articles_first(read: Read) -> None:
    counts = [int(cells[0].split()[0]) for cells in rows(read("/do-phu", sort="articles")).values()]
    assert counts == sorted(counts, reverse=True)


def test_an_unknown_order_is_refused(read: Read) -> None:
    assert read("/do-phu", 400, sort="<script>").xpath("//h1")


def test_ledgers_say_how_complete_and_when(with_ledgers: str) -> None:
    shown = rows(html.document_fromstring(requests.get(f"{with_ledgers}/do-phu", timeout=60).text))
    states = {name: cells[5] for name, cells in shown.items()}
    assert states[STRANGE] == "chưa thu lần nào"
    assert states[DAMAGED] == "không đọc được sổ của cổng"
    crawled = [cells for cells in shown.values() if cells[5] == "trọn vẹn"]
    assert len(crawled) == 1
    assert crawled[0][3].startswith("0 / 1")
    assert crawled[0][6]
    others = {cells[5] for name, cells in shown.items() if name not in (STRANGE, DAMAGED)}
    assert others == {"trọn vẹn", "thu ở máy khác"}


def test_gaps_are_months_within_the_span() -> None:
    months = {date(2023, 11, 1): 2, date(2024, 2, 1): 1, date(2024, 3, 1): 4}
    held = PortalCoverage("a/b", "A", months, 3, date(2023, 11, 30), date(2024, 3, 2))
    assert held.articles == 10
    assert held.gaps == (date(2023, 12, 1), date(2024, 1, 1))
    portal = Portal(held, None, "away")
    gap = Stretch(date(2023, 12, 1), date(2024, 1, 1), has_news=False)
    assert portal.gaps == (gap,)
    assert [each.months for each in portal.stretches] == [1, 2, 2]
    assert gap.after(date(2022, 12, 1)) == 12
    assert PortalCoverage("a/b", "A", {}, 3, None, None).gaps == ()
