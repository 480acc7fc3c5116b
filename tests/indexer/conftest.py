"""A client and the two indices of a test, on the real server."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from crawler.config import Config
from indexer import indices
from indexer.client import connect
from indexer.indices import Family, articles, ensure_indices, load_schema


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with connect(Config(elasticsearch_url=elasticsearch_url)) as client:
        yield client


@pytest.fixture
def news(client: Elasticsearch, index_prefix: str) -> Family:
    """Create the indices and give the aliases of the articles."""
    ensure_indices(client, index_prefix)
    return articles(index_prefix)


@pytest.fixture
def change_mapping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., None]]:
    """Give what adds or replaces fields of a copy of mappings/ that the code then reads.

    None takes a field away. The copy is in the test's own folder.
    """
    for file in indices.MAPPINGS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(indices, "MAPPINGS", tmp_path)
    mapping = tmp_path / "article.json"

    def change(**properties: object) -> None:
        content = json.loads(mapping.read_text())
        for name, definition in properties.items():
            content["properties"].pop(name, None)
            if definition is not None:
                content["properties"][name] = definition
        mapping.write_text(json.dumps(content))
        load_schema.cache_clear()

    yield change
    load_schema.cache_clear()
