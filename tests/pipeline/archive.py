"""An archive of a test: its own folders and indices, and `khotin` as a process."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from crawler.folders import ledger_path
from crawler.ledger import Ledger
from tests.conftest import CHECKOUT

KHOTIN = [sys.executable, "-m", "khotin"]


@dataclass(frozen=True, slots=True)
class Archive:
    """Where a test's archive lies, and the environment in which `khotin` works on it."""

    folder: Path
    url: str
    prefix: str
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "KHOTIN_SITES": str(self.folder / "sites"),
            "KHOTIN_DATA": str(self.data),
            "KHOTIN_INDEX_PREFIX": self.prefix,
            "KHOTIN_WAIT": "20",
            "ELASTICSEARCH_URL": self.url,
        }
        return {**os.environ, **own, **self.extra}

    def add_site(self, site: str, platform: str, *start_urls: str, **more: object) -> None:
        """Write a registry entry; `unit` is a district of Lạng Sơn unless given."""
        values = {"unit": "182", "name": f"Cổng {site}", **more}
        lines = ["[[site]]", f'id = "{site}"', f'platform = "{platform}"']
        lines += [f"{name} = {json.dumps(value)}" for name, value in values.items()]
        lines += [f"start_urls = {json.dumps(start_urls)}", "valid_until = 2025-06-30"]
        folder = self.folder / "sites"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{site.replace('/', '-')}.toml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `khotin` and go on."""
        return subprocess.Popen(
            [*KHOTIN, *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def khotin(self, *arguments: str, code: int | None = 0) -> "subprocess.CompletedProcess[str]":
        """Run `khotin` to its end; fails with all it said unless it exits with `code`."""
        done = subprocess.run(
            [*KHOTIN, *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if code is not None:
            said = (
                f"khotin {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
            )
            assert done.returncode == code, said
        return done

    def documents(self, alias: str = "") -> dict[str, dict[str, Any]]:
        """Return every document by its _id; fails if an _id or an article's key stands twice."""
        with Elasticsearch(self.url) as client:
            client.indices.refresh(index=self.prefix + alias)
            hits = list(scan(client, index=self.prefix + alias))
        found = {hit["_id"]: hit["_source"] for hit in hits}
        assert len(found) == len(hits)
        return found

    def texts(self) -> dict[str, str]:
        """Return the digest of every article's text in the index by key."""
        return {d["key"]: d["content_hash"] for d in self.documents().values()}

    def keys(self) -> set[str]:
        """Return the articles' keys in the index, each within its portal; once each."""
        keys = [document["key"].split(":", 1)[1] for document in self.documents().values()]
        assert len(keys) == len(set(keys))
        return set(keys)

    def addresses(self, site: str, state: str) -> set[str]:
        """Return the keys of a portal's addresses that are in a state."""
        with Ledger(ledger_path(self.data, site)) as ledger:
            return {r[0] for r in ledger.query("SELECT key FROM address WHERE state = ?", state)}

    def doctor(self) -> list[dict[str, Any]]:
        """Return what `khotin doctor` finds; fails unless WARC, ledger and index agree."""
        found: list[dict[str, Any]] = json.loads(self.khotin("doctor", "--json").stdout)
        return found
