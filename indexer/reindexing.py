"""Copies within Elasticsearch: a slice of one index into another, by numbers of operations."""

import time
from collections.abc import Callable
from typing import Any, Final

from elasticsearch import Elasticsearch

from crawler.errors import KhotinError

_POLL: Final = 0.2


class MigrationFailed(KhotinError):
    """A copy that is not whole; searches and writes go on with the index as it was."""


def copy_slice(
    client: Elasticsearch,
    source: str,
    target: str,
    operations: tuple[int, int | None],
    progress: Callable[[int], None],
) -> None:
    """Copy what operations above the first number, up to the second one, wrote in `source`.

    `target` is an alias that must exist. It keeps the newer of two versions of a document, so a
    slice can be copied again. `progress` is called with the documents seen. Raises MigrationFailed.
    """
    above, end = operations
    bounds = {"gt": above} if end is None else {"gt": above, "lte": end}
    task = client.reindex(
        source={"index": source, "query": {"range": {"_seq_no": bounds}}},
        dest={"index": target, "version_type": "external"},
        conflicts="proceed",
        require_alias=True,
        wait_for_completion=False,
    )["task"]
    while True:
        state = _tasks(client, f"/{task}")
        status = state["task"]["status"]
        progress(status["created"] + status["updated"] + status["version_conflicts"])
        if state["completed"]:
            break
        time.sleep(_POLL)
    failures = [state["error"]] if "error" in state else state["response"]["failures"]
    if failures:
        cause = failures[0].get("cause", failures[0])
        message = f"copying {source} failed at {failures[0].get('id', 'the start')}: "
        raise MigrationFailed(f"{message}{cause.get('type')}: {cause.get('reason')}")


def is_filling(client: Elasticsearch, target: str) -> bool:
    """Tell whether a copy into `target` is under way, whoever began it."""
    nodes = _tasks(client, "?actions=*reindex&detailed=true")["nodes"].values()
    tasks = [task for node in nodes for task in node["tasks"].values()]
    return any(f"[{target}]" in str(task.get("description", "")) for task in tasks)


def _tasks(client: Elasticsearch, path: str) -> Any:  # noqa: ANN401
    """Ask the tasks API directly: the client warns at each call that it is a preview."""
    headers = {"accept": "application/json"}
    return client.perform_request("GET", f"/_tasks{path}", headers=headers).body
