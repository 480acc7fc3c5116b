"""The restore drill: an archive saved while it grows, a backup killed twice, everything destroyed.

What comes back is counted: the same texts in the folders, the same documents in the index.
"""

import json
import shutil
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from crawler.config import Config
from crawler.folders import DAMAGED, ledger_path
from crawler.ledger import Ledger
from crawler.verification import verify_folder
from indexer.indices import families
from operations.backup import UNFINISHED
from operations.manifest import finished_backups, read_manifest, verify_backups
from operations.restore import restore
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import Gate
from tests.portals import serve

pytestmark = pytest.mark.drill

SITE = "mau/van-quan"
ARTICLES = 24
"""What the NukeViet replica shows."""
LARGE = 200 << 20
"""Bytes of a file that takes long enough to copy for a backup to be killed meanwhile."""
TEXTS = "SELECT key, content_hash FROM revision ORDER BY key, number"


@pytest.fixture
def archive(tmp_path: Path, embedded: Config, index_prefix: str) -> Archive:
    """An empty archive on the tests' own embedded server, which keeps its snapshots itself."""
    url = f"http://127.0.0.1:{embedded.es_port}"
    own = {"KHOTIN_ES_PORT": str(embedded.es_port), "KHOTIN_ES_HOME": str(embedded.es_home)}
    return EmbeddedArchive(tmp_path, url, index_prefix, own)


class EmbeddedArchive(Archive):
    """An archive whose `khotin` finds Elasticsearch by its port alone."""

    @property
    def environment(self) -> dict[str, str]:
        found = super().environment
        del found["ELASTICSEARCH_URL"]
        return found


def config_of(archive: Archive) -> Config:
    """Return the archive's configuration."""
    port, home = (archive.extra[f"KHOTIN_ES_{name}"] for name in ("PORT", "HOME"))
    return Config(
        data=archive.data, index_prefix=archive.prefix, es_port=int(port), es_home=Path(home)
    )


def texts(archive: Archive) -> list[tuple[str, str]]:
    """Return every text of the portal in the archive's folders."""
    with Ledger(ledger_path(archive.data, SITE), create=False) as ledger:
        return [tuple(row) for row in ledger.query(TEXTS)]


def captured(archive: Archive) -> set[str]:
    """Return the articles that the running crawl has kept."""
    known = ledger_path(archive.data, SITE).exists()
    return archive.addresses(SITE, "captured") if known else set()


def count_indexed(archive: Archive) -> int:
    """Return how many texts the running indexing has sent."""
    with Ledger(ledger_path(archive.data, SITE), create=False) as ledger:
        return int(ledger.query("SELECT count(*) FROM revision WHERE indexed")[0][0])


def destroy(archive: Archive) -> None:
    """Lose the data folder and both indices."""
    shutil.rmtree(archive.data)
    with Elasticsearch(archive.url) as client:
        for family in families(archive.prefix):
            for name in client.indices.get_alias(name=family.read):
                client.indices.delete(index=name)


def kill_in_the_middle(archive: Archive, target: Path) -> None:
    """Start a backup and kill it while a file is half copied."""
    process = archive.start("backup", str(target), "--no-index")
    while not list(target.rglob("*.bin.part")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def other_repository(archive: Archive) -> str:
    """Register a repository as the administrator of another server does; return its name."""
    name = f"{archive.prefix}-other"
    with Elasticsearch(archive.url) as client:
        client.snapshot.create_repository(
            name=name, repository={"type": "fs", "settings": {"location": name}}
        )
    return name


def back_up(archive: Archive, target: Path, *options: str) -> Path:
    """Make a backup and return its folder."""
    done = json.loads(archive.khotin("backup", str(target), "--json", *options).stdout)
    assert done["folder"] == str(finished_backups(target)[-1])
    return Path(done["folder"])


def test_the_restore_drill(archive: Archive, tmp_path: Path) -> None:
    target, gate = tmp_path / "backups", Gate()
    with ExitStack() as stack:
        portal = stack.enter_context(serve(gate.before("nukeviet")))
        stack.callback(gate.open)
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        gate.close()
        run = archive.start("run")
        while not captured(archive):  # the gate holds the crawl: it cannot end
            assert run.poll() is None, run.communicate()
            time.sleep(0.05)

        large = archive.data / SITE / DAMAGED / "large.bin"
        large.parent.mkdir()
        with large.open("wb") as file:
            file.truncate(LARGE)
        for _ in range(2):
            kill_in_the_middle(archive, target)
            assert finished_backups(target) == []
        large.unlink()
        while not count_indexed(archive):
            assert run.poll() is None, run.communicate()
            time.sleep(0.05)
        halfway = back_up(archive, target, "--repository", other_repository(archive))
        assert not (target / UNFINISHED).exists()
        assert 0 < read_manifest(halfway).articles[SITE] < ARTICLES

        gate.open()
        run.communicate()
        whole = back_up(archive, target)
        assert verify_backups(target) == []
        before, documents = texts(archive), archive.documents()
        assert len(before) == len(documents) == read_manifest(whole).articles[SITE] == ARTICLES

        destroy(archive)
        archive.khotin("restore", str(target))
        assert texts(archive) == before
        assert archive.documents() == documents  # of the snapshot: nothing was sent yet
        archive.khotin("index")
        assert archive.documents() == documents
        archive.doctor()

    destroy(archive)
    config = config_of(archive)
    restore(config, whole, with_index=False)
    archive.khotin("index")
    assert archive.documents() == documents  # made from the folders alone

    destroy(archive)
    report = restore(config, halfway)
    assert (report.errors, verify_folder(archive.data, SITE).damage) == ([], [])
    assert 0 < len(captured(archive)) < ARTICLES
    assert set(texts(archive)) < set(before)
    assert len(archive.documents()) == report.documents
    assert 0 < len(archive.documents()) <= len(texts(archive))
