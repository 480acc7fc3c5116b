"""Archives for the tests of the whole pipe."""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.pipeline.archive import Archive
from tests.portals import PORTALS, serve
from tests.portals.answer import Answer, Request
from tests.portals.portal import Portal

GATED = ("liferay62", "nukeviet", "generic")
"""Replicas that are crawled while something is killed: three kinds of lists, 24 articles each."""


@pytest.fixture
def archive(tmp_path: Path, elasticsearch_url: str, index_prefix: str) -> Archive:
    """An empty archive on the real Elasticsearch."""
    return Archive(tmp_path, elasticsearch_url, index_prefix)


@pytest.fixture(scope="session")
def make_archive(
    tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str
) -> Callable[[str], Archive]:
    """A function that makes an archive which several tests share, by name."""

    def make(name: str) -> Archive:
        prefix = f"test-{name}-{uuid.uuid4().hex[:8]}"
        return Archive(tmp_path_factory.mktemp(name), elasticsearch_url, prefix)

    return make


@dataclass(slots=True)
class Gate:
    """Stands before replicas: closed, it lets so many requests to each through, and keeps the next.

    So a run cannot end before the gate opens, however fast or slow the machine is.
    """

    opened: threading.Event = field(default_factory=threading.Event)
    left: Counter[str] = field(default_factory=Counter)

    def before(self, name: str) -> Portal:
        """Return a replica that answers through the gate."""
        portal = PORTALS[name]()
        answer = portal.answer

        def answer_later(request: Request) -> Answer:
            if self.left[name] == 0:
                self.opened.wait()
            self.left[name] -= 1
            return answer(request)

        vars(portal)["answer"] = answer_later
        self.open()
        return portal

    def open(self) -> None:
        """Let everything through."""
        self.opened.set()

    def close(self) -> None:
        """Let a random number of requests through: some articles of each replica, never all."""
        self.left = Counter({name: random.randint(13, 16) for name in GATED})
        self.opened.clear()


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    """The gate before `portals`, open."""
    gate = Gate()
    yield gate
    gate.open()


@pytest.fixture(scope="module")
def portals(gate: Gate) -> Iterator[dict[str, str]]:
    """Replicas that a run can be held at; their addresses by name."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(gate.before(name))).url for name in GATED}


def site_id(name: str) -> str:
    """Return a replica's id in the registry."""
    return f"mau/{name.replace('_', '-')}"


def register(archive: Archive, portals: dict[str, str]) -> Archive:
    """Write an entry for every replica; return the archive."""
    for name, url in portals.items():
        kind = PORTALS[name]
        starts = (url + path for path in kind.starts)
        archive.add_site(site_id(name), kind.platform, *starts, unit=kind.unit, **kind.options)
    return archive


@pytest.fixture
def ready(archive: Archive, portals: dict[str, str]) -> Archive:
    """An empty archive with `portals` in its registry."""
    return register(archive, portals)


@pytest.fixture(scope="module")
def whole(make_archive: Callable[[str], Archive], portals: dict[str, str]) -> dict[str, str]:
    """What a run that nobody disturbs brings in."""
    archive = register(make_archive("undisturbed"), portals)
    archive.khotin("run")
    found = archive.texts()
    assert len(found) >= 60
    return found
