"""Search quality on the judged questions of XQuAD-vi, against the figures that were measured."""

from bench.figure import Figure, shared
from bench.search_quality import index_passages, measure, read_xquad
from bench.server import remove_indices, server
from crawler.text import fold_diacritics

PREFIX = "bench-search"


def figures() -> list[Figure]:
    """Return nDCG@10 as typed and without diacritics; the peer is the standard analyzer."""
    passages, judgements = read_xquad(shared("data", "xquad-vi.json"))
    with server() as client:
        try:
            index = index_passages(client, PREFIX, passages).read
            typed = measure(client, index, judgements).ndcg
            folded = measure(client, index, judgements, fold_diacritics).ndcg
        finally:
            remove_indices(client, PREFIX)
    return [
        Figure("search, nDCG@10", typed, 0.966),
        Figure("search without diacritics, nDCG@10", folded, 0.962),
    ]
