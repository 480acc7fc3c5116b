"""What the tests stand on: a real Elasticsearch, settings of their own, the recorded portals."""

import json
import os
import random
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from crawler.config import Config, load_config
from indexer import indices, local_elasticsearch
from indexer.elasticsearch_node import Node
from indexer.indices import load_schema
from indexer.java import service_account
from indexer.storage import locked

CHECKOUT = Path(__file__).resolve().parent.parent
OWN_VARIABLES = ("KHOTIN_", "ELASTICSEARCH_")
PARTS = 3
"""Test processes that `make test` starts; they share one Elasticsearch, see `embedded`."""
TEST_PORTS = range(9281, 9299)
"""`make run` has 9280. A free one is taken, so that two checkouts can be tested at once."""
SHARED_NODE = "TESTS_SHARED_NODE"
"""Environment variable with the folder of the Elasticsearch that all processes of a run share."""

OTHER_SERVER = "TESTS_ELASTICSEARCH_URL"
"""Environment variable with a server to test against: tests/elasticsearch9.py starts one."""


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder of the shared Elasticsearch; the processes of xdist inherit it."""
    if not hasattr(config, "workerinput"):
        os.environ[SHARED_NODE] = str(open_folder() / "node")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the shared Elasticsearch, if a test started it, after all test processes have ended."""
    if not hasattr(config, "workerinput"):
        home = Path(os.environ.pop(SHARED_NODE))
        local_elasticsearch.stop(Config(es_home=home))
        shutil.rmtree(home.parent)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of the whole pipe: they take longest, the others fill up the end."""
    items.sort(key=lambda item: "pipeline" not in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_user() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(OWN_VARIABLES)]:
            patch.delenv(name)
        # Where it is set, each of some hundred processes would compile every module anew.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture
def isolated_config(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., Config]]:
    """Give a function that sets KHOTIN_<FIELD> for each keyword and reads the configuration anew.

    The data folder is temporary unless the test names one.
    """

    def configure(**fields: object) -> Config:
        for name, value in fields.items():
            monkeypatch.setenv(f"KHOTIN_{name.upper()}", str(value))
        load_config.cache_clear()
        return load_config()

    configure(data=tmp_path / "data")
    yield configure
    load_config.cache_clear()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder with the recorded portals, beside the checkout."""
    folder = CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no recorded portals: {folder} is missing")
    return folder


def free_port() -> int:
    """Return a port that nobody listens on, from the part of TEST_PORTS of this test process."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = TEST_PORTS[worker % PARTS :: PARTS]
    for port in random.sample(ports, len(ports)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    message = f"every port of {ports} is taken"
    raise RuntimeError(message)


def node_config(home: Path) -> Config:
    """Return the configuration of a node for tests, in the new folder `home`.

    Its Java compiles quickly and not well: a start takes 14 s of processor time instead of 36.
    """
    options = home / "config" / "jvm.options.d" / "tests.options"
    options.parent.mkdir(parents=True)
    options.write_text("-XX:TieredStopAtLevel=1\n")
    account = service_account()
    os.chown(home / "config", account.uid or -1, account.gid or -1)
    return Config(es_port=free_port(), es_home=home, es_heap="512m")


def open_folder() -> Path:
    """Return a new temporary folder that the server's user can enter; pytest's own it cannot."""
    folder = Path(tempfile.mkdtemp(prefix="khotin-tests-"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def embedded() -> Config:
    """Give the configuration of the Elasticsearch that all tests share, started when needed."""
    home = Path(os.environ[SHARED_NODE])
    with locked(home.with_suffix(".lock")):
        if (running := Node(home, 0)).runs():
            return Config(es_port=running.last_port(), es_home=home)
        config = node_config(home)
        local_elasticsearch.start(config)
        return config


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest) -> str:
    """Give the address of the Elasticsearch that all tests share, or of the one that is named."""
    if named := os.environ.get(OTHER_SERVER):
        return named
    embedded: Config = request.getfixturevalue("embedded")
    return f"http://127.0.0.1:{embedded.es_port}"


@pytest.fixture
def index_prefix(elasticsearch_url: str) -> Iterator[str]:
    """Give a prefix for the indices of one test; they are deleted after it."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    yield prefix
    with Elasticsearch(elasticsearch_url) as client:
        for index in client.indices.get(index=f"{prefix}*", expand_wildcards="all"):
            client.indices.delete(index=index)


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
