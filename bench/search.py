"""Search quality on the judged questions of XQuAD-vi, against the figures that were measured."""

from bench.figure import Figure, NotMeasurable, shared
from bench.search_quality import index_passages, measure, read_xquad
from crawler.config import load_config
from crawler.errors import ElasticsearchUnavailable
from crawler.text import fold_diacritics
from indexer.client import connect, wait_until_ready
from indexer.indices import families

PREFIX = "bench-search"


def figures() -> list[Figure]:
    """Return nDCG@10 as typed and without diacritics; the peer is the standard analyzer."""
    passages, judgements = read_xquad(shared("data", "xquad-vi.json"))
    with connect(load_config()) as client:
        try:
            wait_until_ready(client, 5)
        except ElasticsearchUnavailable as error:
            raise NotMeasurable(str(error)) from error
        try:
            index = index_passages(client, PREFIX, passages).read
            typed = measure(client, index, judgements).ndcg
            folded = measure(client, index, judgements, fold_diacritics).ndcg
        finally:
            for family in families(PREFIX):
                client.indices.delete(index=list(client.indices.get(index=family.read)))
    return [
        Figure("search, nDCG@10", typed, 0.966),
        Figure("search without diacritics, nDCG@10", folded, 0.962),
    ]
