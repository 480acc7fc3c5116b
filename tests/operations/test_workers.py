"""Two workers on one queue, one of them killed or frozen: the documents of a single machine's run.

Each worker has a data folder of its own, as on a machine of its own, and names itself to portals.
"""

import asyncio
import json
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from subprocess import Popen

import psycopg
import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from psycopg import sql
from pydantic import SecretStr

from crawler.config import Config
from operations.jobs import Verb
from operations.queue import defer, enqueue, list_jobs, make_app, take_over, token_of
from tests.operations.postgres import postgres
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import GATED, Gate, register, site_id
from tests.portals import serve
from tests.portals.answer import Answer, Request
from tests.portals.server import Served

pytestmark = pytest.mark.drill

LEASE = 10
WORKERS = ("may-1", "may-2")
INDEXER = "may-chu"
KINDS = GATED[:2]
"""A replica for each worker."""
BLOWS = (signal.SIGKILL, *([signal.SIGSTOP] if "TESTS_FROZEN" in os.environ else []))
"""What befalls one of them; `make lost-workers` freezes one, too, which takes as long again."""


@dataclass(slots=True)
class Replica:
    """A replica that is served, and which worker asked for each of its pages, in order."""

    name: str
    served: Served
    asked_by: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    """The gate before the replicas, open."""
    gate = Gate()
    yield gate
    gate.open()


@pytest.fixture(scope="module")
def replicas(gate: Gate) -> Iterator[list[Replica]]:
    with ExitStack() as stack:
        replicas = []
        for name in KINDS:
            portal, asked_by = gate.before(name), list[str]()
            vars(portal)["answer"] = noting(portal.answer, asked_by)
            replicas.append(Replica(name, stack.enter_context(serve(portal)), asked_by))
        yield replicas


def noting(answer: Callable[[Request], Answer], asked_by: list[str]) -> Callable[..., Answer]:
    """Note who asks before the answer is given; a worker's name ends its user agent's address."""

    def answer_and_note(request: Request) -> Answer:
        asked_by.append(request.agent.rpartition("/")[2].rstrip(")"))
        return answer(request)

    return answer_and_note


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture
def queue_url(server: str) -> str:
    """Give the address of a new, empty database."""
    name = f"queue_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.rpartition("/")[0] + f"/{name}"


@pytest.fixture(scope="module")
def alone(
    tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str, replicas: list[Replica]
) -> dict[str, str]:
    """What one machine's run brings in."""
    folder = tmp_path_factory.mktemp("alone")
    archive = Archive(folder, elasticsearch_url, f"test-alone-{uuid.uuid4().hex[:8]}")
    register(archive, {replica.name: replica.served.url for replica in replicas})
    archive.khotin("run")
    return archive.texts()


@pytest.fixture
def machines(
    tmp_path: Path,
    elasticsearch_url: str,
    index_prefix: str,
    replicas: list[Replica],
    queue_url: str,
) -> dict[str, Archive]:
    """Machines by name: a registry, a store and a queue for all, a data folder for each."""
    archive = Archive(tmp_path, elasticsearch_url, index_prefix)
    (tmp_path / "store").mkdir()
    register(archive, {replica.name: replica.served.url for replica in replicas})
    shared = {
        "KHOTIN_SITES": str(archive.folder / "sites"),
        "KHOTIN_STORE": str(archive.folder / "store"),
        "KHOTIN_QUEUE_URL": queue_url,
        "KHOTIN_LEASE": str(LEASE),
    }
    return {
        name: replace(
            archive,
            folder=archive.folder / name,
            extra={**shared, "KHOTIN_CONTACT": f"https://example.org/{name}"},
        )
        for name in (*WORKERS, INDEXER)
    }


def waiting(machine: Archive) -> set[tuple[str, str]]:
    """Return verb and portal of the jobs that are not done; fails if one went wrong."""
    url = SecretStr(machine.extra["KHOTIN_QUEUE_URL"])
    jobs = list_jobs(Config(queue_url=url))
    assert [job for job in jobs if job.status == "failed"] == []
    return {(job.verb, job.site) for job in jobs}


def wait_for(happened: Callable[[], bool], *running: Popen[str]) -> None:
    """Wait for what must happen while some workers run."""
    while not happened():
        assert [worker.communicate() for worker in running if worker.poll() is not None] == []
        time.sleep(0.1)


def end(worker: Popen[str]) -> None:
    """Ask a worker to end, and see that it had nothing to complain of."""
    worker.terminate()
    output, errors = worker.communicate()
    assert (worker.returncode, output) == (0, ""), errors
    assert "Traceback" not in errors, errors


