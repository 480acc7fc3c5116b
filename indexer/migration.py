"""A new mapping: a new index, a copy with the versions kept, and one change of aliases."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from elasticsearch import Elasticsearch

from crawler.errors import Busy, KhotinError
from indexer.client import explained
from indexer.indices import (
    Family,
    IndexNotReady,
    current_index,
    families,
    is_current,
    load_schema,
    new_name,
)

_POLL: Final = 0.5
logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


class MigrationFailed(KhotinError):
    """A copy that is not whole; searches and writes go on with the index as it was."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A finished migration: the `old` index stays, blocked for writes, until someone deletes it."""

    old: str
    new: str
    documents: int


def migrate(
    client: Elasticsearch, prefix: str, progress: Progress | None = None
) -> tuple[Migration, ...]:
    """Rebuild every index whose schema is not that of mappings/; returns what was rebuilt.

    Writes to the old index are blocked while it is copied, so that nothing is missed: an indexer
    that runs meanwhile waits, then leaves its work for the next run. Searches go on. `progress` is
    called with documents copied and documents in all. Raises MigrationFailed, with all as it was,
    if the copy fails or holds another number of documents, and Busy if another one is under way.
    """
    done = []
    with explained(client):
        for family in families(prefix):
            old = current_index(client, family)
            if old is None:
                raise IndexNotReady(f"there is no index {family.read} yet: run `khotin index`")
            if not is_current(client, old):
                done.append(_migrate(client, family, old, progress or (lambda *_: None)))
    return tuple(done)


def _migrate(client: Elasticsearch, family: Family, old: str, progress: Progress) -> Migration:
    new = _begin(client, family)
    swapped = False
    try:
        client.indices.add_block(index=old, block="write")
        _copy(client, old, _marker(family), progress)
        documents = _compare(client, old, new)
        _swap(client, family, old, new)
        swapped = True
    finally:
        if not swapped:
            client.options(ignore_status=404).indices.delete(index=new)
            client.indices.put_settings(index=old, settings={"index.blocks.write": None})
    logger.info("%s took the place of %s with %d documents", new, old, documents)
    return Migration(old, new, documents)


def _marker(family: Family) -> str:
    """Return the alias of an index being filled: while it stands, no other is begun."""
    return f"{family.read}-next"


def _begin(client: Elasticsearch, family: Family) -> str:
    """Create the empty index, without what a killed migration left; raises Busy if one runs."""
    marker = _marker(family)
    if client.indices.exists_alias(name=marker):
        left = sorted(client.indices.get_alias(name=marker))
        if any(marker in _description(task) for task in _reindex_tasks(client)):
            raise Busy(f"another migration is filling {left[0]}: wait for it")
        logger.warning("removing %s, which a killed migration left", ", ".join(left))
        client.indices.delete(index=left)
    schema = load_schema()
    while client.indices.exists(index=(new := new_name(family))):
        time.sleep(_POLL)  # an index of this very second
    client.indices.create(
        index=new,
        settings=schema.settings,
        mappings=schema.mappings,
        aliases={marker: {"is_write_index": True}},
    )
    return new


def _reindex_tasks(client: Elasticsearch) -> list[dict[str, Any]]:
    nodes = _tasks(client, "?actions=*reindex&detailed=true")["nodes"].values()
    return [task for node in nodes for task in node["tasks"].values()]


def _tasks(client: Elasticsearch, path: str) -> Any:  # noqa: ANN401
    """Ask the tasks API directly: the client warns at each call that it is a preview."""
    headers = {"accept": "application/json"}
    return client.perform_request("GET", f"/_tasks{path}", headers=headers).body


def _description(task: dict[str, Any]) -> str:
    return str(task.get("description", ""))


def _copy(client: Elasticsearch, old: str, target: str, progress: Progress) -> None:
    task = client.reindex(
        source={"index": old},
        dest={"index": target, "version_type": "external"},
        require_alias=True,
        wait_for_completion=False,
    )["task"]
    while True:
        state = _tasks(client, f"/{task}")
        status = state["task"]["status"]
        progress(status["created"] + status["updated"], status["total"])
        if state["completed"]:
            break
        time.sleep(_POLL)
    failures = [state["error"]] if "error" in state else state["response"]["failures"]
    if failures:
        cause = failures[0].get("cause", failures[0])
        message = f"copying {old} failed at {failures[0].get('id', 'the start')}: "
        raise MigrationFailed(f"{message}{cause.get('type')}: {cause.get('reason')}")


def _compare(client: Elasticsearch, old: str, new: str) -> int:
    client.indices.refresh(index=[old, new])
    before, after = (int(client.count(index=name)["count"]) for name in (old, new))
    if before != after:
        raise MigrationFailed(f"{new} holds {after} documents, {old} holds {before}")
    return after


def _swap(client: Elasticsearch, family: Family, old: str, new: str) -> None:
    client.indices.update_aliases(
        actions=[
            {"remove": {"index": old, "alias": family.read}},
            {"remove": {"index": old, "alias": family.write, "must_exist": False}},
            {"remove": {"index": new, "alias": _marker(family)}},
            {"add": {"index": new, "alias": family.read}},
            {"add": {"index": new, "alias": family.write, "is_write_index": True}},
        ]
    )
