"""The pages of a real archive, over real HTTP, in a real Chromium."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
import requests
from elasticsearch import Elasticsearch
from lxml import html
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from crawler.config import Config
from crawler.errors import PrerequisiteError
from crawler.fetching.rendering import require_browser
from tests.page.collection import load
from tests.page.serving import serving
from tests.relevance.engines import removing

PATIENCE = 20_000.0
"""Milliseconds that a browser waits for anything."""

EXPECTED = "error: Failed to load resource: the server responded with a status of"
"""What Chromium says of every page that is a failure."""

Read = Callable[..., html.HtmlElement]


@pytest.fixture(scope="session")
def config(elasticsearch_url: str) -> Iterator[Config]:
    """Give the configuration of an archive with the articles of tests/page/collection.py."""
    with Elasticsearch(elasticsearch_url) as client, removing(client) as prefix:
        load(client, prefix)
        yield Config(elasticsearch_url=elasticsearch_url, index_prefix=prefix)


@pytest.fixture(scope="session")
def base(config: Config) -> Iterator[str]:
    """Give the address of the archive's pages, without a slash at its end."""
    with serving(config) as address:
        yield address


@pytest.fixture
def read(base: str) -> Read:
    """Give a function that gets a page as a tree: its path, its parameters, the status expected."""

    def read(path: str = "/", status: int = 200, **parameters: object) -> html.HtmlElement:
        query = urlencode({k.rstrip("_"): v for k, v in parameters.items()}, doseq=True)
        address = f"{base}{path}?{query}" if query else f"{base}{path}"
        answer = requests.get(address, headers={"Accept": "text/html"}, timeout=60)
        assert answer.status_code == status, answer.text
        return html.document_fromstring(answer.text)

    return read


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the system's Chromium."""
    try:
        executable = require_browser()
    except PrerequisiteError as error:
        pytest.skip(str(error))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    """Give a tab; fails if its console says anything, or if it asks another host."""
    context = browser.new_context(base_url=base, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("console", lambda each: said.append(f"{each.type}: {each.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", dismiss)
    page.on("request", lambda each: asked.append(each.url))
    yield page
    context.close()
    assert [line for line in said if not line.startswith(EXPECTED)] == []
    assert [url for url in asked if not url.startswith(f"{base}/")] == []