@pytest.mark.parametrize("blow", BLOWS)
def test_a_lost_workers_portal_is_taken_over(
    blow: signal.Signals,
    machines: dict[str, Archive],
    replicas: list[Replica],
    gate: Gate,
    alone: dict[str, str],
) -> None:
    for replica in replicas:
        replica.asked_by.clear()
        replica.served.most_at_once = 0
    gate.close()
    sites = [site_id(name) for name in KINDS]
    indexer = machines[INDEXER]
    assert sorted(json.loads(indexer.khotin("enqueue", "--json").stdout)) == sorted(sites)
    assert json.loads(indexer.khotin("enqueue", "--json").stdout) == []
    lost, other = (machines[name].start("work", "crawl") for name in WORKERS)
    try:
        wait_for(lambda: len(held(replicas, gate)) == len(WORKERS), lost, other)
        at_work = dict(held(replicas, gate))
        lost.send_signal(blow)
        gate.open()
        wait_for(lambda: waiting(indexer) == {("index", site) for site in sites}, other)
        lost.send_signal(signal.SIGCONT)
        index = indexer.start("work", "index")
        wait_for(lambda: not waiting(indexer), index, other)
        end(other)
        end(index)
    finally:
        for worker in (lost, other):
            worker.kill()
            worker.communicate()
    assert indexer.texts() == alone
    for replica in replicas:
        assert replica.served.most_at_once == 1
        expected = list(WORKERS) if replica.name == at_work[WORKERS[0]] else [WORKERS[1]]
        assert [name for name, _ in groupby(replica.asked_by)] == expected
    assert all(found["waiting"] == 0 for found in indexer.doctor())


def held(replicas: list[Replica], gate: Gate) -> list[tuple[str, str]]:
    """Return workers that wait for a replica's answer at the gate, each with the replica."""
    return [(r.asked_by[-1], r.name) for r in replicas if r.asked_by and gate.left[r.name] == 0]


def test_a_portal_is_in_the_queue_once(queue_url: str) -> None:
    config = Config(queue_url=SecretStr(queue_url))
    assert enqueue(config, ["mau/a", "mau/b"]) == ["mau/a", "mau/b"]
    assert enqueue(config, ["mau/b", "mau/c"]) == ["mau/c"]
    assert enqueue(config, ["mau/a"], Verb.INDEX) == []
    assert [(job.verb, job.site, job.status) for job in list_jobs(config)] == [
        ("crawl", site, "todo") for site in ("mau/a", "mau/b", "mau/c")
    ]


async def start(app: App, *verbs: Verb) -> Job | None:
    """Take a job as a new worker that is never heard of again."""
    manager = app.job_manager
    return await manager.fetch_job(list(verbs), await manager.register_worker())


def test_one_job_of_a_portal_is_done_at_a_time_and_a_crawl_first(queue_url: str) -> None:
    config = Config(queue_url=SecretStr(queue_url))
    app = make_app(config)

    async def take() -> list[tuple[str, str | None]]:
        taken = []
        async with app.open_async():
            await defer(app, Verb.INDEX, "mau/a")
            await defer(app, Verb.CRAWL, "mau/a")
            await defer(app, Verb.INDEX, "mau/b")
            while job := await start(app, *Verb):
                taken.append((job.task_name, job.lock))
        return taken

    assert asyncio.run(take()) == [("crawl", "mau/a"), ("index", "mau/b")]


def test_what_the_dead_hold_is_taken_over_once_under_a_larger_token(queue_url: str) -> None:
    config = Config(queue_url=SecretStr(queue_url))
    app = make_app(config)

    async def outlive() -> None:
        async with app.open_async():
            await defer(app, Verb.CRAWL, "mau/a")
            dead = await start(app, Verb.CRAWL)
            assert dead is not None
            old = await token_of(app, dead.id or 0)
            assert await take_over(app, 3600) == []
            taken = await asyncio.gather(*(take_over(app, 0) for _ in range(4)))
            assert [site for sites in taken for site in sites] == ["mau/a"]
            again = await start(app, Verb.CRAWL)
            assert again is not None
            assert await token_of(app, again.id or 0) > old
            with pytest.raises(ConnectorException):  # the dead one comes back, and says it is done
                await app.job_manager.finish_job(dead, Status.SUCCEEDED, delete_job=True)
            assert await app.job_manager.get_job_status_async(again.id or 0) is Status.DOING

    asyncio.run(outlive())


def test_a_new_database_draws_larger_tokens_than_the_one_before(
    server: str, queue_url: str
) -> None:
    async def draw(url: str) -> int:
        config = Config(queue_url=SecretStr(url))
        app = make_app(config)
        async with app.open_async():
            await defer(app, Verb.CRAWL, "mau/a")
            job = await start(app, Verb.CRAWL)
            assert job is not None
            return await token_of(app, job.id or 0)

    lost = asyncio.run(draw(queue_url))
    assert asyncio.run(draw(server)) > lost
