"""A worker: takes portals from the queue, has each worked on by a process, and says it is alive."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException, NoResult
from procrastinate.jobs import Job, Status

from crawler.config import ROOT, Config
from crawler.errors import INTERRUPTED, IncompleteRun, KhotinError
from operations.errand import end_session, moment
from operations.jobs import Verb
from operations.passage import Fenced
from operations.queue import database_failures, defer, make_app, reason_of, take_over, token_of

BEATS = 6
"""Signs of life in the time after which a worker counts as dead."""
FAILURES_KEPT = 7 * 24
"""Hours for which `khotin queue` shows a job that went wrong."""
log = logging.getLogger(__name__)


class JobFailed(KhotinError):
    """A job that ended with an exit code for which somebody must act."""


def work(config: Config, verbs: Sequence[Verb], at_once: int) -> None:
    """Do jobs, so many at one time, until SIGTERM or Ctrl-C: that ends them in good order.

    Raises QueueUnavailable and ConfigurationError.
    """
    for name in ("procrastinate", "psycopg.pool", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what failed is said here, in a line
    app = make_app(config)
    with database_failures():
        asyncio.run(_work(app, config, verbs, at_once))


async def _work(app: App, config: Config, verbs: Sequence[Verb], at_once: int) -> None:
    for verb in verbs:
        app.task(name=verb.value, queue=verb.value, pass_context=True)(_doer(verb, config))
    async with app.open_async():
        sweep = asyncio.create_task(_sweep(app, config.lease))
        try:
            await app.run_worker_async(
                queues=[verb.value for verb in verbs],
                name=socket.gethostname(),
                concurrency=at_once,
                delete_jobs="successful",
                update_heartbeat_interval=config.lease / BEATS,
                stalled_worker_timeout=config.lease,
                shutdown_graceful_timeout=0,
            )
        finally:
            sweep.cancel()


async def _sweep(app: App, lease: float) -> None:
    """Put into the queue again what dead workers hold, and forget failures of long ago."""
    while True:
        try:
            await app.job_manager.delete_old_jobs(FAILURES_KEPT, include_failed=True)
            for site in await take_over(app, lease):
                log.warning("%s: its worker has not been heard of for %g s", site, lease)
        except ConnectorException as error:
            log.warning("the queue's database does not answer: %s", reason_of(error))
        await asyncio.sleep(lease / BEATS)


def _doer(verb: Verb, config: Config) -> Callable[[JobContext, str], Awaitable[None]]:
    async def do(context: JobContext, site: str) -> None:
        await _do(verb, context, site, config)

    return do


async def _do(verb: Verb, context: JobContext, site: str, config: Config) -> None:
    """Have a portal worked on; raises JobFailed, Fenced, and what the database raises."""
    app, job = context.app, context.job
    token = await token_of(app, job.id or 0)
    errand = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "operations.errand", verb.value, site, str(token)),
        stdin=asyncio.subprocess.PIPE,
        start_new_session=True,
        cwd=ROOT,
    )
    keeping = asyncio.create_task(_keep(app, job, config.lease, errand))
    try:
        code = await _wait(errand)
    finally:
        keeping.cancel()
        end_session(errand.pid)
    if verb is Verb.CRAWL:
        await defer(app, Verb.INDEX, site)
    if code == INTERRUPTED:
        await defer(app, verb, site)
    elif code not in (0, IncompleteRun.exit_code):
        log.error("%s: %s ended with exit code %d", site, verb, code)
        raise JobFailed(f"{site}: {verb} ended with exit code {code}")


async def _wait(errand: asyncio.subprocess.Process) -> int:
    """Wait for the end; asked to stop, let it end in good order."""
    try:
        return await asyncio.shield(errand.wait())
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            os.kill(errand.pid, signal.SIGINT)
        return await errand.wait()


async def _keep(app: App, job: Job, lease: float, errand: asyncio.subprocess.Process) -> None:
    """Say again and again that this worker lives, and let the errand go on for half a lease more.

    The errand has ended by itself before anybody may take the portal: without an answer of the
    database it hears nothing, however long this process sleeps.
    """
    while True:
        before = moment()
        try:
            await app.job_manager.update_heartbeat(job.worker_id or 0)
            if await app.job_manager.get_job_status_async(job.id or 0) is not Status.DOING:
                raise Fenced(f"{job.lock}: taken over")
        except (NoResult, Fenced):
            log.warning("%s: another worker has taken it over", job.lock)
            end_session(errand.pid)
            return
        except ConnectorException as error:
            log.warning("%s: the queue does not answer: %s", job.lock, reason_of(error))
        else:
            if errand.stdin is not None and not errand.stdin.is_closing():
                errand.stdin.write(f"{before + lease / 2}\n".encode())
        await asyncio.sleep(lease / BEATS)
