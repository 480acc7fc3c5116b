"""The pictures of the pages in the documents: `python -m tests.page.screenshots`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from elasticsearch import Elasticsearch
from playwright.sync_api import Browser, sync_playwright

from crawler.config import load_config
from crawler.fetching.rendering import require_browser
from indexer.client import address, connect
from tests.conftest import CHECKOUT
from tests.page.collection import load
from tests.page.serving import serving
from tests.relevance.engines import removing

FOLDER: Final = CHECKOUT / "docs" / "images"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in a window of a size in pixels."""

    path: str
    width: int
    height: int
    scheme: str = "light"


PICTURES: Final[Mapping[str, Picture]] = {
    "results": Picture("/?q=lễ hội", 1000, 730),
    "article": Picture("/bai/nukeviet:22", 1000, 730),
    "phone": Picture("/?q=le hoi&province_now=Lạng Sơn", 390, 760, "dark"),
}
"""By the name of the file."""


def main() -> None:
    """Index the tests' articles on the configured server, and write the pictures."""
    with connect(load_config()) as client, removing(client) as prefix:
        load(client, prefix)
        _take_all(client, prefix)


def _take_all(client: Elasticsearch, prefix: str) -> None:
    own = {"elasticsearch_url": address(client), "index_prefix": prefix}
    FOLDER.mkdir(exist_ok=True)
    with serving(load_config().model_copy(update=own)) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=require_browser(), args=["--no-sandbox", "--disable-lcd-text"]
        )
        for name, picture in PICTURES.items():
            _take(browser, base, name, picture)
        browser.close()


def _take(browser: Browser, base: str, name: str, picture: Picture) -> None:
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height}, locale="vi-VN"
    )
    page.emulate_media(color_scheme="dark" if picture.scheme == "dark" else "light")
    page.goto(base + picture.path)
    page.goto(base + picture.path)  # the first answer is slower, and says so
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
