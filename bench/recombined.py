"""Any number of documents with the words of real ones: paragraphs recombined, always the same.

Each has the facts (portal, places, officials, dates) of one article, and titles and paragraphs of
others, as many as an article has. What is rare in the corpus stays rare in its share.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from bench.figure import shared
from indexer.documents import Action, Document
from tests.relevance.collection import hanoi, replicas

SEED: Final = 2025
SPREAD: Final = 5 * 365
"""Days over which publications are spread anew."""


def read_articles() -> list[Document]:
    """Return the articles that are recombined; raises NotMeasurable without the Hanoi portal."""
    return [*replicas(), *hanoi(shared("corpus", "hanoi-portal.tar.xz"))]


def recombine(articles: Sequence[Document], count: int) -> Iterator[dict[str, Any]]:
    """Yield `count` documents as Elasticsearch takes them, with keys "bench:0", "bench:1", …."""
    chance = random.Random(SEED)
    sources = [article.to_dict() for article in articles]
    titles = [source["title"] for source in sources]
    leads = [source["lead"] for source in sources if source["lead"]]
    paragraphs = list(chain.from_iterable(source["body"] for source in sources))
    for number in range(count):
        facts = chance.choice(sources)
        moment = datetime.fromisoformat(facts["published_at"] or facts["captured_at"])
        moment += timedelta(days=chance.randrange(SPREAD))
        yield {
            **facts,
            "key": f"bench:{number}",
            "title": chance.choice(titles),
            "lead": chance.choice(leads),
            "body": chance.choices(paragraphs, k=len(chance.choice(sources)["body"])),
            "published_at": moment.isoformat(),
            "published_year": moment.year,
        }


def to_action(document: dict[str, Any], index: str, source: bytes) -> Action:
    """Return the write of a document to a write alias; `source` is its JSON."""
    return Action(document["key"], index, document["key"], 1, source)
