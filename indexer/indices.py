"""The indices and their aliases: create them, notice an outdated mapping.

Each index has a timestamped name behind two aliases, `<prefix>` to read and `<prefix>-write` to
write; the earlier texts of changed articles have theirs, `<prefix>-revisions`.
"""

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar, Final

from elasticsearch import ApiError, Elasticsearch

from crawler.config import ROOT
from crawler.errors import KhotinError
from indexer.client import explained, reason_of

MAPPINGS: Final = ROOT / "mappings"
logger = logging.getLogger(__name__)


class IndexNotReady(KhotinError):
    """An index that is missing, or whose mapping is not the one in mappings/."""

    exit_code: ClassVar[int] = 12


@dataclass(frozen=True, slots=True)
class Family:
    """The two aliases of one index: searches go to `read`, writes to `write`."""

    read: str
    write: str


@dataclass(frozen=True, slots=True)
class Schema:
    """What mappings/ says: settings with the analysis, and the mapping with a digest in it."""

    settings: dict[str, Any]
    mappings: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 over the files; a live index carries the one that it was made with."""
        return str(self.mappings["_meta"]["schema"])


def articles(prefix: str) -> Family:
    """Return the aliases of the articles' present texts."""
    return Family(prefix, f"{prefix}-write")


def revisions(prefix: str) -> Family:
    """Return the aliases of the articles' earlier texts."""
    return Family(f"{prefix}-revisions", f"{prefix}-revisions-write")


def families(prefix: str) -> tuple[Family, Family]:
    """Return the aliases of every index that there is."""
    return articles(prefix), revisions(prefix)


@lru_cache(maxsize=1)
def load_schema() -> Schema:
    """Read mappings/; its abbreviations are the synonyms of the filter of that name."""
    names = ("settings.json", "article.json", "abbreviations.txt")
    files = [(MAPPINGS / name).read_bytes() for name in names]
    settings, mappings = map(json.loads, files[:2])
    rules = [line for line in files[2].decode().splitlines() if not line.startswith("#")]
    settings["analysis"]["filter"]["abbreviations"]["synonyms"] = rules
    digest = hashlib.sha256(b"".join(files)).hexdigest()
    return Schema(settings, mappings | {"_meta": {"schema": digest}})


def ensure_indices(client: Elasticsearch, prefix: str) -> tuple[str, ...]:
    """Create what is missing and return the names of what was created; safe to call at any time.

    Raises IndexNotReady where a live index was made with another schema, ElasticsearchUnavailable
    where the server refuses.
    """
    created = []
    for family in families(prefix):
        if current_index(client, family) is None and (name := _create(client, family)):
            created.append(name)
        check_schema(client, family)
    return tuple(created)


def check_schema(client: Elasticsearch, family: Family) -> None:
    """Raise IndexNotReady unless the live index has the schema of mappings/ and both aliases."""
    name = current_index(client, family)
    if name is None:
        raise IndexNotReady(f"there is no index {family.read} yet: run `khotin index`")
    if not is_current(client, name):
        raise IndexNotReady(f"index {name} differs from mappings/: run `khotin migrate`")
    with explained(client):
        if not client.indices.exists_alias(name=family.write, index=name):
            message = f"index {name} has no alias {family.write}: run `khotin migrate`"
            raise IndexNotReady(message)


def current_index(client: Elasticsearch, family: Family) -> str | None:
    """Return the index behind the read alias, or None; raises IndexNotReady if several."""
    with explained(client):
        if client.indices.exists(index=family.read):
            if not client.indices.exists_alias(name=family.read):
                message = f"{family.read} is an index, not an alias: set KHOTIN_INDEX_PREFIX"
                raise IndexNotReady(message)
            names = sorted(client.indices.get_alias(name=family.read))
        else:
            names = []
    if len(names) > 1:
        raise IndexNotReady(f"alias {family.read} stands on {len(names)} indices: {names}")
    return names[0] if names else None


def is_current(client: Elasticsearch, name: str) -> bool:
    """Tell whether the index `name` was made with mappings/ as it is now and is unaltered."""
    with explained(client):
        live = client.indices.get_mapping(index=name)[name]["mappings"]
    schema = load_schema()
    made_with = live.get("_meta", {}).get("schema")
    return made_with == schema.digest and field_types(live) == field_types(schema.mappings)


def field_types(mapping: dict[str, Any], path: str = "") -> dict[str, str]:
    """Return every field of a mapping by its dotted path, subfields and objects' fields too."""
    found: dict[str, str] = {}
    for name, definition in {**mapping.get("properties", {}), **mapping.get("fields", {})}.items():
        found[path + name] = definition.get("type", "object")
        found |= field_types(definition, f"{path}{name}.")
    return found


def new_name(family: Family) -> str:
    """Return a name for a new index of the family: its read alias and the second in UTC."""
    return f"{family.read}-{datetime.now(UTC):%Y%m%d%H%M%S}"


def _create(client: Elasticsearch, family: Family) -> str | None:
    """Create the family's first index; None if another process was quicker.

    Index and aliases are one change of the cluster's state, and an alias has at most one write
    index: of two processes that race, Elasticsearch refuses the second whole.
    """
    schema = load_schema()
    name = new_name(family)
    aliases = {family.read: {}, family.write: {"is_write_index": True}}
    try:
        client.indices.create(
            index=name, settings=schema.settings, mappings=schema.mappings, aliases=aliases
        )
    except ApiError as error:
        if current_index(client, family) is None:
            message = f"cannot create index {name}: {reason_of(error)}"
            raise IndexNotReady(message) from error
        return None
    logger.info("created index %s", name)
    return name
