"""An Elasticsearch of the tests' own with security and TLS: who asks needs a key, and our trust."""

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

import trustme
from elasticsearch import Elasticsearch
from pydantic import SecretStr

from crawler.config import Config
from indexer import local_elasticsearch
from indexer.client import wait_until_ready
from indexer.elasticsearch_node import Node, launch, prepare
from indexer.java import Account, find_java, service_account
from indexer.storage import locked
from operations.roles import load_role
from tests.conftest import node_config, open_folder

ADMIN: Final = "quan-tri"
ROUNDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Secured:
    """A node with security, a client that may do all, and whom to trust to speak to it."""

    url: str
    admin: Elasticsearch
    password: str
    authority: Path

    def config_for(self, purpose: str, prefix: str, data: Path, life: str | None = None) -> Config:
        """Return the configuration of who has a new key of a role, which ends after `life`."""
        role = load_role(purpose, prefix)
        made = self.admin.security.create_api_key(
            name=purpose, role_descriptors={role.name: role.rights}, expiration=life
        )
        return Config(
            data=data,
            elasticsearch_url=self.url,
            elasticsearch_api_key=SecretStr(made["encoded"]),
            elasticsearch_ca=self.authority,
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
    authority = _certify(home / "config", account)
    settings = json.loads(node.settings_file.read_text())
    settings["path.repo"] = [str(node.home / "data")]
    settings["xpack.security.enabled"] = True
    settings["xpack.security.http.ssl"] = {
        "enabled": True,
        "key": "server.key",
        "certificate": "server.pem",
    }
    node.settings_file.write_text(json.dumps(settings))
    password = secrets.token_urlsafe()
    (home / "config" / "users").write_text(f"{ADMIN}:{_hashed(password)}\n")
    (home / "config" / "users_roles").write_text(f"superuser:{ADMIN}\n")
    os.chown(home / "config", account.uid or -1, account.gid or -1)
    with locked(node.lock) as lock:
        launch(node, account, find_java(account), server, heap=config.es_heap, lock=lock)
    url = node.url.replace("http:", "https:")
    try:
        with Elasticsearch(url, basic_auth=(ADMIN, password), ca_certs=str(authority)) as admin:
            wait_until_ready(admin, 60)
            yield Secured(url, admin, password, authority)
    finally:
        local_elasticsearch.stop(config)


def _certify(folder: Path, account: Account) -> Path:
    """Give the node a certificate for 127.0.0.1 alone; return the file of who signed it."""
    authority = trustme.CA()
    server = authority.issue_cert("127.0.0.1")
    server.private_key_pem.write_to_path(str(folder / "server.key"))
    server.cert_chain_pems[0].write_to_path(str(folder / "server.pem"))
    os.chown(folder / "server.key", account.uid or -1, account.gid or -1)
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    return folder / "authority.pem"


def _hashed(password: str) -> str:
    """Hash as the file realm's PBKDF2 does: SHA-512, 32 bytes, salt and hash in base 64."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, 32)
    return (
        f"{{PBKDF2}}{ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
    )
