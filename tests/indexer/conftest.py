"""A client and the two indices of a test, on the real server."""

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from crawler.config import Config
from indexer.client import connect
from indexer.indices import Family, articles, ensure_indices


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with connect(Config(elasticsearch_url=elasticsearch_url)) as client:
        yield client


@pytest.fixture
def news(client: Elasticsearch, index_prefix: str) -> Family:
    """Create the indices and give the aliases of the articles."""
    ensure_indices(client, index_prefix)
    return articles(index_prefix)
