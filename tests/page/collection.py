"""The articles that the pages are tested on: the replicas', one text posted twice, a hostile one.

Every text is written for the tests.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from crawler.article import Precision
from indexer.bulk import Loader
from indexer.documents import Document, History, build_document, index_action
from indexer.facets.duplicates import Duplicates
from indexer.indices import articles, ensure_indices
from tests.indexer.samples import FULL, PORTALS, article
from tests.relevance.collection import replicas

ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
"""What must stay text wherever it turns up."""
HOSTILE = replace(
    article(
        901,
        f"Họp thôn {ATTACK}",
        f"Sáng nay thôn họp bàn việc phòng cháy {ATTACK} {{{{ 7 * 7 }}}}",
        "</title></textarea><svg onload=alert(3)><mark onclick=alert(4)>cháy rừng</mark>",
        published_at=datetime(2024, 3, 1, tzinfo=UTC),
    ),
    section=f"Mục {ATTACK}",
    published_precision=Precision.MONTH,
)
TWICE = tuple(
    article(
        910 + place,
        "Phát động trồng cây quanh hồ",
        "Huyện phát động trồng hai nghìn cây quanh hồ trong tháng ba.",
        site=site,
        published_at=datetime(2024, 2, 1 + place, tzinfo=UTC),
    )
    for place, site in enumerate(("yenbai/mu-cang-chai", "thanhhoa/tho-xuan"))
)


def documents() -> Iterator[Document]:
    """Yield what is indexed: the replicas' articles first."""
    yield from replicas()
    history = History(FULL.captured_at, FULL.captured_at)
    yield build_document(HOSTILE, portal=PORTALS[HOSTILE.site], history=history)
    for place, each in enumerate(TWICE):
        same = Duplicates(TWICE[0].key, len(TWICE), is_representative=place == 0)
        yield build_document(each, portal=PORTALS[each.site], history=history, duplicates=same)


def load(client: Elasticsearch, prefix: str) -> int:
    """Index everything under a prefix; return the number of articles. Fails unless all is taken."""
    ensure_indices(client, prefix)
    family = articles(prefix)
    written = list(Loader(client).load(index_action(each, family.write) for each in documents()))
    assert {outcome.result for outcome in written} == {"indexed"}
    client.indices.refresh(index=family.read)
    return len(written)
