"""Actions in, one outcome each out: bulk requests that lose nothing and can be repeated.

Knows nothing of where actions come from. Every write carries an external version (`external_gte`),
so a request that timed out after it was applied is simply sent again.
"""

import json
import logging
import random
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from itertools import chain
from typing import Any, Final, cast

from elasticsearch import ApiError, Elasticsearch, TransportError

from crawler.errors import ElasticsearchUnavailable, KhotinError
from indexer.client import explain, reason_of
from indexer.documents import Action
from indexer.indices import IndexNotReady
from indexer.verdicts import NO_ANSWER, SPLIT, TRANSIENT, Verdict, item_verdict, type_of

IN_FLIGHT: Final = 2
HURRY: Final = 1.0
"""Seconds that a load goes on without progress once it has put something off."""
SMALLER: Final = 4
"""Part of its size that a request has after the server refused it twice as too much (429)."""
MAX_PAUSE: Final = 20.0
"""Seconds between two attempts at most; the first pause is up to half a second."""
_WRITTEN: Final = frozenset({200, 201})
_STALE: Final = 409
logger = logging.getLogger(__name__)


class Result(StrEnum):
    """What became of an action.

    Written, older than what is there, refused for good, or refused for now while others were taken.
    """

    INDEXED = "indexed"
    STALE = "stale"
    DEAD = "dead"
    PUT_OFF = "put off"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one action; `reason` is Elasticsearch's type and reason of a refused one."""

    key: str
    version: int
    result: Result
    reason: str | None = None
    index: str = ""


class LoadInterrupted(ElasticsearchUnavailable):
    """No progress for the time that we wait.

    `undone` are the keys in hand that have no outcome, `refused` key and version of those among
    them that were sent; `others_may_pass` says that the server may take others than these.
    """

    def __init__(
        self,
        message: str,
        undone: Sequence[str],
        refused: Sequence[tuple[str, int]],
        *,
        others_may_pass: bool,
    ) -> None:
        super().__init__(message)
        self.undone = tuple(undone)
        self.refused = tuple(refused)
        self.others_may_pass = others_may_pass


@dataclass(slots=True)
class _Delivery:
    """One batch under way: what is settled, what is still to do, and why it stopped."""

    todo: list[Action]
    size: int
    """Actions a request; fewer once the server refused a whole one as more than it can hold."""
    outcomes: list[Outcome] = field(default_factory=list)
    stopped_by: Verdict | None = None


