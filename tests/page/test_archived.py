"""Archived copies: read from WARC wherever a document may point, and shown where none can harm."""

import http.client
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
import requests
from elasticsearch import Elasticsearch
from playwright.sync_api import Browser

from crawler.article import Article
from crawler.config import Config
from indexer.bulk import Loader
from indexer.documents import History, build_document, index_action, revision_action
from indexer.indices import articles, ensure_indices, revisions
from tests.indexer.samples import CAPTURED, PORTALS, article
from tests.page.copies import FILE, HARMFUL, HOSTILE, SITE, keep
from tests.page.serving import serving
from tests.relevance.engines import removing
from tests.search.asking import raw
from tests.serving import in_a_thread

Get = Callable[[str], requests.Response]
PAGE = "<html><h1>Bản lưu</h1><a href='{there}/link' target=_top>Ra ngoài</a></html>"
TYPED = {
    910: (b"text/html; charset=windows-1258", "<p>Đươ\u0300ng</p>".encode("cp1258")),
    911: (b"application/xhtml+xml", "<p>Đường</p>".encode()),
    912: (b'text/html; charset="a\tb"; x=y', "<p>Đường</p>".encode()),
    913: (b"application/pdf", b"%PDF <script>"),
    914: (b"image/svg+xml", b"<svg onload='alert(1)'/>"),
    915: (b"text/javascript", b"alert(1)"),
}
"""Copies by their articles: what the portal said of them, and their bytes."""


class Canary(BaseHTTPRequestHandler):
    """A host that counts what it is asked for, and serves the hostile pages as they are."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        name = self.path.removeprefix("/as-it-is/")
        here = f"http://127.0.0.1:{self.server.server_port}/{name}"  # type: ignore[attr-defined]
        body = HOSTILE.get(name, "").format(there=here).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def there() -> Iterator[str]:
    """Give the address of a host that archived copies may not ask for anything."""
    with in_a_thread(ThreadingHTTPServer(("127.0.0.1", 0), Canary)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def pages(there: str) -> dict[str, bytes]:
    """Give the archived pages by name, the last is PAGE; each asks below a path of its name."""
    found = {**HOSTILE, "page": PAGE}
    return {name: html.format(there=f"{there}/{name}").encode() for name, html in found.items()}


@pytest.fixture(scope="module")
def base(
    elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory, pages: dict[str, bytes]
) -> Iterator[str]:
    """Give the address of the application with the articles of `write`."""
    data = tmp_path_factory.mktemp("data")
    with Elasticsearch(elasticsearch_url) as client, removing(client) as prefix:
        load(client, prefix, write(data, pages))
        given = Config(elasticsearch_url=elasticsearch_url, index_prefix=prefix, data=data)
        with serving(given) as address:
            yield address


def write(data: Path, pages: dict[str, bytes]) -> list[Article]:
    """Return articles with the pages as their copies, the last page's is 0, and those of TYPED.

    Of article 900 the file is missing, of article 901 the record.
    """
    offsets = keep(data, {f"https://example.vn/{name}": body for name, body in pages.items()})
    kept = [(n, FILE, offset) for n, offset in enumerate(reversed(offsets))]
    kept += [(900, "elsewhere.warc.gz", 0), (901, FILE, 7)]
    for number, (content_type, body) in TYPED.items():
        file = f"{number}.warc.gz"
        kept += [(number, file, keep(data, {"https://example.vn/": body}, file, content_type)[0])]
    return [article(n, "Bản lưu", warc_file=file, warc_offset=at) for n, file, at in kept]


def load(client: Elasticsearch, prefix: str, texts: list[Article]) -> None:
    """Index articles; the first one has an earlier text, kept as the second's copy."""
    ensure_indices(client, prefix)
    history = History(CAPTURED, CAPTURED, revision=2)
    documents = [build_document(each, portal=PORTALS[SITE], history=history) for each in texts]
    earlier = replace(texts[1], key=texts[0].key)
    old = replace(documents[0], article=earlier, history=History(CAPTURED, CAPTURED))
    actions = [index_action(each, articles(prefix).write) for each in documents]
    actions.append(revision_action(old, revisions(prefix).write, 1))
    assert {each.result for each in Loader(client).load(iter(actions))} == {"indexed"}
    client.indices.refresh(index=f"{prefix}*")


@pytest.fixture(scope="module")
def get(base: str) -> Iterator[Get]:
    with requests.Session() as session:
        yield lambda path: session.get(base + path, timeout=30)


def number_of(name: str) -> int:
    """Return the article's number of a page of `pages`."""
    return len(HOSTILE) - list(HOSTILE).index(name)


