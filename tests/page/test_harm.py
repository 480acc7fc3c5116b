"""Texts, addresses and servers that would do harm; who reads with other means than a mouse."""

import uuid
from urllib.parse import quote

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from crawler.config import Config
from search.page.addresses import Address
from search.page.asking import TIMED_OUT
from search.page.choices import ORDER
from search.page.failures import PageRoute
from search.page.pages import MODULES
from search.page.rendering import POLICY
from tests.conftest import CHECKOUT
from tests.page.collection import ATTACK, HOSTILE
from tests.page.conftest import Read
from tests.page.serving import giving_up_at, serving

ALL, SOME, NONE = "/", "/?q=lễ hội&province_now=Lạng Sơn&hl=en", "/?q=không có gì&year=1999"
ARTICLE, OFFICIAL = "/bai/nukeviet:22", "/quan-chuc/lương văn thiêm@Lạng Sơn/Văn Quan"
UNIT, COVERAGE, FAILURE, NOTHING = "/noi/184@2025-06-30", "/do-phu", "/?cursor=x", "/khong-co"
RESULTS = (ALL, SOME, NONE, COVERAGE, FAILURE, NOTHING)
DARK = (SOME, COVERAGE)
"""What has every colour; those of articles are seen to in test_article.py."""


@pytest.mark.parametrize(
    ("address", "scheme"),
    [*((each, "light") for each in RESULTS), *((each, "dark") for each in DARK)],
)
def test_readers_of_every_kind_can_use_it(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"/?q={'tranghinhkhongcodauphay' * 20} cháy rừng&order=newest")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_hostile_texts_stay_texts(page: Page) -> None:
    page.goto(f"/?q={quote(ATTACK)} họp thôn phòng cháy&section={quote(HOSTILE.section or '')}")
    hit = page.locator(".hits li").first
    expect(hit.locator("h2")).to_contain_text("<script>alert(1)</script>")
    expect(hit.locator(".facts")).to_contain_text("03/2024")
    assert page.get_by_role("combobox").input_value().startswith(ATTACK)
    expect(page.locator(".chosen a").first).to_contain_text(ATTACK)
    for tag in ("main script", "main img", "svg[onload]", "[onclick]", "[onerror]"):
        expect(page.locator(tag)).to_have_count(0)
    assert "{{ 7 * 7 }}" in hit.inner_text()


def test_hostile_suggestions_stay_texts(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("mục")
    expect(page.get_by_role("option", name="alert(1)")).to_contain_text("<script>")
    expect(page.locator(".suggestions script, .suggestions img")).to_have_count(0)


@pytest.mark.parametrize("address", [*RESULTS, ARTICLE, OFFICIAL, UNIT, "/bai/khong:co"])
def test_every_page_has_the_policy(base: str, address: str) -> None:
    answer = requests.get(base + address, headers={"Accept": "text/html"}, timeout=60)
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "style=" not in answer.text
    assert "set-cookie" not in answer.headers


def test_every_page_is_documented() -> None:
    table = (CHECKOUT / "docs" / "pages.md").read_text(encoding="utf-8")
    paths = {
        str(route.path).replace(":path}", "}")
        for module in MODULES
        for route in module.router.routes
        if isinstance(route, PageRoute)
    }
    assert "/" in paths
    assert [path for path in paths if f"| `{path}` |" not in table] == []


@pytest.mark.parametrize(
    ("parameters", "status", "way"),
    [
        ({"q": "a" * 1001}, 400, "/"),
        ({"q": "lễ", "from": "31/02/2023"}, 400, "/?q=l%E1%BB%85"),
        ({"q": "lễ", "year": "x", "hl": "en"}, 400, "/?q=l%E1%BB%85&hl=en"),
        ({"q": "lễ", "cursor": "x", "page": "2"}, 400, "/?q=l%E1%BB%85"),
        ({"hl": "fr"}, 400, "/"),
        ({"q": '" OR 1=1 -- <b>', "page": "9"}, 200, "/"),
    ],
)
def test_what_cannot_be_used_is_said(
    read: Read, parameters: dict[str, str], status: int, way: str
) -> None:
    tree = read("/", status, **parameters)
    assert way in tree.xpath("//main//a/@href")
    assert tree.xpath("//h1")


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/%2f%2fevil.example"])
def test_no_link_leads_to_another_host(base: str, path: str) -> None:
    answer = requests.get(base + path, headers={"Accept": "text/html"}, timeout=60)
    assert answer.status_code == 404
    assert 'href="//' not in answer.text
    assert 'href="\\' not in answer.text


def test_addresses() -> None:
    here = Address("/", (("q", "a&b"), ("year", "2020"), ("cursor", "x"), ("page", "3")))
    assert str(here.add("year", 2021)) == "/?q=a%26b&year=2020&year=2021"
    assert str(here.remove("year", 2020)) == "/?q=a%26b"
    assert str(here.put("year", 2022)) == "/?q=a%26b&year=2022"
    assert str(here.go(hl="en")) == "/?q=a%26b&year=2020&cursor=x&page=3&hl=en"
    assert str(here.go(hl=None, page=4)) == "/?q=a%26b&year=2020&cursor=x&page=4"
    assert str(Address("/bai/a/b:1?x#y")) == "/bai/a/b:1%3Fx%23y"


def test_without_elasticsearch_the_page_says_what_to_do() -> None:
    with serving(Config(elasticsearch_url="http://127.0.0.1:9")) as base:
        answer = requests.get(f"{base}/?q=lễ", timeout=60)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "127.0.0.1" not in answer.text
        assert 'href="/?q=l%E1%BB%85">Thử lại' in answer.text


def test_an_archive_without_articles_says_so(elasticsearch_url: str) -> None:
    empty = Config(elasticsearch_url=elasticsearch_url, index_prefix=f"test-{uuid.uuid4().hex}")
    with serving(empty) as base:
        answer = requests.get(f"{base}/?hl=en", timeout=60)
        assert answer.status_code == 503
        assert "holds nothing yet" in answer.text


@pytest.mark.parametrize("status", sorted(TIMED_OUT))
@pytest.mark.parametrize(("late", "facets"), [(b'"aggs":{"site"', 0), (b'"months"', len(ORDER))])
def test_a_slow_archive_shows_articles_without_counts(
    config: Config, late: bytes, facets: int, status: int
) -> None:
    with (
        giving_up_at(late, str(config.elasticsearch_url), status) as slow,
        serving(config.model_copy(update={"elasticsearch_url": slow})) as base,
    ):
        answer = requests.get(f"{base}/?q=lễ hội", timeout=60)
        assert answer.status_code == 200
        assert "Kho đang chậm" in answer.text
        assert "/bai/" in answer.text
        assert answer.text.count("data-facet") == facets
        assert "<svg" not in answer.text


def test_a_new_stylesheet_has_a_new_address(base: str) -> None:
    asked = requests.get(f"{base}/static/000000000000/page.css", timeout=60)
    assert "immutable" not in asked.headers.get("cache-control", "")
    assert requests.get(f"{base}/static/0/..%2frendering.py", timeout=60).status_code == 404
