"""An Elasticsearch of a test's own, with settings under which it soon refuses what it is sent."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from crawler.config import Config
from indexer import local_elasticsearch
from indexer.elasticsearch_node import Node, launch, prepare
from indexer.java import find_java, service_account
from indexer.storage import locked
from tests.conftest import node_config, open_folder


@contextmanager
def narrow_node(settings: Mapping[str, object]) -> Iterator[Config]:
    """Start a node with these settings in a folder of its own; end it with the block.

    Give the configuration that `restart` and `indexer.local_elasticsearch` take.
    """
    config = node_config(open_folder() / "node")
    home = config.es_home
    assert home is not None
    start(config, settings)
    try:
        yield config
    finally:
        local_elasticsearch.stop(config)
        shutil.rmtree(home.parent)


def start(config: Config, settings: Mapping[str, object]) -> None:
    """Start a node that is stopped; `indexer.local_elasticsearch` knows no settings of tests."""
    assert config.es_home is not None
    node, account = Node(config.es_home, config.es_port), service_account()
    server = local_elasticsearch.ensure_installed()
    prepare(node, account, server)
    written = json.loads(node.settings_file.read_text()) | dict(settings)
    node.settings_file.write_text(json.dumps(written))
    with locked(node.lock) as lock:
        launch(node, account, find_java(account), server, heap=config.es_heap, lock=lock)
