"""The results page as a reader's browser has it, beside what the API answers for the same."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from lxml import html
from playwright.sync_api import Browser, Page, expect

from search.page.parameters import COUNTED, SIZE
from search.page.rendering import TEMPLATES
from search.page.words import Language, words
from tests.page.collection import TWICE
from tests.page.conftest import PATIENCE, Read

LIGHT = 30_000
"""Bytes, packed, of all that the front page needs: six seconds at 40 kbit/s."""
Api = Callable[..., dict[str, Any]]


@pytest.fixture
def api(base: str) -> Api:
    """Give a function that asks the API: the parameters of a search."""

    def api(**parameters: object) -> dict[str, Any]:
        query = urlencode({"size": SIZE, "facet_size": COUNTED, **parameters}, doseq=True)
        answer = requests.get(f"{base}/search?{query}", timeout=60)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return api


def total(page: Page) -> int:
    """Return the number of articles that a page says it found."""
    return int(re.sub(r"\D", "", page.locator(".total strong").inner_text()))


def counts(tree: html.HtmlElement, facet: str) -> dict[str, int]:
    """Return the values of a facet with their counts, as a page shows them."""
    links = tree.xpath(f'//details[@data-facet="{facet}"]//li/a')
    return {
        link.findtext("span[1]"): int(link.findtext("span[2]").replace(".", "")) for link in links
    }


def test_a_reader_types_narrows_widens_and_goes_on(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").fill("hội nghị")
    page.get_by_role("button", name="Tìm", exact=True).click()
    found = total(page)
    assert found > SIZE
    section = page.locator("[data-facet=section]")
    choice = section.locator("li a").first
    name, count = (choice.locator("span").nth(place).inner_text() for place in (0, 1))
    choice.click()
    expect(section.locator("[aria-current=true] .text")).to_have_text(name)
    assert total(page) == int(count) < found
    page.locator(".chosen a").click()
    assert total(page) == found
    first = page.locator(".hits h2").all_inner_texts()
    page.get_by_role("link", name="Trang sau").click()
    expect(page.locator(".pages [aria-current]")).to_have_text("Trang 2")
    second = page.locator(".hits h2").all_inner_texts()
    assert second
    assert not set(first) & set(second)
    page.reload()
    assert page.locator(".hits h2").all_inner_texts() == second, "an address that can be cited"
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator(".hits h2").all_inner_texts() == second
    assert total(page) == found


def test_suggestions_by_keyboard(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox")
    box.fill("ha thi bich")  # at once, so that no later answer takes the choice away
    expect(page.get_by_role("option").first).to_contain_text("Hà Thị Bích Ngà")
    box.press("ArrowDown")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    with page.expect_navigation():
        box.press("Enter")
    assert box.input_value() == 'quan-chuc:"Hà Thị Bích Ngà"'
    assert total(page) > 0


def test_a_suggestion_that_is_no_field_word_is_a_filter(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("ubnd huyen van")
    option = page.get_by_role("option", name="UBND huyện Văn Quan")
    with page.expect_navigation():
        option.click()
    expect(page.locator(".chosen a")).to_contain_text("UBND huyện Văn Quan")


def test_without_scripts(browser: Browser, base: str) -> None:
    with browser.new_context(base_url=base, java_script_enabled=False) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/?province_now=Lạng Sơn")
        page.get_by_label("Tìm trong kho tin").fill("le hoi")
        page.get_by_label("Tìm trong kho tin").press("Enter")
        expect(page.locator(".chosen a")).to_contain_text("Lạng Sơn")
        found = total(page)
        page.get_by_label("Từ ngày").fill("2023-01-01")
        page.get_by_label("Đến ngày").fill("2023-12-31")
        page.get_by_role("button", name="Lọc theo ngày").click()
        assert 0 < total(page) < found
        assert parse_qs(urlsplit(page.url).query)["q"] == ["le hoi"]
        page.get_by_role("link", name="Bỏ tất cả điều kiện").click()
        assert total(page) > found
        page.locator("[data-facet=official] summary").first.click()
        page.locator("[data-facet=official] li a").first.click()
        expect(page.locator(".chosen a")).to_have_count(1)


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"q": "le hoi"},
        {"q": '"nông thôn mới"', "province_now": "Lạng Sơn"},
        {"year": ["2022", "2023"], "section": "Tin tức"},
        {"q": "huyện", "province_then": ["Yên Bái", "Tiền Giang"], "order": "oldest"},
        {"from": "2021-01-01", "to": "2022-06-30"},
        {"q": 'tai:"Lào Cai" den:2022'},
        {"q": "không có gì như vậy cả", "year": "1999"},
    ],
)
def test_the_same_counts_as_the_api(read: Read, api: Api, parameters: dict[str, Any]) -> None:
    tree, answer = read(**parameters), api(**parameters)
    shown = tree.xpath('//p[@class="total"]/strong/text()')
    assert [f"{answer['total']} bài"] * bool(answer["total"]) == shown
    keys = [hit["document"]["key"] for hit in answer["hits"]]
    assert tree.xpath("//ol/li//h2/a/@href") == [f"/bai/{key}" for key in keys]
    for name in ("province_now", "province_then", "section", "year", "official"):
        counted = {str(each["value"]): each["count"] for each in answer["facets"][name]}
        on_page = counts(tree, name)
        assert on_page.items() <= counted.items()
        assert len(on_page) == min(len(counted), 40)


def test_choosing_a_value_gives_what_it_counts(read: Read) -> None:
    for facet in ("province_now", "district", "year", "site"):
        link = read(q="huyện").xpath(f'//details[@data-facet="{facet}"]//li/a')[0]
        chosen = read(link.get("href"))
        assert chosen.xpath('//p[@class="total"]/strong')[0].text == (
            f"{link.findtext('span[2]')} bài"
        )


def test_following_the_pages_shows_each_article_once(read: Read, api: Api) -> None:
    seen: list[str] = []
    address = "/?q=lễ hội&order=newest"
    for _ in range(20):
        tree = read(address)
        seen += tree.xpath("//ol/li//h2/a/@href")
        onward = tree.xpath('//a[contains(@rel, "next")]/@href')
        if not onward:
            break
        (address,) = onward
    assert len(seen) == len(set(seen)) == api(q="lễ hội")["total"]


def test_exports_are_what_the_page_counts(read: Read, base: str) -> None:
    tree = read(q="lễ hội", year="2023", hl="en", utm_source="elsewhere")
    count = int(tree.xpath('//p[@class="total"]/strong')[0].text.removesuffix(" articles"))
    (csv, lines) = tree.xpath('//p[@class="exports"]/a[@download]/@href')
    assert len(requests.get(base + lines, timeout=60).text.splitlines()) == count
    assert requests.get(base + csv, timeout=60).headers["content-type"].startswith("text/csv")


def test_one_of_the_articles_with_the_same_text(read: Read) -> None:
    tree = read(q='"hai nghìn cây quanh hồ"')
    assert tree.xpath("//ol/li//h2/a/@href") == [f"/bai/{TWICE[0].key}"]
    (link,) = tree.xpath('//p[@class="facts"]/a')
    assert link.text == "và 1 bài trùng nội dung"
    assert len(read(link.get("href")).xpath("//ol/li//h2/a")) == len(TWICE)


def test_what_is_spelled_otherwise_is_said(read: Read) -> None:
    (notice,) = read(q="phbn voi", hl="en").xpath('//p[@class="notice"]')
    assert notice.text.startswith("No article has the words “phbn voi”")
    (notice,) = read(province_now="Lạng San").xpath('//p[@class="notice"]')
    assert "Có phải: Lạng Sơn" in notice.text


def test_charts_count_what_the_page_counts(read: Read, api: Api) -> None:
    tree, answer = read(q="huyện"), api(q="huyện", duplicates="true")
    bars = tree.xpath('//section[contains(@class, "timeline")]//tbody//td/text()')
    assert sum(map(int, bars)) == answer["total"]
    tiles = {
        row.findtext("th/a"): int(row.findtext("td"))
        for row in tree.xpath('//section[contains(@class, "map")]//tbody/tr[th/a]')
    }
    assert tiles == {each["value"]: each["count"] for each in answer["facets"]["province_now"]}


def test_every_word_of_the_templates_is_known() -> None:
    used = {
        word
        for path in TEMPLATES.glob("*.html")
        for word in re.findall(r"\bt\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert used
    assert used - vars(words("vi")).keys() == set()


def test_a_page_is_light(read: Read, base: str) -> None:
    tree = read()
    parts = ["/", *tree.xpath("//link[@rel='stylesheet']/@href | //script/@src")]
    assert len(parts) == 4
    sizes = [len(requests.get(base + part, stream=True, timeout=60).raw.read()) for part in parts]
    assert sum(sizes) < LIGHT


@pytest.mark.parametrize("name", ["vi", "en"])
def test_every_word_is_there_in_both_languages(name: Language, read: Read) -> None:
    said = vars(words(name))
    assert [key for key, text in said.items() if not text.strip()] == []
    other = vars(words("en" if name == "vi" else "vi"))
    given = {key: sorted(re.findall(r"%\(\w+\)s", text)) for key, text in said.items()}
    assert given == {key: sorted(re.findall(r"%\(\w+\)s", text)) for key, text in other.items()}
    assert read(hl=name).get("lang") == name


def test_a_citation_says_nothing_that_goes_without_saying(read: Read) -> None:
    tree = read(q="lễ hội", from_="", to="", order="relevance", page="1", fbclid="x")
    (english,) = tree.xpath('//a[@hreflang="en"]/@href')
    assert parse_qs(urlsplit(english).query) == {"q": ["lễ hội"], "hl": ["en"]}
    assert tree.xpath("//form//input/@name") == ["q", "from", "to", "q"]
