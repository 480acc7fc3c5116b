"""No key and no password is shown, written down, or given to who does not need it."""

import gzip
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import pytest

from crawler.errors import RegistryError
from crawler.site import load_sites
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.generic import Generic

pytestmark = pytest.mark.drill

if TYPE_CHECKING:
    from subprocess import Popen

MARK = "bi-mat-khong-ai-biet"
KEY = "YmktbWF0OmtvbmctYWktYmlldA=="
SECRETS = (MARK.encode(), KEY.encode())
STAGES = {"crawl", "extract", "index"}


def watched(run: "Popen[str]") -> tuple[dict[str, bytes], list[bytes]]:
    """Wait for a run's end; return its stages' environments by name, and all command lines seen."""
    environments: dict[str, bytes] = {}
    lines: set[bytes] = set()
    while run.poll() is None:
        sleep(0.05)
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                line = (process / "cmdline").read_bytes()
                lines.add(line)
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                if parent == str(run.pid) and (words := line.split(b"\0"))[2:3] == [b"khotin"]:
                    environments[words[3].decode()] = (process / "environ").read_bytes()
    return environments, sorted(lines)


def kept(folder: Path) -> dict[Path, bytes]:
    """Return what every file of a folder holds, unpacked."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {p: gzip.decompress(b) if p.suffix == ".gz" else b for p, b in files.items()}


def test_secrets_are_in_no_output_file_or_argument(
    tmp_path: Path, elasticsearch_url: str, index_prefix: str
) -> None:
    archive = Archive(tmp_path, elasticsearch_url, index_prefix)
    with_key = replace(archive, extra={"ELASTICSEARCH_API_KEY": KEY})
    with_user = replace(archive, url=elasticsearch_url.replace("//", f"//nguoi:{MARK}@"))
    with serve("generic") as portal:
        starts = [portal.url + path for path in Generic.starts]
        archive.add_site("mau/tot", "generic", *starts, **Generic.options)
        run = with_key.start("run")
        environments, lines = watched(run)
        said = "".join(run.communicate())
    assert run.returncode == 0, said
    for words in ("doctor", "index", "search hội"):
        done = with_user.khotin(*words.split())
        said += done.stdout + done.stderr
    nobody = with_user.url.rpartition(":")[0] + ":9"
    for other in (replace(with_user, url=nobody), replace(with_user, url=f"x{with_user.url}")):
        said += other.khotin("index", code=5 if other.url == nobody else 2).stderr
    admin = replace(archive, extra={"KHOTIN_ELASTICSEARCH_ADMIN": f"quan-tri:{MARK}"})
    said += admin.khotin("roles", code=5).stderr
    files = kept(tmp_path)
    written = [*files.values(), json.dumps(archive.documents()).encode(), said.encode(), *lines]
    assert {path.suffix for path in files} >= {".gz", ".json", ".sqlite"}
    assert len(lines) > len(STAGES)
    assert [text for text in written if any(secret in text for secret in SECRETS)] == []
    assert set(environments) == STAGES
    assert {name for name, seen in environments.items() if KEY.encode() in seen} == {"index"}


def test_a_portals_address_has_no_password(tmp_path: Path) -> None:
    archive = Archive(tmp_path, "", "")
    archive.add_site("mau/mot", "generic", f"http://nguoi:{MARK}@127.0.0.1/")
    with pytest.raises(RegistryError, match="start_urls") as refused:
        load_sites(tmp_path / "sites")
    assert MARK not in str(refused.value)
