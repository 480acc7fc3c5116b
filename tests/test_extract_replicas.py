"""Every article page of every replica, fetched over HTTP: all that extraction makes of it."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any
from urllib.request import urlopen

import pytest

from crawler.article import Article
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import recognise
from tests.portals import PORTALS, expected, serve

CAPTURED = datetime.fromisoformat("2025-07-01T08:00:00+07:00")
CASES = [
    pytest.param(portal, edited, facts, id=f"{portal}/{facts['id']}{'-edited' if edited else ''}")
    for edited in (False, True)
    for portal in PORTALS
    for facts in expected(portal, edited=edited)
    if not edited or facts not in expected(portal)
]


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[tuple[str, bool], str]]:
    """Serve every replica in both its states."""
    with ExitStack() as stack:
        yield {
            (portal, edited): stack.enter_context(serve(portal, edited=edited)).url
            for portal in PORTALS
            for edited in (False, True)
        }


def fetch(url: str) -> Page:
    with urlopen(url) as answer:
        return Page(url, answer.read(), answer.headers["Content-Type"])


def stated(article: Article, base: str) -> dict[str, Any]:
    """Return the Article's facts as `expected` gives them: paths, and "" for None."""
    return {
        "path": article.canonical_url.removeprefix(base),
        "title": article.title or "",
        "lead": article.lead or "",
        "body": list(article.body),
        "captions": list(article.captions),
        "authors": list(article.authors),
        "office": article.office or "",
        "source": article.source or "",
        "section": article.section or "",
        "tags": sorted(article.tags),
        "published_at": article.published_at and article.published_at.isoformat(),
        "precision": article.published_precision,
        "images": [
            {"path": image.url.removeprefix(base), "caption": image.caption or ""}
            for image in article.images
        ],
        "attachments": [
            {"path": file.url.removeprefix(base), "name": file.name} for file in article.attachments
        ],
    }


@pytest.mark.parametrize(("portal", "edited", "facts"), CASES)
def test_replica_article(
    addresses: dict[tuple[str, bool], str], portal: str, edited: bool, facts: dict[str, Any]
) -> None:
    base = addresses[portal, edited]
    page = fetch(base + facts["path"])
    platform = recognise(page)
    article = extract(page, site="mau/x", platform=platform, captured_at=CAPTURED)
    wanted = {name: value for name, value in facts.items() if name not in ("id", "flags")}
    assert platform.name == PORTALS[portal].platform
    assert stated(article, base) == wanted | {"tags": sorted(facts["tags"])}
    assert set(article.flags) >= set(facts["flags"])
