"""The pages of articles, officials and places on a real archive, read as readers read them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from elasticsearch import Elasticsearch
from playwright.sync_api import Page, expect

from crawler.article import Attachment, Flag, Image
from crawler.attachments import FileText
from crawler.config import Config
from indexer.bulk import Loader
from indexer.documents import Document, History, build_document, index_action, revision_action
from indexer.facets.duplicates import Duplicates
from indexer.indices import articles, ensure_indices, revisions
from search.page.links import web_address
from search.page.words import words
from tests.indexer.samples import CAPTURED, PORTALS, article
from tests.page.collection import ATTACK
from tests.page.conftest import Read
from tests.page.copies import SITE
from tests.page.serving import serving
from tests.relevance.engines import removing

KEY, COPY, OLD = f"{SITE}:1", "thanhhoa/tho-xuan:2", f"{SITE}:a/b?x=1#y&z"
FILES = (
    Attachment("https://example.vn/ke-hoach.pdf", "ke-hoach.pdf", "application/pdf"),
    Attachment("https://example.vn/anh.pdf", f"ảnh {ATTACK}.pdf", "application/pdf"),
    Attachment("javascript:alert(5)", "chạy.pdf"),
)
PRESENT = replace(
    article(
        1,
        "Huyện bàn giao ba căn nhà",
        "Ngày 4/2/2023, tại xã Púng Luông, ông Lê Trọng Khang, Chủ tịch UBND huyện, trao nhà.",
        f"Các hộ nhận nhà {ATTACK} {{{{ 7 * 7 }}}} rất vui.",
        "Xã | Số nhà",
        "Púng Luông | 2",
        "Nậm Khắt | 1",
        published_at=datetime(2023, 2, 5, 1, 30, tzinfo=UTC),
        captions=(f"Ông Lê Trọng Khang trao nhà {ATTACK}",),
        images=(Image("https://example.vn/a.jpg"), Image("data:text/html,<script>")),
        attachments=FILES,
        section=f"Mục {ATTACK}",
        flags=tuple(Flag),
    ),
    lead="Huyện Mù Cang Chải bàn giao nhà.",
)
EARLIER = replace(PRESENT, title="Huyện bàn giao hai căn nhà", captured_at=CAPTURED.replace(day=1))
MOVED = replace(
    article(3, "Tin cũ", "Tin này đã chuyển chỗ."), key=OLD, canonical_url="javascript:alert(6)"
)


def documents() -> Iterator[Document]:
    """Yield an article that changed and has a copy elsewhere, its copy, and one that moved."""
    there, history = Duplicates(KEY, 2, True), History(CAPTURED, CAPTURED, revision=2)
    said = FileText("read", "KẾ HOẠCH\n<b>Bàn giao</b> nhà", cut=True)
    texts = {FILES[0].url: said, FILES[1].url: FileText("scan_only")}
    gone = replace(history, gone_since=CAPTURED, moved_from=("https://example.vn/cu",))
    yield build_document(PRESENT, portal=PORTALS[SITE], history=gone, texts=texts, duplicates=there)
    copy = replace(PRESENT, key=COPY, site="thanhhoa/tho-xuan")
    same = replace(there, is_representative=False)
    yield build_document(copy, portal=PORTALS[copy.site], history=history, duplicates=same)
    moved = History(CAPTURED, CAPTURED, moved_to=KEY)
    yield build_document(MOVED, portal=PORTALS[SITE], history=moved)


@pytest.fixture(scope="module")
def base(elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the pages of these documents; their WARC is not on this machine."""
    data = tmp_path_factory.mktemp("data")
    with Elasticsearch(elasticsearch_url) as client, removing(client) as prefix:
        ensure_indices(client, prefix)
        actions = [index_action(each, articles(prefix).write) for each in documents()]
        first = build_document(EARLIER, portal=PORTALS[SITE], history=History(CAPTURED, CAPTURED))
        actions.append(revision_action(first, revisions(prefix).write, 1))
        assert {each.result for each in Loader(client).load(iter(actions))} == {"indexed"}
        client.indices.refresh(index=f"{prefix}*")
        config = Config(elasticsearch_url=elasticsearch_url, index_prefix=prefix, data=data)
        with serving(config) as address:
            yield address


def test_facts_are_marked_and_lead_on(page: Page) -> None:
    page.goto(f"/bai/{KEY}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Huyện bàn giao ba căn nhà")
    expect(page.locator(".legend .fact")).to_have_count(3)
    expect(page.locator(".text .official").first).to_have_text("Lê Trọng Khang")
    page.locator(".text .official").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lê Trọng Khang")
    expect(page.get_by_role("row")).to_contain_text(["Chức vụ", "Chủ tịch UBND huyện"])
    page.get_by_role("link", name="Huyện bàn giao ba căn nhà").first.click()
    page.locator(".text .place", has_text="xã Púng Luông").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xã Púng Luông, Mù Cang Chải")
    page.go_back()
    page.locator(".text .event").click()
    expect(page.locator(".hits li")).to_have_count(2)


