"""NukeViet 4.3 and the mobile theme: the same portal in another dress yields the same articles."""

from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest

from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make
from tests.portals import expected, serve
from tests.portals.nukeviet_variants import NukeViet43
from tests.portals.walking import walk
from tests.test_extract_replicas import CAPTURED, stated

PLATFORM = make("nukeviet")
PHONE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Mobile Safari/537.36"
FACTS = {facts["id"]: facts for facts in expected("nukeviet")}


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    """Serve the replica as of 4.3 and give its address."""
    with serve(NukeViet43()) as served:
        yield served.url


def test_lists_page_on_without_relations(portal: str) -> None:
    found = walk(PLATFORM, [f"{portal}/"])
    assert set(found) >= {str(number) for number in FACTS}


@pytest.mark.parametrize("number", FACTS)
def test_a_phone_reads_the_same_article(number: int, portal: str) -> None:
    facts = FACTS[number]
    request = Request(portal + facts["path"], headers={"User-Agent": PHONE})
    with urlopen(request) as answer:
        page = Page(request.full_url, answer.read(), answer.headers["Content-Type"])
    assert not page.many("#news-bodyhtml")
    article = extract(page, site="mau/x", platform=PLATFORM, captured_at=CAPTURED)
    wanted = {name: value for name, value in facts.items() if name not in ("id", "flags")}
    assert stated(article, portal) == wanted | {"tags": sorted(facts["tags"])}
