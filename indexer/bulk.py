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
from itertools import chain
from typing import Any, Final, cast

from elasticsearch import ApiError, Elasticsearch, TransportError

from crawler.errors import ElasticsearchUnavailable, KhotinError
from indexer.client import explain, reason_of
from indexer.documents import Action
from indexer.indices import IndexNotReady

IN_FLIGHT: Final = 2
MAX_PAUSE: Final = 20.0
"""Seconds between two attempts at most; the first pause is up to half a second."""
_WRITTEN: Final = frozenset({200, 201})
_STALE: Final = 409
_TRANSIENT: Final = frozenset({408, 429, 500, 502, 503, 504})
_SPLIT: Final = frozenset({400, 413})
_REFUSED: Final = frozenset({401, 403, 404})
_NO_ANSWER: Final = "no_answer"
_BLOCKED: Final = "cluster_block_exception"
_MISSING: Final = "index_not_found_exception"
logger = logging.getLogger(__name__)


class Result(StrEnum):
    """What became of an action: written, older than what is there, or refused for good."""

    INDEXED = "indexed"
    STALE = "stale"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one action; `reason` is Elasticsearch's type and reason of a DEAD one."""

    key: str
    version: int
    result: Result
    reason: str | None = None
    index: str = ""


class LoadInterrupted(ElasticsearchUnavailable):
    """No progress for the time that we wait; `undone` are the keys in hand that have no outcome."""

    def __init__(self, message: str, undone: Sequence[str]) -> None:
        super().__init__(message)
        self.undone = tuple(undone)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the server says of one action: HTTP status, Elasticsearch's error type, its reason.

    Status 0 stands for a request that failed whole; then the reason is a sentence of its own.
    """

    status: int
    type: str = ""
    reason: str = ""

    @property
    def may_pass(self) -> bool:
        return self.status in _TRANSIENT or self.type in {_BLOCKED, _NO_ANSWER}

    @property
    def is_the_documents_fault(self) -> bool:
        return self.status // 100 == 4 and self.status not in _REFUSED

    def __str__(self) -> str:
        return f"{self.type}: {self.reason}" if self.type else f"{self.status} {self.reason}"


@dataclass(slots=True)
class _Delivery:
    """One batch under way: what is settled, what is still to do, and why it stopped."""

    todo: list[Action]
    outcomes: list[Outcome] = field(default_factory=list)
    stopped_by: _Verdict | None = None


class Loader:
    """Writes actions in bulk requests, at most `IN_FLIGHT` at a time."""

    def __init__(
        self,
        client: Elasticsearch,
        *,
        wait: float = 60.0,
        max_bytes: int = 5_000_000,
        max_actions: int = 1000,
        timeout: float = 60.0,
    ) -> None:
        """Take a client, the seconds to go on without any progress, and a request's bounds."""
        self._client = client.options(request_timeout=timeout, max_retries=0)
        self._wait = wait
        self._max_bytes = max_bytes
        self._max_actions = max_actions

    def load(self, actions: Iterable[Action]) -> Iterator[Outcome]:
        """Write every action and yield its outcome, batch by batch; memory stays flat.

        Raises LoadInterrupted after `wait` seconds in which no item of a batch was settled, or at
        once if the server refuses our credentials, and IndexNotReady if the write alias is missing;
        both only after every outcome that is known was yielded.
        """
        stopped_by: _Verdict | None = None
        undone: list[str] = []
        with closing(self._deliveries(actions)) as deliveries:
            for delivery in deliveries:
                yield from delivery.outcomes
                undone.extend(action.key for action in delivery.todo)
                stopped_by = stopped_by or delivery.stopped_by
        if stopped_by is not None:
            raise self._failure(stopped_by, undone)

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
                        running.append(_finished(_Delivery(batch)))
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
        delivery = _Delivery(batch)
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
                delivery.stopped_by = pending
                break
            if attempt == 0:
                logger.warning("%d documents wait: %s", len(delivery.todo), _plain(pending))
            attempt += 1
        return delivery

    def _attempt(self, delivery: _Delivery) -> _Verdict | None:
        """Send what is to do once and settle what can be; returns why the rest must wait."""
        actions, delivery.todo = delivery.todo, []
        pending: _Verdict | None = None
        for action, verdict in self._send(actions):
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

    def _send(self, actions: list[Action]) -> Iterator[tuple[Action, _Verdict]]:
        """Send one request, or its halves where it is refused whole; pairs actions and verdicts."""
        try:
            items = self._request(actions)
        except ApiError as error:
            if error.meta.status in _SPLIT and len(actions) > 1:
                middle = len(actions) // 2
                return chain(self._send(actions[:middle]), self._send(actions[middle:]))
            verdict = self._refusal(error)
        except TransportError as error:
            verdict = _Verdict(0, _NO_ANSWER, str(explain(self._client, error)))
        else:
            if len(items) == len(actions):
                return zip(actions, map(_item_verdict, items), strict=True)
            reason = f"{len(items)} answers to {len(actions)} actions"
            verdict = _Verdict(0, _NO_ANSWER, reason)
        return ((action, verdict) for action in actions)

    def _refusal(self, error: ApiError) -> _Verdict:
        """Judge a refused request: only these statuses say anything of the documents in it."""
        status = error.meta.status
        if status in _SPLIT | _TRANSIENT:
            return _Verdict(status, _type_of(error), reason_of(error))
        return _Verdict(0, "", str(explain(self._client, error)))

    def _request(self, actions: list[Action]) -> list[dict[str, Any]]:
        lines = chain.from_iterable((_header(action), action.source) for action in actions)
        payload = b"\n".join((*lines, b""))  # sent as it is: the client's own encoding is skipped
        answer = self._client.bulk(
            operations=cast("Any", payload),
            require_alias=True,
            filter_path="items.*.status,items.*.error",
        )
        return [item["index"] for item in answer.body.get("items", [])]

    def _failure(self, verdict: _Verdict, undone: list[str]) -> KhotinError:
        if verdict.type == _MISSING:
            return IndexNotReady(
                f"the write alias is missing ({verdict.reason}): run `khotin index` to create it"
            )
        work = f"{len(undone)} documents in hand are left for the next run"
        return LoadInterrupted(f"{_plain(verdict)}; {work}", undone)


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


def _item_verdict(item: dict[str, Any]) -> _Verdict:
    error = item.get("error") or {}
    cause = (error.get("caused_by") or {}).get("reason")
    reason = f"{error.get('reason')} ({cause})" if cause else str(error.get("reason", ""))
    return _Verdict(int(item["status"]), str(error.get("type", "")), reason)


def _type_of(error: ApiError) -> str:
    cause = error.body.get("error") if isinstance(error.body, dict) else None
    return str(cause.get("type", "")) if isinstance(cause, dict) else ""


def _plain(verdict: _Verdict) -> str:
    """Say in a person's words why writes do not get through."""
    if verdict.type == _BLOCKED and "read-only-allow-delete" in verdict.reason:
        return (
            "Elasticsearch's disk is above its flood stage and takes no writes: "
            f"free some space on that machine ({verdict.reason})"
        )
    if verdict.type == _BLOCKED:
        return (
            "the index is blocked for writes, by a migration that runs or was killed "
            f"(then run `khotin migrate` again) or by hand: {verdict.reason}"
        )
    return verdict.reason if not verdict.status else f"Elasticsearch answers {verdict}"