def show(browser: Browser, url: str) -> list[str]:
    """Open an address to its end; return what was answered, the program's own files left out."""
    asked: list[str] = []
    with browser.new_page() as page:
        page.on("response", lambda answer: asked.append(answer.url))
        page.goto(url, wait_until="networkidle")
        assert page.url == url
    return [url for url in asked if "/static/" not in url and not url.startswith("data:")]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_copy_asks_for_nothing(
    browser: Browser, base: str, there: str, name: str
) -> None:
    key = f"{SITE}:{number_of(name)}"
    around, copy = f"{base}/ban-luu/{key}", f"{base}/trang-luu/{key}"
    assert show(browser, around) == [around, f"{copy}?revision=2"]
    assert show(browser, copy) == [copy]
    assert not [path for path in Canary.asked if path.startswith(f"/{name}/")]
    with browser.new_page() as page, page.expect_request(f"{there}/{name}/**"):
        page.goto(f"{there}/as-it-is/{name}")  # without its policy it asks


def test_the_copy_has_no_rights(browser: Browser, base: str) -> None:
    with browser.new_page() as page:
        page.goto(f"{base}/ban-luu/{SITE}:0")
        frame = page.frame_locator("iframe")
        frame.get_by_text("Ra ngoài").click()
        assert frame.get_by_role("heading").inner_text() == "Bản lưu"
        assert page.url == f"{base}/ban-luu/{SITE}:0"
        assert page.evaluate("document.querySelector('iframe').contentDocument") is None
    assert "/page/link" not in Canary.asked


@pytest.mark.parametrize("query", ["", "?revision=2", "?revision=1"])
def test_the_copy_of_each_text(get: Get, query: str) -> None:
    answer = get(f"/trang-luu/{SITE}:0{query}")
    assert answer.status_code == 200
    assert ("Ra ngoài" in answer.text) == (query != "?revision=1")
    assert "/ban-luu/" not in answer.text
    around = get(f"/ban-luu/{SITE}:0{query}").text
    assert f'src="/trang-luu/{SITE}:0?revision={query[-1:] or 2}"' in around
    assert f"{SITE}/warc/{FILE}" in around
    assert "03:00 01/06/2025" in around, "the capture's time in Vietnam"


def test_only_our_headers_are_sent(get: Get) -> None:
    answer = get(f"/trang-luu/{SITE}:0")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "img-src data:", "frame-ancestors 'self'"} <= {*policy}
    assert not [each for each in policy if "allow" in each or "script" in each]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not {name.decode().lower() for name, _ in HARMFUL[:3]} & {
        *map(str.lower, answer.headers)
    }
    assert "access-control-allow-origin" not in answer.headers
    assert "default-src *" not in answer.headers["content-security-policy"]
    saved = get(f"/trang-luu/{SITE}:0?download=true")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert "Ra ngoài".encode() in saved.content


@pytest.mark.parametrize("number", [910, 911, 912])
def test_letters_are_right_whatever_their_encoding(get: Get, number: int) -> None:
    answer = get(f"/trang-luu/{SITE}:{number}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert unicodedata.normalize("NFC", answer.content.decode()) == "<p>Đường</p>"
    assert get(f"/trang-luu/{SITE}:{number}?download=true").content == TYPED[number][1]


@pytest.mark.parametrize("number", [913, 914, 915])
def test_what_is_no_page_is_saved(get: Get, number: int) -> None:
    answer = get(f"/trang-luu/{SITE}:{number}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.content == TYPED[number][1]
    around = get(f"/ban-luu/{SITE}:{number}").text
    assert "<iframe" not in around
    assert "download=true" in around


@pytest.mark.parametrize(("number", "status"), [(900, 404), (901, 500)])
@pytest.mark.parametrize("path", ["/ban-luu", "/trang-luu"])
def test_what_cannot_be_shown_is_said(get: Get, path: str, number: int, status: int) -> None:
    answer = get(f"{path}/{SITE}:{number}")
    assert answer.status_code == status
    assert 'class="notice"' in answer.text
    assert "<iframe" not in answer.text
    assert "/tmp" not in answer.text
    assert get(f"{path}/{SITE}:12345").status_code == 404
    assert get(f"{path}/{SITE}:0?revision=7").status_code == 404
    assert get(f"{path}/{SITE}:0?revision=x").status_code == 400


@pytest.mark.parametrize("path", ["/ban-luu", "/trang-luu", "/bai", "/tep", "/quan-chuc"])
@pytest.mark.parametrize(
    "key",
    [
        "../../../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "%00",
        "a%0d%0aSet-Cookie:%20a=b",
        f"{SITE}:0%00.html",
        "a" * 7000,
    ],
)
def test_addresses_lead_to_nothing_else(base: str, path: str, key: str) -> None:
    status, body, headers = raw(base, f"{path}/{key}?file=1")
    assert status in {400, 404}
    assert b"root:" not in body
    assert "set-cookie" not in headers


def test_a_megabyte_of_key_is_refused(base: str) -> None:
    assert raw(base, f"/ban-luu/{'a' * 9000}")[0] == 414
    try:
        status = raw(base, f"/ban-luu/{'a' * 2**20}")[0]
    except (ConnectionError, http.client.HTTPException):
        return  # cut off while it was still being sent
    assert status in {400, 414}
