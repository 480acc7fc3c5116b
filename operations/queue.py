"""The queue that several machines share: what is to be done for which portal.

A job is a verb and a portal, and Procrastinate keeps it in PostgreSQL. All jobs of a portal have
one lock, a unique index of the database's: at most one of them is being done. A verb waits once a
portal at most. A job is started once; what becomes of one whose worker died is a new job, so that
the dead one's number says nothing any more, should it come back.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

from crawler.config import Config, ConfigurationError
from crawler.errors import KhotinError, PrerequisiteError
from operations.jobs import PRIORITIES, Job, Verb

try:
    import psycopg
    from procrastinate import App, PsycopgConnector
    from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
    from procrastinate.jobs import Status
except ModuleNotFoundError as missing:
    text = f"the queue needs {missing.name}: pip install '.[workers]'"
    raise PrerequisiteError(text) from None

CONNECT_TIMEOUT = 10
"""Seconds for the database's first answer."""


class QueueUnavailable(KhotinError):
    """The queue's database does not answer, or refuses us."""

    exit_code: ClassVar[int] = 5


def make_app(config: Config) -> App:
    """Return the queue, not open yet; its tables are made if need be.

    Raises ConfigurationError without an address, QueueUnavailable without an answer.
    """
    if config.queue_url is None:
        raise ConfigurationError("KHOTIN_QUEUE_URL: the queue's PostgreSQL database is not set")
    url = config.queue_url.get_secret_value()
    try:
        psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT).close()
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise QueueUnavailable(f"the queue's database does not answer: {reason}") from None
    except psycopg.Error:  # its text may repeat the password in the address
        message = "KHOTIN_QUEUE_URL: must look like postgresql://user:password@host:5432/name"
        raise ConfigurationError(message) from None
    app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=8))
    with database_failures(), app.open():
        if not app.check_connection():
            _make_tables(app)
    return app


def _make_tables(app: App) -> None:
    """Make the tables in one transaction; of two who do it at once, the second finds them made.

    Tokens are the numbers of events. They begin with the milliseconds since 1970, so that those of
    a database that takes a lost one's place are larger than all that the store has seen.
    """
    start = f"SELECT setval('procrastinate_events_id_seq', {time.time_ns() // 1_000_000});"
    schema = app.schema_manager.get_schema().replace("%", "%%")
    try:
        app.connector.get_sync_connector().execute_query(query=schema + start)
    except ConnectorException:
        if not app.check_connection():
            raise


@contextmanager
def database_failures() -> Iterator[None]:
    """Turn the database's failures into QueueUnavailable."""
    try:
        yield
    except ConnectorException as error:
        raise QueueUnavailable(f"the queue's database fails: {reason_of(error)}") from error


def reason_of(error: ConnectorException) -> str:
    """Return what the database's driver says of a failure, in one line."""
    return " ".join(str(error.__cause__ or error).split())


def enqueue(config: Config, sites: Iterable[str], verb: Verb = Verb.CRAWL) -> list[str]:
    """Put portals into the queue and return those that were not in it yet.

    One for which anything waits or is being done is left out: what its run finds is not known yet.
    """
    app = make_app(config)
    with database_failures(), app.open():
        busy = {job.site for job in _read_jobs(app) if job.status != Status.FAILED.value}
        return [site for site in sites if site not in busy and _defer(app, verb, site)]


def _defer(app: App, verb: Verb, site: str) -> bool:
    try:
        app.configure_task(verb.value, **options(verb, site)).defer(site=site)
    except AlreadyEnqueued:
        return False
    return True


async def defer(app: App, verb: Verb, site: str) -> None:
    """Let a verb wait for a portal, unless it does already."""
    with suppress(AlreadyEnqueued):
        await app.configure_task(verb.value, **options(verb, site)).defer_async(site=site)


def options(verb: Verb, site: str) -> dict[str, Any]:
    """Return how a job is put into the queue."""
    return {
        "queue": verb.value,
        "lock": site,
        "queueing_lock": f"{verb}:{site}",
        "priority": PRIORITIES[verb],
    }


def list_jobs(config: Config) -> list[Job]:
    """Return every job that is not done, in the order in which they were put in."""
    app = make_app(config)
    with database_failures(), app.open():
        return _read_jobs(app)


def _read_jobs(app: App) -> list[Job]:
    wanted = {Status.TODO.value, Status.DOING.value, Status.FAILED.value}
    return [
        Job(job.id or 0, job.task_name, job.lock or "", str(job.status), job.worker_id)
        for job in app.job_manager.list_jobs()
        if job.status in wanted
    ]


async def take_over(app: App, seconds: float) -> list[str]:
    """Put into the queue again what workers hold that have been silent for so long.

    Return those portals. The new job is made first: it waits until the old one is gone. Of several
    who find the same, one ends it.
    """
    taken = []
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        await defer(app, Verb(job.task_name), str(job.lock))
        try:
            await app.job_manager.finish_job_by_id_async(
                job.id or 0, Status.FAILED, delete_job=True
            )
        except ConnectorException:
            continue
        taken.append(str(job.lock))
    return taken


async def token_of(app: App, job: int) -> int:
    """Return a job's fencing token: it was drawn when the job was started.

    So of two jobs of one portal, the one that was started later has the larger one.
    """
    row = await app.connector.execute_query_one_async(
        "SELECT max(id) AS token FROM procrastinate_events"
        " WHERE job_id = %(job)s AND type = 'started'",
        job=job,
    )
    return int(row["token"])
