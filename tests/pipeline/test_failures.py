"""What goes wrong is said in one line with its exit code, and nothing that was kept is damaged."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.folders import ledger_path
from crawler.ledger import Ledger
from indexer.indexing import RULES
from tests.pipeline.archive import Archive
from tests.portals import serve

SITE = "mau/van-quan"
ARTICLES = 24
"""What the NukeViet replica shows."""


@pytest.fixture
def filled(archive: Archive) -> Iterator[Archive]:
    """An archive of the NukeViet replica, which goes on being served."""
    with serve("nukeviet") as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        archive.khotin("run")
        yield archive


def one_line(text: str) -> str:
    """Return what was said, which must be one line and no traceback."""
    (line,) = text.strip().splitlines()
    assert "Traceback" not in line
    return line


def test_a_broken_registry_entry(archive: Archive) -> None:
    archive.add_site(SITE, "nukeviet", "http://127.0.0.1:1/", colour="red")
    for verb in ("run", "crawl", "sites", "index"):
        line = one_line(archive.khotin(verb, code=3).stderr)
        assert "mau-van-quan.toml:6: colour: Extra inputs are not permitted" in line
    assert not archive.data.exists()


def test_an_unknown_site(archive: Archive) -> None:
    archive.add_site(SITE, "nukeviet", "http://127.0.0.1:1/")
    line = one_line(archive.khotin("run", "nowhere/*", code=3).stderr)
    assert "`khotin sites` lists them" in line


def test_a_setting_that_cannot_be_used(archive: Archive) -> None:
    wrong = replace(archive, extra={"KHOTIN_WORKERS": "many"})
    assert "KHOTIN_WORKERS" in one_line(wrong.khotin("sites", code=2).stderr)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://user:secret@127.0.0.1:9"])
def test_a_wrong_elasticsearch_url_keeps_what_is_fetched(archive: Archive, url: str) -> None:
    wrong = replace(archive, url=url, extra={"KHOTIN_WAIT": "1"})
    with serve("nukeviet") as portal:
        wrong.add_site(SITE, "nukeviet", portal.url + "/")
        said = wrong.khotin("run", code=5).stderr
    assert "127.0.0.1:9" in said
    assert "`khotin index` sends them" in said
    assert "secret" not in said
    assert "Traceback" not in said
    archive.khotin("index")
    assert len(archive.documents()) == ARTICLES


def test_another_service_at_that_address(archive: Archive) -> None:
    with serve("generic") as portal:
        wrong = replace(archive, url=portal.url, extra={"KHOTIN_WAIT": "1"})
        line = one_line(wrong.khotin("search", "lễ hội", code=5).stderr)
    assert "is not Elasticsearch" in line


def test_searching_before_anything_was_indexed(archive: Archive) -> None:
    assert "run `khotin index`" in one_line(archive.khotin("search", "lễ hội", code=12).stderr)


def test_a_port_in_use(archive: Archive) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        home = str(archive.folder / "node")
        busy = replace(archive, extra={"KHOTIN_ES_PORT": port, "KHOTIN_ES_HOME": home})
        line = one_line(busy.khotin("es", "start", code=6).stderr)
    assert port in line
    assert "KHOTIN_ES_PORT" in line


def test_no_java(archive: Archive, tmp_path: Path) -> None:
    bare = replace(archive, extra={"PATH": str(tmp_path), "JAVA_HOME": ""})
    assert "Java 17" in one_line(bare.khotin("es", "start", code=4).stderr)


def test_a_portal_of_which_nothing_is_found_fails_its_run(archive: Archive) -> None:
    with serve("nukeviet") as portal:
        archive.add_site(SITE, "generic", portal.url + "/", article_pattern="/khong-co/")
        assert "0 articles known" in one_line(archive.khotin("crawl", code=10).stderr)
    assert "no articles" in archive.khotin("status").stdout


def test_a_truncated_warc_is_found_and_the_rest_goes_on(filled: Archive) -> None:
    before = filled.documents()
    warc = next((filled.data / SITE / "warc").glob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[:-100])
    done = filled.khotin("doctor", code=9)
    assert f"{warc.name}: " in done.stderr
    assert "cut short" in done.stderr
    assert "Traceback" not in done.stderr
    filled.khotin("run")
    assert filled.documents() == before


def test_an_emptied_index_is_filled_from_the_folders(filled: Archive) -> None:
    before = filled.documents()
    with serve("nukeviet"):
        moved = replace(filled, prefix=filled.prefix + "-new")
        said = moved.khotin("index").stderr
    assert "another index than before" in said
    assert moved.documents().keys() == before.keys()
    moved.doctor()


def test_better_rules_make_every_document_anew_in_its_place(filled: Archive) -> None:
    before = filled.documents()
    with Ledger(ledger_path(filled.data, SITE)) as ledger:
        ledger.set_meta(RULES, "0")
    assert "other rules for documents than before" in filled.khotin("index").stderr
    assert filled.documents() == before
    assert "sending everything" not in filled.khotin("index").stderr
    filled.doctor()


def test_a_refused_text_is_a_dead_letter_until_it_is_replayed(archive: Archive) -> None:
    with serve("nukeviet") as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        archive.khotin("crawl")
        archive.khotin("extract", "--site", SITE)
    path = ledger_path(archive.data, SITE)
    with Ledger(path) as ledger:
        row = ledger.query("SELECT key, article FROM revision ORDER BY key LIMIT 1")[0]
        article = json.loads(row["article"])
        broken = json.dumps({**article, "tags": [{"not": "a word"}]})
        with ledger.transaction():
            sql = "UPDATE revision SET article = ? WHERE key = ?"
            ledger.execute(sql, broken, row["key"])
    said = archive.khotin("index", code=10).stderr
    assert "1 refused; `khotin dead list` says why" in said
    (letter,) = json.loads(archive.khotin("dead", "list", "--json").stdout)
    assert letter["key"] == article["key"]
    assert "parsing" in letter["reason"]
    assert article["key"] not in archive.documents()
    archive.doctor()
    with Ledger(path) as ledger, ledger.transaction():
        ledger.execute(sql, row["article"], row["key"])
    assert "1 sent again, 0 refused again" in archive.khotin("dead", "replay").stdout
    assert article["key"] in archive.documents()


def test_two_runs_at_once(filled: Archive) -> None:
    before = filled.documents()
    first, second = filled.start("run"), filled.start("run")
    codes = {first.wait(), second.wait()}
    said = (first.communicate()[1] or "") + (second.communicate()[1] or "")
    assert codes <= {0, 10, 11}, said
    assert "Traceback" not in said
    assert filled.documents() == before
    filled.doctor()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB; only root can make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("a small file system needs root and a kernel that lets it mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(archive: Archive, small_disk: Path) -> None:
    crowded = replace(archive, extra={"KHOTIN_DATA": str(small_disk / "data")})
    with ExitStack() as stack:
        for site, name in ((SITE, "nukeviet"), ("mau/bac-ninh", "liferay62")):
            start = "/" if name == "nukeviet" else "/tin-tuc-su-kien"
            archive.add_site(site, name, stack.enter_context(serve(name)).url + start)
        done = crowded.khotin("run", code=8)
        assert "Traceback" not in done.stderr
        assert "No space left on device" in done.stderr or "is full" in done.stderr
        resize = ["mount", "-o", "remount,size=60m", str(small_disk)]
        subprocess.run(resize, check=True)
        crowded.khotin("run")
    (ours,) = [d for d in crowded.doctor() if d["site"] == SITE]
    assert ours["articles"] == ours["documents"] == ARTICLES
