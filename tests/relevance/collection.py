"""The articles that the judged queries are asked of: the replicas' and those of the Hanoi portal.

An article is named by its key: the set and what its address is known by there, "nukeviet:31".
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from bench.body_quality import CAPTURED, read_corpus
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make
from crawler.site import load_sites
from indexer.documents import Document, History, Portal, build_document
from indexer.gazetteer import find_unit
from tests.conftest import CHECKOUT
from tests.portals import PORTALS
from tests.portals.answer import Request

HOST = "mau.example.vn"
SERVED = datetime(2026, 6, 1, tzinfo=UTC)
"""When the replicas' pages are captured: later than any article of theirs."""
BEFORE_THE_MERGER = date(2025, 6, 30)
HANOI_UNIT = "01"


def replicas() -> Iterator[Document]:
    """Yield every article of the replicas, as page, platform and facets make it."""
    sites = load_sites(CHECKOUT / "tests" / "portals" / "sites")
    units = {site.platform: site.unit for site in sites.values()}
    for name, kind in PORTALS.items():
        replica = kind()
        unit = find_unit(units.get(kind.platform, kind.unit), BEFORE_THE_MERGER)
        portal = Portal(kind.title, unit)
        for story in replica.stories:
            if story.missing or story.external:
                continue
            target = replica.path(story)
            answer = replica.answer(Request(target, HOST))
            page = Page(f"http://{HOST}{target}", answer.body, answer.content_type)
            yield _document(page, name, kind.platform, SERVED, portal)


def hanoi(corpus: Path) -> Iterator[Document]:
    """Yield every recorded article by its id; of an article's several addresses the first."""
    platform = make("liferay62")
    portal = Portal("Hà Nội", find_unit(HANOI_UNIT, BEFORE_THE_MERGER))
    seen = set()
    for _, url, body in read_corpus(corpus):
        key = platform.article_key(url)
        if key not in seen:
            seen.add(key)
            page = Page(url, body, "text/html;charset=UTF-8")
            yield _document(page, "hanoi", platform.name, CAPTURED, portal)


def _document(page: Page, name: str, platform: str, at: datetime, portal: Portal) -> Document:
    article = extract(page, site=name, platform=make(platform), captured_at=at)
    return build_document(article, portal=portal, history=History(at, at))
