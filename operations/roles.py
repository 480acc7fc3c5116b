"""Least privilege on a secured Elasticsearch: the roles of kibana/roles/, and keys that hold them.

The crawl and the extraction have no role: they never ask Elasticsearch. A program gets an API key
whose rights are those of its role's file; the role itself is there for people who log in by name.
Keys are named after their role and the day they were made on.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from elasticsearch import AuthenticationException, Elasticsearch, NotFoundError
from pydantic import SecretStr

from crawler.clock import now
from crawler.config import ROOT, Config, ConfigurationError
from crawler.errors import ElasticsearchUnavailable
from indexer.client import address, connect, connect_as_administrator, explained

ROLES: Final = ROOT / "kibana" / "roles"
OWN: Final = "khotin"
"""What names of indices and roles begin with in the files; KHOTIN_INDEX_PREFIX takes its place."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role by its purpose and name, and what it may do as Elasticsearch's API takes it."""

    purpose: str
    name: str
    rights: dict[str, Any]

    @property
    def metadata(self) -> dict[str, str]:
        """What role and keys carry: a digest of the rights, so that one sees which they have."""
        text = json.dumps(self.rights, sort_keys=True)
        return {"rights": hashlib.sha256(text.encode()).hexdigest()}


@dataclass(frozen=True, slots=True)
class Grant:
    """What became of a role's keys: a new one, if one was made; ids and names of the others."""

    role: Role
    key: SecretStr | None
    others: dict[str, str]


def load_role(purpose: str, prefix: str) -> Role:
    """Read a role of kibana/roles/ for the indices of a prefix."""
    rights = json.loads((ROLES / f"{OWN}_{purpose}.json").read_text(encoding="utf-8"))
    for indices in rights["indices"]:
        indices["names"] = [prefix + name.removeprefix(OWN) for name in indices["names"]]
    return Role(purpose, f"{prefix}_{purpose}", rights)


def connect_administrator(config: Config, credentials: SecretStr | None) -> Elasticsearch:
    """Make a client from an administrator's "user:password"; sends nothing yet.

    Raises ConfigurationError where there is none, or where it would travel in clear text to another
    machine.
    """
    text = credentials.get_secret_value().strip() if credentials else ""
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        message = (
            "no administrator: give the file that holds user:password by --admin, "
            "or set KHOTIN_ELASTICSEARCH_ADMIN to it"
        )
        raise ConfigurationError(message)
    nodes = config.elasticsearch_url.split(",") if config.elasticsearch_url else []
    if not all(map(_is_private, nodes)):
        message = "ELASTICSEARCH_URL: the password would be sent in clear text: use https"
        raise ConfigurationError(message)
    return connect_as_administrator(config, user, password)


def grant(
    client: Elasticsearch, role: Role, *, days: int | None = None, rotate: bool = False
) -> Grant:
    """Define a role anew, give its keys these rights, and make one if there is none or to rotate.

    A new key ends after `days`, or never. Raises ElasticsearchUnavailable.
    """
    try:
        with explained(client):
            client.security.put_role(name=role.name, metadata=role.metadata, **role.rights)
            others = _live_keys(client, role)
            if others and not rotate:
                _update(client, role, others, role_descriptors={role.name: role.rights})
                return Grant(role, None, others)
            made = client.security.create_api_key(
                name=f"{role.name}-{now():%Y-%m-%d}",
                role_descriptors={role.name: role.rights},
                metadata=role.metadata,
                expiration=f"{days}d" if days else None,
            )
    except ElasticsearchUnavailable as error:
        if isinstance(error.__cause__, AuthenticationException):
            message = f"{address(client)} refuses the administrator's user or password"
            raise ElasticsearchUnavailable(message) from None
        raise
    return Grant(role, SecretStr(made["encoded"]), others)


def prove(config: Config, granted: Grant) -> None:
    """Ask the server, with the new key, whether it may do all that its role says.

    Raises ElasticsearchUnavailable if not.
    """
    with connect(config.model_copy(update={"elasticsearch_api_key": granted.key})) as client:
        with explained(client):
            rights = granted.role.rights
            answer = client.security.has_privileges(
                cluster=rights["cluster"], index=rights["indices"]
            )
        if not answer["has_all_requested"]:
            message = f"{address(client)}: the new key of {granted.role.name} lacks rights"
            raise ElasticsearchUnavailable(message)


def end_others(client: Elasticsearch, granted: Grant, *, minutes: int = 0) -> None:
    """End the keys that the new one replaces: at once, or in so many minutes."""
    ids = list(granted.others)
    with explained(client):
        if minutes:
            _update(client, granted.role, ids, expiration=f"{minutes}m")
        elif ids:
            client.security.invalidate_api_key(ids=ids)


def write_key(folder: Path, granted: Grant) -> Path:
    """Write a new key as an environment file that its owner alone can read; return its path.

    The folder is made if need be; a file of the same name is replaced in one step. Raises OSError.
    """
    if granted.key is None:
        message = f"{granted.role.name}: no new key"
        raise ValueError(message)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{granted.role.purpose}.env"
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"ELASTICSEARCH_API_KEY={granted.key.get_secret_value()}\n")
        file.flush()
        os.fsync(file.fileno())
    return new.replace(path)


def _live_keys(client: Elasticsearch, role: Role) -> dict[str, str]:
    """Return the names of a role's keys by id, without those that have ended."""
    found = client.security.get_api_key(name=f"{role.name}-*", active_only=True)["api_keys"]
    return {key["id"]: key["name"] for key in found}


def _update(client: Elasticsearch, role: Role, keys: Iterable[str], **changes: Any) -> None:
    """Change keys; Elasticsearch lets only their maker do so."""
    try:
        for key in keys:
            client.security.update_api_key(id=key, metadata=role.metadata, **changes)
    except NotFoundError:
        message = f"another administrator made the key of {role.name}: --rotate replaces it"
        raise ElasticsearchUnavailable(message) from None


def _is_private(url: str) -> bool:
    """Tell whether nobody on the way can read what is sent to an address."""
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