class Loader:
    """Writes actions in bulk requests, at most `IN_FLIGHT` at a time."""

    def __init__(
        self,
        client: Elasticsearch,
        *,
        wait: float = 60.0,
        max_bytes: int = 1_000_000,
        max_actions: int = 1000,
        timeout: float = 60.0,
    ) -> None:
        """Take a client, the seconds to go on without any progress, and a request's bounds."""
        self._client = client.options(request_timeout=timeout)
        self._wait = wait
        self._max_bytes = max_bytes
        self._max_actions = max_actions

    def load(self, actions: Iterable[Action]) -> Iterator[Outcome]:
        """Write every action and yield its outcome, batch by batch; memory stays flat.

        What is refused for now (429, 5xx) for `wait` seconds is PUT_OFF if others of its batch were
        settled. Raises LoadInterrupted if none was, or at once if the server refuses our
        credentials, and IndexNotReady if the write alias has no index to write to; both only after
        every outcome that is known was yielded.
        """
        undone: list[_Delivery] = []
        with closing(self._deliveries(actions)) as deliveries:
            for delivery in deliveries:
                yield from delivery.outcomes
                if delivery.todo:
                    undone.append(delivery)
        if undone:
            raise _failure(undone)

    def _deliveries(self, actions: Iterable[Action]) -> Generator[_Delivery, None, None]:
        """Deliver batches in parallel, in order, until one cannot be; those in flight still end."""
        given_up = threading.Event()
        running: deque[Future[_Delivery]] = deque()
        pool = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="bulk")
        try:
            for batch in self._batches(actions):
                if len(running) == IN_FLIGHT:
                    delivery = running.popleft().result()
                    if delivery.stopped_by:
                        running.appendleft(_finished(delivery))
                        running.append(_finished(_Delivery(batch, len(batch))))
                        break
                    yield delivery
                running.append(pool.submit(self._deliver, batch, given_up))
            while running:
                yield running.popleft().result()
        finally:
            given_up.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def _batches(self, actions: Iterable[Action]) -> Iterator[list[Action]]:
        batch: list[Action] = []
        size = 0
        for action in actions:
            if batch and (
                size + len(action.source) > self._max_bytes or len(batch) == self._max_actions
            ):
                yield batch
                batch, size = [], 0
            batch.append(action)
            size += len(action.source)
        if batch:
            yield batch

    def _deliver(self, batch: list[Action], given_up: threading.Event) -> _Delivery:
        """Send a batch, then what is left of it, until all is settled or waiting is in vain."""
        delivery = _Delivery(batch, len(batch))
        give_up_at = time.monotonic() + self._wait
        attempt = 0
        while delivery.todo:
            before = len(delivery.todo)
            pending = self._attempt(delivery)
            if pending is None or delivery.stopped_by:
                break
            if len(delivery.todo) < before:
                give_up_at, attempt = time.monotonic() + self._wait, 0
            left = give_up_at - time.monotonic()
            pause = min(MAX_PAUSE, 0.5 * 2**attempt) * random.uniform(0.5, 1.0)  # noqa: S311
            if left <= 0 or given_up.wait(min(pause, left)):
                self._give_up(delivery, pending)
                break
            if attempt == 0:
                logger.warning("%d documents wait: %s", len(delivery.todo), pending.explain())
            if attempt and pending.is_whole and pending.status == HTTPStatus.TOO_MANY_REQUESTS:
                delivery.size = max(1, delivery.size // SMALLER)
            attempt += 1
        return delivery

    def _give_up(self, delivery: _Delivery, pending: Verdict) -> None:
        """Let what is left of a batch wait for the next run, alone if others of it were settled."""
        if not (delivery.outcomes and pending.may_be_its_own):
            delivery.stopped_by = pending
            return
        logger.warning("%d documents are put off: %s", len(delivery.todo), pending.explain())
        why = str(pending)
        delivery.outcomes += [_outcome(each, Result.PUT_OFF, why) for each in delivery.todo]
        delivery.todo = []
        self._wait = min(self._wait, HURRY)

    def _attempt(self, delivery: _Delivery) -> Verdict | None:
        """Send what is to do once and settle what can be; returns why the rest must wait."""
        actions, delivery.todo = delivery.todo, []
        pending: Verdict | None = None
        for action, verdict in self._send_parts(actions, delivery.size):
            if verdict.status in _WRITTEN:
                delivery.outcomes.append(_outcome(action, Result.INDEXED))
            elif verdict.status == _STALE:
                delivery.outcomes.append(_outcome(action, Result.STALE))
            elif verdict.may_pass:
                pending = verdict
                delivery.todo.append(action)
            elif verdict.is_the_documents_fault:
                delivery.outcomes.append(_outcome(action, Result.DEAD, str(verdict)))
            else:
                delivery.stopped_by = verdict
                delivery.todo.append(action)
        return pending

    def _send_parts(self, actions: list[Action], size: int) -> Iterator[tuple[Action, Verdict]]:
        """Send requests of `size` actions, none any more after one that got no answer."""
        for start in range(0, len(actions), size):
            verdict = Verdict(0)
            for action, verdict in self._send(actions[start : start + size]):
                yield action, verdict
            if verdict.type == NO_ANSWER:
                yield from ((action, verdict) for action in actions[start + size :])
                return

    def _send(self, actions: list[Action]) -> Iterator[tuple[Action, Verdict]]:
        """Send one request, or its halves where it is refused whole; pairs actions and verdicts."""
        try:
            items = self._request(actions)
        except ApiError as error:
            if error.meta.status in SPLIT and len(actions) > 1:
                middle = len(actions) // 2
                return chain(self._send(actions[:middle]), self._send(actions[middle:]))
            verdict = self._refusal(error)
        except TransportError as error:
            verdict = Verdict(0, NO_ANSWER, str(explain(self._client, error)))
        else:
            if len(items) == len(actions):
                return zip(actions, map(item_verdict, items), strict=True)
            reason = f"{len(items)} answers to {len(actions)} actions"
            verdict = Verdict(0, NO_ANSWER, reason)
        return ((action, verdict) for action in actions)

    def _refusal(self, error: ApiError) -> Verdict:
        """Judge a refused request: only these statuses say anything of the documents in it."""
        status = error.meta.status
        if status in SPLIT | TRANSIENT:
            return Verdict(status, type_of(error.body), reason_of(error), is_whole=True)
        return Verdict(0, "", str(explain(self._client, error)))

    def _request(self, actions: list[Action]) -> list[dict[str, Any]]:
        lines = chain.from_iterable((_header(action), action.source) for action in actions)
        payload = b"\n".join((*lines, b""))  # sent as it is: the client's own encoding is skipped
        answer = self._client.bulk(
            operations=cast("Any", payload),
            require_alias=True,
            filter_path="items.*.status,items.*.error",
        )
        return [item["index"] for item in answer.body.get("items", [])]


def _failure(undone: Sequence[_Delivery]) -> KhotinError:
    """Return what ends a load; of its deliveries in hand at least one was stopped."""
    sent = [delivery for delivery in undone if delivery.stopped_by]
    verdict = next(delivery.stopped_by for delivery in sent if delivery.stopped_by)
    if verdict.names_the_index:
        return IndexNotReady(verdict.explain())
    keys = [action.key for delivery in undone for action in delivery.todo]
    return LoadInterrupted(
        f"{verdict.explain()}; {len(keys)} documents in hand are left for the next run",
        keys,
        [(action.key, action.version) for delivery in sent for action in delivery.todo],
        others_may_pass=verdict.may_be_its_own,
    )


def _finished(delivery: _Delivery) -> Future[_Delivery]:
    future: Future[_Delivery] = Future()
    future.set_result(delivery)
    return future


def _outcome(action: Action, result: Result, reason: str | None = None) -> Outcome:
    return Outcome(action.key, action.version, result, reason, action.index)


def _header(action: Action) -> bytes:
    meta = {
        "_index": action.index,
        "_id": action.id,
        "version": action.version,
        "version_type": "external_gte",
    }
    return json.dumps({"index": meta}, ensure_ascii=False).encode()
