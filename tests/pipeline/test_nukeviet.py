"""The recorded NukeViet portal, through the whole pipe, with its flood blocker and its edits."""

import csv
import io
import json
import tarfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.folders import ledger_path
from crawler.ledger import Ledger
from tests.pipeline.archive import Archive
from tests.pipeline.recorded import Replay, replay

SITE = "langson/van-lang"
PORT = 8802
LISTS = ["tin-tuc-su-kien", "quoc-phong-an-ninh", "van-hoa-xa-hoi", "thong-bao"]
EDITED = {"17", "53", "78"}
OFFSITE = "52"
NO_ARTICLES = ("/print/", "/savefile/", "/sendmail/", "/tag/", "/search/", "/seek/", "/login")


def read_expected(shared: Path, corpus: str, name: str = "expected") -> dict[str, dict[str, Any]]:
    with tarfile.open(shared / "corpus" / f"{corpus}.tar.xz") as archive:
        member = next(n for n in archive.getnames() if n.endswith(f"{name}.jsonl"))
        file = archive.extractfile(member)
        assert file is not None
        text = unicodedata.normalize("NFC", file.read().decode())
    rows = [json.loads(line) for line in text.splitlines()]
    return {str(row["id"]): row for row in rows}


@pytest.fixture
def portal(shared: Path, tmp_path: Path) -> Iterator[Replay]:
    with replay(shared, "nukeviet", PORT, tmp_path / "log") as served:
        yield served


@pytest.mark.parametrize(
    "start_paths",
    [[f"/{name}/" for name in LISTS], ["/sitemap.xml"], ["/"]],
    ids=["lists", "sitemap", "home"],
)
def test_every_article_once(
    shared: Path, portal: Replay, archive: Archive, start_paths: list[str]
) -> None:
    expected = read_expected(shared, "nukeviet")
    archive.add_site(SITE, "nukeviet", *(portal.url + path for path in start_paths))
    archive.khotin("run")
    assert archive.keys() == expected.keys() - {OFFSITE}
    assert len(archive.keys()) == 81
    assert archive.addresses(SITE, "offsite") == {OFFSITE}
    with Ledger(ledger_path(archive.data, SITE)) as ledger:
        (row,) = ledger.query("SELECT redirected_to FROM address WHERE key = ?", OFFSITE)
    assert row[0] == expected[OFFSITE]["external_link"]
    asked = [path for _, _, path in portal.requests]
    assert [path for path in asked if any(part in path for part in NO_ARTICLES)] == []
    assert [path for path in asked if "download=" in path or "pdf=" in path] == []
    for key, document in {d["key"].split(":")[1]: d for d in archive.documents().values()}.items():
        facts = expected[key]
        assert document["title"] == facts["title"]
        assert document["authors"] == facts["authors"]
        assert (document["source"] or "") == facts["source"]
        assert document["published_at"] == facts["published_at"]
        assert sorted(document["captions"]) == sorted(c["text"] for c in facts["captions"])
        assert set(facts["body"]) <= set(document["body"])
    archive.doctor()


def test_the_prefixed_portal(shared: Path, archive: Archive) -> None:
    expected = read_expected(shared, "nukeviet-prefix")
    with replay(shared, "nukeviet-prefix", PORT, archive.folder / "log") as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/news/")
        archive.khotin("run", code=None)
    recorded = {key for key in expected if key != OFFSITE}
    assert archive.keys() & recorded == recorded - _not_recorded(shared, recorded)


def _not_recorded(shared: Path, keys: set[str]) -> set[str]:
    """Return the ids whose article page stands in no row of the prefixed recording."""
    with tarfile.open(shared / "corpus" / "nukeviet-prefix.tar.xz") as archive:
        name = next(n for n in archive.getnames() if n.endswith("index.tsv"))
        file = archive.extractfile(name)
        assert file is not None
        rows = list(csv.DictReader(io.StringIO(file.read().decode()), delimiter="\t"))
    held = {r["note"].split()[1] for r in rows if r["kind"] == "page" and "article " in r["note"]}
    return keys - held


def test_edited_articles_change_and_no_others(shared: Path, archive: Archive) -> None:
    with replay(shared, "nukeviet", PORT, archive.folder / "log") as portal:
        archive.add_site(SITE, "nukeviet", portal.url + "/")
        archive.khotin("run")
    before = archive.documents()
    with replay(shared, "nukeviet", PORT, archive.folder / "log2", "--edited"):
        archive.khotin("run", "--recheck")
    after = archive.documents()
    changed = {k for k in after if after[k]["content_hash"] != before[k]["content_hash"]}
    assert before.keys() == after.keys()
    assert {key.split(":")[1] for key in changed} == EDITED
    assert {k for k in after if after[k] != before[k]} == changed
    assert {after[key]["revision"] for key in changed} == {2}
    facts = read_expected(shared, "nukeviet", "expected_after_edit")
    assert {after[f"{SITE}:{key}"]["title"] for key in facts} == {
        row["title"] for row in facts.values()
    }
    earlier = archive.documents("-revisions")
    assert {d["key"]: d["content_hash"] for d in earlier.values()} == {
        key: before[key]["content_hash"] for key in changed
    }
    archive.doctor()
