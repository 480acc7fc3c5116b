"""An Elasticsearch of the tests' own with security switched on: who asks needs a key."""

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from elasticsearch import Elasticsearch
from pydantic import SecretStr

from crawler.config import ROOT, Config
from indexer import local_elasticsearch
from indexer.client import wait_until_ready
from indexer.elasticsearch_node import Node, launch, prepare
from indexer.java import find_java, service_account
from indexer.storage import locked
from tests.conftest import node_config, open_folder

ROLES: Final = ROOT / "kibana" / "roles"
ADMIN: Final = "quan-tri"
ROUNDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Secured:
    """A node with security, and a client that may do all."""

    url: str
    admin: Elasticsearch

    def config_for(self, role: str, prefix: str, data: Path) -> Config:
        """Return the configuration of somebody with a new key of a role of kibana/roles/."""
        descriptor = json.loads((ROLES / f"{role}.json").read_text())
        key = self.admin.security.create_api_key(name=role, role_descriptors={role: descriptor})
        return Config(
            data=data,
            elasticsearch_url=self.url,
            elasticsearch_api_key=SecretStr(key["encoded"]),
            index_prefix=prefix,
            wait=10,
        )


@contextmanager
def secured() -> Iterator[Secured]:
    """Start the node in a folder of its own, with one user who may do all; end it."""
    config = node_config(open_folder() / "node")
    home = config.es_home
    assert home is not None
    node, account = Node(home, config.es_port), service_account()
    server = local_elasticsearch.ensure_installed()
    prepare(node, account, server)
    settings = json.loads(node.settings_file.read_text())
    settings["xpack.security.enabled"] = True
    node.settings_file.write_text(json.dumps(settings))
    password = secrets.token_urlsafe()
    (home / "config" / "users").write_text(f"{ADMIN}:{_hashed(password)}\n")
    (home / "config" / "users_roles").write_text(f"superuser:{ADMIN}\n")
    os.chown(home / "config", account.uid or -1, account.gid or -1)
    with locked(node.lock) as lock:
        launch(node, account, find_java(account), server, heap=config.es_heap, lock=lock)
    try:
        with Elasticsearch(node.url, basic_auth=(ADMIN, password)) as admin:
            wait_until_ready(admin, 60)
            yield Secured(node.url, admin)
    finally:
        local_elasticsearch.stop(config)


def _hashed(password: str) -> str:
    """Hash as the file realm's PBKDF2 does: SHA-512, 32 bytes, salt and hash in base 64."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, 32)
    return (
        f"{{PBKDF2}}{ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
    )
