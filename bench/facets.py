"""All facets of a page, in ms on one core, beside the extraction of the same pages.

Event dates, places, officials and the signature for duplicates of articles that are already there.
Each side reads the same pages in turn; the best of five rounds of each counts. A warming round
keeps the gazetteer's loading out of the figures.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial

from bench.body_quality import CAPTURED, sample
from bench.figure import Figure, shared
from crawler.article import Article
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make
from indexer.facets.dates import find_event_dates
from indexer.facets.duplicates import sign
from indexer.facets.locality import find_places
from indexer.facets.officials import find_officials
from indexer.gazetteer import find_unit
from indexer.gazetteer.unit import Unit

PAGES, ROUNDS = 150, 5
REACH = 2
"""Milliseconds a page for all facets."""


def read(url: str, body: bytes) -> Article:
    page = Page(url, body, "text/html;charset=UTF-8")
    return extract(page, site="hanoi/so", platform=make("liferay62"), captured_at=CAPTURED)


def find_facts(article: Article, issuer: Unit) -> None:
    find_event_dates(article)
    find_places(article, issuer)
    find_officials(article, issuer)
    sign(article)


def measure(work: Sequence[Callable[[], object]]) -> float:
    """Return milliseconds of processor time a page."""
    start = time.process_time()
    for page in work:
        page()
    return (time.process_time() - start) / len(work) * 1_000


def figures() -> list[Figure]:
    """Return what the facets of a page cost, beside what its extraction costs."""
    issuer = find_unit("01", CAPTURED.date())
    recorded = sample(shared("corpus", "hanoi-portal.tar.xz"), PAGES)
    extraction = [partial(read, url, body) for _, url, body in recorded]
    facets = [partial(find_facts, page(), issuer) for page in extraction]
    measure(facets)
    rounds = [(measure(facets), measure(extraction)) for _ in range(ROUNDS)]
    ours, peer = map(min, zip(*rounds, strict=True))
    what = "all facets, ms a page, beside extraction"
    held = tuple(milliseconds for milliseconds, _ in rounds)
    return [Figure(what, ours, REACH, peer, at_most=True, by_itself=True, rounds=held)]
