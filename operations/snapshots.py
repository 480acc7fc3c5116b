"""Snapshots: Elasticsearch's own copies of the indices, taken while they are written and searched.

The embedded server keeps them in its home, from where a backup copies them; any other server keeps
them in a repository that its administrator registered.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from elasticsearch import Elasticsearch

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable, IncompleteRun
from indexer.client import connect, explained, wait_until_ready
from indexer.indices import articles, current_index, families
from indexer.java import service_account
from indexer.local_elasticsearch import snapshots_folder
from operations.manifest import Snapshot

LIMIT: Final = 24 * 3600.0
"""Seconds that a snapshot or its restoration may take; the server goes on in any case."""


class SnapshotFailed(IncompleteRun):
    """Elasticsearch could not save or restore every shard; what it had before is untouched."""


def is_embedded(config: Config) -> bool:
    """Tell whether the server is the embedded one, whose snapshots are files of this machine."""
    return config.elasticsearch_url is None


def take_snapshot(config: Config, repository: str | None, stamp: str) -> Snapshot | None:
    """Save both indices as they are; return None where nothing was indexed yet.

    Raises ElasticsearchUnavailable and SnapshotFailed.
    """
    with connect(config) as client:
        wait_until_ready(client, config.wait)
        names = [current_index(client, family) for family in families(config.index_prefix)]
        indices = tuple(name for name in names if name)
        if not indices:
            return None
        name = f"{config.index_prefix}-{stamp.lower()}"
        with explained(client):
            place = repository or _own_repository(client, config)
            documents = client.count(index=articles(config.index_prefix).read)["count"]
            answer = client.options(request_timeout=LIMIT).snapshot.create(
                repository=place,
                snapshot=name,
                indices=",".join(indices),
                include_global_state=False,
                wait_for_completion=True,
            )
            _check(answer["snapshot"]["shards"]["failed"], place)
            if repository is None:
                _drop_others(client, place, name)
    return Snapshot(name, repository, indices, documents)


def snapshot_files(config: Config) -> Path:
    """Return the folder in which the embedded server has just saved its indices."""
    return snapshots_folder(config) / config.index_prefix


def restore_snapshot(config: Config, snapshot: Snapshot, files: Path) -> int:
    """Bring the indices back with their aliases; return how many articles they hold.

    `files` is the backup's copy of the embedded server's repository. Raises
    ElasticsearchUnavailable, also where there are indices already, and SnapshotFailed.
    """
    with connect(config) as client:
        wait_until_ready(client, config.wait)
        alias = articles(config.index_prefix).read
        if current_index(client, articles(config.index_prefix)) is not None:
            message = f"there is an index {alias} already: it stays, and none is restored"
            raise ElasticsearchUnavailable(message)
        with explained(client), _repository(client, config, snapshot, files) as place:
            answer = client.options(request_timeout=LIMIT).snapshot.restore(
                repository=place,
                snapshot=snapshot.name,
                indices=",".join(snapshot.indices),
                include_global_state=False,
                wait_for_completion=True,
            )
            _check(answer["snapshot"]["shards"]["failed"], place)
            client.indices.refresh(index=alias)
            return int(client.count(index=alias)["count"])


@contextmanager
def _repository(
    client: Elasticsearch, config: Config, snapshot: Snapshot, files: Path
) -> Iterator[str]:
    """Give the name of the repository with a snapshot; a backup's files are lent to the server."""
    if snapshot.repository is not None:
        yield snapshot.repository
        return
    name = f"{config.index_prefix}-restore"
    lent = snapshots_folder(config) / name
    account = service_account()
    shutil.rmtree(lent, ignore_errors=True)
    shutil.copytree(files, lent)
    if account.uid is not None and account.gid is not None:
        for path in (lent, *lent.rglob("*")):
            os.chown(path, account.uid, account.gid)
    client.snapshot.create_repository(
        name=name,
        repository={"type": "fs", "settings": {"location": name, "readonly": True}},
    )
    try:
        yield name
    finally:
        client.snapshot.delete_repository(name=name)
        shutil.rmtree(lent)


def _own_repository(client: Elasticsearch, config: Config) -> str:
    """Register, if need be, the embedded server's repository; return its name."""
    name = f"{config.index_prefix}-backup"
    client.snapshot.create_repository(
        name=name, repository={"type": "fs", "settings": {"location": config.index_prefix}}
    )
    return name


def _drop_others(client: Elasticsearch, repository: str, kept: str) -> None:
    """Drop what backups before have copied, or were killed before they did."""
    found = client.snapshot.get(repository=repository, snapshot="*")["snapshots"]
    if others := [each["snapshot"] for each in found if each["snapshot"] != kept]:
        client.options(request_timeout=LIMIT).snapshot.delete(
            repository=repository, snapshot=",".join(others)
        )


def _check(failed: int, repository: str) -> None:
    if failed:
        message = f"{failed} shards could not be saved or restored (repository {repository})"
        raise SnapshotFailed(message)
