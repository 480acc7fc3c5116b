"""The Elasticsearch that the benches write to: the configured one, or the embedded one."""

from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from bench.figure import NotMeasurable
from crawler.config import load_config
from crawler.errors import ElasticsearchUnavailable
from indexer.client import connect, wait_until_ready
from indexer.indices import families


@contextmanager
def server() -> Iterator[Elasticsearch]:
    """Give a client of a server that answers; raises NotMeasurable without one."""
    with connect(load_config()) as client:
        try:
            wait_until_ready(client, 5)
        except ElasticsearchUnavailable as error:
            raise NotMeasurable(str(error)) from error
        yield client


def server_seconds(client: Elasticsearch) -> float:
    """Return the seconds of processor time that the server has taken since its start."""
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return sum(float(node["process"]["cpu"]["total_in_millis"]) for node in nodes) / 1000


def remove_indices(client: Elasticsearch, prefix: str) -> None:
    """Delete the indices of a prefix, as far as they are there."""
    for family in families(prefix):
        if client.indices.exists(index=family.read):
            client.indices.delete(index=list(client.indices.get(index=family.read)))


def count_documents(client: Elasticsearch, index: str) -> int:
    """Return how many documents a search finds, once what was written is made visible."""
    client.indices.refresh(index=index)
    return int(client.count(index=index)["count"])
