"""A new mapping: a new index, filled while searches and writes go on, and one change of aliases.

Elasticsearch numbers the operations of a shard (`_seq_no`). The copy follows these numbers in
slices, as a replica would: what is written meanwhile has higher ones and is copied by a later
slice. Only the last, short one needs writes to stand still. The new index remembers the number
that it has reached, so a migration that was killed goes on from there.
"""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from elasticsearch import Elasticsearch

from crawler.errors import Busy
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
from indexer.reindexing import MigrationFailed, copy_slice, is_filling

SLICE: Final = 20_000
"""Operations copied between two notes of how far it has come: half a minute. While writes stand
still, a tenth of them at most: a few seconds."""
_PASSES: Final = 10
"""Times to catch up before writes are stopped all the same."""
_SAMPLE: Final = 200
"""Documents that are compared field by field, drawn at random."""
_POLL: Final = 0.5
logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Migration:
    """A finished migration: the `old` index stays, blocked for writes, until someone deletes it."""

    old: str
    new: str
    documents: int


def migrate(
    client: Elasticsearch,
    prefix: str,
    progress: Progress | None = None,
    operations: int = SLICE,
) -> tuple[Migration, ...]:
    """Rebuild every index whose schema is not that of mappings/; returns what was rebuilt.

    Searches go on throughout, writes until the last `operations` are copied: an indexer that then
    runs waits, and leaves its work for the next run if that takes long. `progress` is called with
    documents copied and documents in all. A migration that was killed is continued. Raises
    MigrationFailed, with all as it was, if a document can't be copied or the copy holds other
    documents, and Busy if another migration is under way.
    """
    done = []
    with explained(client):
        for family in families(prefix):
            old = current_index(client, family)
            if old is None:
                raise IndexNotReady(f"there is no index {family.read} yet: run `khotin index`")
            if is_current(client, old):
                _forget(client, family, old)
            else:
                copy = _begin(client, family, old, operations)
                done.append(copy.finish(progress or (lambda *_: None)))
    return tuple(done)


@dataclass(slots=True)
class _Copy:
    """An index `new` that is being filled; `reached` is the last operation of `old` in it."""

    client: Elasticsearch
    family: Family
    old: str
    new: str
    operations: int
    reached: int

    def finish(self, progress: Progress) -> Migration:
        """Fill, catch up, stop writes, compare, swap; undo what stands in the way of writes."""
        swapped = False
        try:
            self._catch_up(progress)
            self.client.indices.add_block(index=self.old, block="write")
            self._take(None, progress)
            documents = _compare(self.client, self.old, self.new)
            _swap(self.client, self.family, self.old, self.new)
            swapped = True
        except MigrationFailed:
            self.client.options(ignore_status=404).indices.delete(index=self.new)
            raise
        finally:
            if not swapped:
                _allow_writes(self.client, self.old)
        logger.info("%s took the place of %s with %d documents", self.new, self.old, documents)
        return Migration(self.old, self.new, documents)

    def _catch_up(self, progress: Progress) -> None:
        """Copy until little is left, or no less than before: then writes outrun the copy."""
        before = math.inf
        for _ in range(_PASSES):
            goal = _checkpoint(self.client, self.old)
            left = goal - self.reached
            if left <= self.operations // 10 or left >= before:
                return
            before = left
            while self.reached < goal:
                self._take(min(self.reached + self.operations, goal), progress)

    def _take(self, end: int | None, progress: Progress) -> None:
        """Copy what operations behind `reached` wrote, up to `end`, or all, and remember it."""
        self.client.indices.refresh(index=self.old)
        marker = _marker(self.family)
        total = int(self.client.count(index=self.old)["count"])
        before = min(total, int(self.client.count(index=self.new)["count"]))
        copy_slice(
            self.client,
            self.old,
            marker,
            (self.reached, end),
            lambda copied: progress(min(before + copied, total), total),
        )
        self.client.indices.refresh(index=self.new)
        if end is not None:
            self.reached = end
            _remember(self.client, self.new, self.old, end)


def _marker(family: Family) -> str:
    """Return the alias of an index being filled: while it stands, no other is begun."""
    return f"{family.read}-next"


def _begin(client: Elasticsearch, family: Family, old: str, operations: int) -> _Copy:
    """Create the empty index, or take up what a killed migration left; raises Busy if one runs."""
    for left in _left_over(client, family):
        meta = client.indices.get_mapping(index=left)[left]["mappings"].get("_meta", {})
        if meta.get("copy_of") == old and is_current(client, left):
            reached = int(meta["reached"])
            logger.warning("going on with %s, which a killed migration left", left)
            return _Copy(client, family, old, left, operations, reached)
        _remove(client, left)
    schema = load_schema()
    while client.indices.exists(index=(new := new_name(family))):
        time.sleep(_POLL)  # an index of this very second
    client.indices.create(
        index=new,
        settings=schema.settings,
        mappings=schema.mappings,
        aliases={_marker(family): {"is_write_index": True}},
    )
    _remember(client, new, old, -1)
    return _Copy(client, family, old, new, operations, -1)


def _forget(client: Elasticsearch, family: Family, old: str) -> None:
    """Undo a killed migration to a mapping that is not wanted any more."""
    for left in _left_over(client, family):
        _remove(client, left)
        _allow_writes(client, old)


def _left_over(client: Elasticsearch, family: Family) -> list[str]:
    """Return the index that a migration did not finish; raises Busy if it still fills it."""
    marker = _marker(family)
    if not client.indices.exists_alias(name=marker):
        return []
    left = sorted(client.indices.get_alias(name=marker))
    if is_filling(client, marker):
        raise Busy(f"another migration is filling {left[0]}: wait for it")
    return left


def _remove(client: Elasticsearch, left: str) -> None:
    logger.warning("removing %s, which a killed migration left", left)
    client.indices.delete(index=left)


def _allow_writes(client: Elasticsearch, index: str) -> None:
    client.indices.put_settings(index=index, settings={"index.blocks.write": None})


def _remember(client: Elasticsearch, new: str, old: str, reached: int) -> None:
    meta = load_schema().mappings["_meta"] | {"copy_of": old, "reached": reached}
    client.indices.put_mapping(index=new, meta=meta)


def _checkpoint(client: Elasticsearch, index: str) -> int:
    """Return the number up to which every copy of every shard holds all operations."""
    shards = client.indices.stats(index=index, level="shards")["indices"][index]["shards"]
    return min(
        int(copy["seq_no"]["global_checkpoint"]) for each in shards.values() for copy in each
    )


def _compare(client: Elasticsearch, old: str, new: str) -> int:
    """Return how many documents both hold; raises MigrationFailed at any difference."""
    before, after = (int(client.count(index=name)["count"]) for name in (old, new))
    if before != after:
        raise MigrationFailed(f"{new} holds {after} documents, {old} holds {before}")
    drawn = client.search(
        index=old,
        query={"function_score": {"query": {"match_all": {}}, "random_score": {}}},
        size=_SAMPLE,
        version=True,
    )["hits"]["hits"]
    if drawn:
        ids = [hit["_id"] for hit in drawn]
        copies = client.mget(index=new, ids=ids)["docs"]
        for hit, copy in zip(drawn, copies, strict=True):
            if _content(hit) != _content(copy):
                raise MigrationFailed(f"{new} holds another document {hit['_id']} than {old}")
    return after


def _content(document: Any) -> tuple[Any, Any]:  # noqa: ANN401
    return document.get("_version"), document.get("_source")


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