def test_the_text_is_whole_and_stays_text(page: Page) -> None:
    page.goto(f"/bai/{KEY}")
    shown = page.locator(".text p").all_inner_texts()
    assert shown == [PRESENT.lead, *PRESENT.body[:2]]
    assert page.locator(".text tr").all_inner_texts() == [
        row.replace(" | ", "\t") for row in PRESENT.body[2:]
    ]
    for tag in ("main script", "main img", "[onerror]", "[href^='javascript']", "[href^='data']"):
        expect(page.locator(tag)).to_have_count(0)
    expect(page.locator("#pictures + ul")).to_contain_text("<script>alert(1)</script>")


def test_what_is_known_around_it(read: Read) -> None:
    tree = read(f"/bai/{KEY}")
    text = " ".join(tree.text_content().split())
    for said in (
        "08:30 05/02/2023 (đến phút, theo dòng ngày trên trang)",
        "Huyện Mù Cang Chải, Yên Bái → Lào Cai",
        f"{SITE}/warc/a.warc.gz, byte thứ 1024",
        "Cổng không còn bài này, từ lần kiểm tra lúc 03:00 01/06/2025",
        "“Huyện bàn giao ba căn nhà”, Cổng thông tin điện tử huyện Mù Cang Chải",
        f"Kho Tin, {KEY}, lưu lúc 03:00 01/06/2025",
        "https://example.vn/cu",
    ):
        assert said in text, said
    assert [each.text for each in tree.xpath("//section[.//@id='same']//li/a")] == [PRESENT.title]
    links = tree.xpath("//a[@rel='noopener noreferrer nofollow external']/@href")
    assert links == ["https://example.vn/a.jpg", *(f.url for f in FILES[:2]), PRESENT.canonical_url]
    assert len(tree.xpath("//p[@class='notice']")) == len(Flag) + 1


def test_what_changed(page: Page) -> None:
    page.goto(f"/bai/{KEY}#ban-1")
    version = page.locator("details.version[open]")  # the address opens it
    expect(version.locator("del")).to_have_text("hai")
    expect(version.locator("ins")).to_have_text("ba")
    version.get_by_role("link").click()
    expect(page.locator(".notice")).to_contain_text("không có trên máy này")


def test_what_a_file_says(page: Page, base: str) -> None:
    page.goto(f"/bai/{KEY}")
    page.get_by_role("link", name="đọc nội dung").click()
    expect(page.locator(".text")).to_have_text("KẾ HOẠCH\n<b>Bàn giao</b> nhà")
    expect(page.locator(".notice")).to_contain_text("quá dài")
    for file, status in (("2", 404), ("3", 404), ("99", 404), ("0", 400), ("x", 400)):
        assert requests.get(f"{base}/tep/{KEY}?file={file}", timeout=60).status_code == status


def test_an_article_that_moved_leads_on(page: Page) -> None:
    page.goto(f"/bai/{OLD.replace('?', '%3F').replace('#', '%23')}?hl=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="The article at its portal")).to_have_count(0)
    page.get_by_role("link", name="the article at its new address").click()
    expect(page.locator("#about")).to_have_text("About this article")


PAGES = (
    f"/bai/{KEY}",
    f"/bai/{KEY}?hl=en",
    f"/tep/{KEY}?file=1",
    f"/ban-luu/{KEY}",
    "/noi/137@2025-06-30",
    "/quan-chuc/lê trọng khang@Yên Bái/Mù Cang Chải",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
def test_readers_of_every_kind_can_use_it(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/noi/99999@2025-06-30", 404),
        ("/noi/137@heute", 400),
        ("/noi/..@2025-06-30", 400),
        ("/quan-chuc/không ai@Yên Bái", 404),
        (f"/bai/{SITE}:77", 404),
    ],
)
def test_what_is_not_there_is_said(read: Read, path: str, status: int) -> None:
    assert read(path, status).xpath("//main//h1")


@pytest.mark.parametrize("path", ["/bai/a:1", "/tep/a:1?file=1", "/ban-luu/a:1", "/trang-luu/a:1"])
def test_without_elasticsearch_it_is_said(path: str) -> None:
    with serving(Config(elasticsearch_url="http://127.0.0.1:9")) as base:
        answer = requests.get(base + path, timeout=60)
    assert answer.status_code == 503
    assert "Thử lại" in answer.text


def test_a_place_without_articles_says_so(read: Read) -> None:
    assert "Kho chưa có bài nào" in read("/noi/182@2025-06-30").text_content()


def test_every_flag_has_words() -> None:
    for flag in Flag:
        assert getattr(words("vi"), f"flag_{flag}") != getattr(words("en"), f"flag_{flag}")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.vn/a", "http:", "http://[", "", None]
)
def test_only_addresses_of_the_web_are_linked(url: str | None) -> None:
    assert web_address(url) is None
    assert web_address("https://x.vn/a?b") == "https://x.vn/a?b"
