"""The search finds what it found when its analysis was chosen: floors that may only rise."""

from pathlib import Path

from elasticsearch import Elasticsearch

from bench.search_quality import index_passages, measure, read_xquad
from crawler.config import Config
from crawler.text import fold_diacritics


def test_ndcg_on_xquad(shared: Path, client: Elasticsearch, config: Config) -> None:
    passages, judgements = read_xquad(shared / "data" / "xquad-vi.json")
    assert (len(passages), len(judgements)) == (240, 1190)
    index = index_passages(client, config.index_prefix, passages).read
    assert measure(client, index, judgements).ndcg >= 0.966
    assert measure(client, index, judgements, fold_diacritics).ndcg >= 0.962
