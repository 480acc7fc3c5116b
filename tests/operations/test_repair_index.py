"""What the index lost, altered or never had a ledger for: named, and mended from the folders."""

import json
import os
import shutil

import pytest
from elasticsearch import Elasticsearch

from crawler.folders import DAMAGED, WARC
from indexer.clusters import FILE as CLUSTERS
from tests.operations.kept import SITE
from tests.pipeline.archive import Archive

pytestmark = pytest.mark.drill

UNKNOWN = f"{SITE}:999999"


@pytest.fixture
def indexed(crawled: Archive, archive: Archive) -> Archive:
    """An archive with the documents of the crawled portal."""
    for name in ("data", "sites"):
        shutil.copytree(crawled.folder / name, archive.folder / name)
    archive.extra.update(crawled.extra)
    archive.khotin("index")
    archive.doctor()
    return archive


def damage(archive: Archive) -> None:
    """Lose two documents and an earlier text, alter one, and put in one that nobody knows."""
    documents, earlier = archive.documents(), archive.documents("-revisions")
    lost, also_lost, altered, *_ = sorted(documents)
    write = f"{archive.prefix}-write"
    with Elasticsearch(archive.url) as client:
        # Elasticsearch remembers for a minute (gc_deletes) which version was deleted.
        for index, id_ in (
            (write, lost),
            (write, also_lost),
            (f"{archive.prefix}-revisions-write", min(earlier)),
        ):
            version = client.get(index=index, id=id_)["_version"]
            client.delete(index=index, id=id_, version=version, version_type="external_gte")
        version = client.get(index=write, id=altered)["_version"]
        for id_, source in (
            (altered, documents[altered] | {"content_hash": "0" * 64}),
            ("unknown", documents[altered] | {"key": UNKNOWN}),
        ):
            client.index(
                index=write,
                id=id_,
                document=source,
                version=version,
                version_type="external_gte",
            )


def test_what_the_index_lacks_is_sent_again_and_what_nobody_knows_is_kept(
    indexed: Archive,
) -> None:
    before, earlier = indexed.documents(), indexed.documents("-revisions")
    damage(indexed)
    (indexed.data / CLUSTERS).write_bytes(os.urandom(8192))
    warc = max((indexed.data / SITE / WARC).iterdir())
    os.truncate(warc, warc.stat().st_size - 100)

    said = indexed.khotin("doctor", code=9).stderr
    for line in (
        "2 in the ledger, not in the index",
        f"1 in the index, not in the ledger: {UNKNOWN}",
        "1 with another text in the index",
        "1 with an earlier text that is not in the index",
        f"{warc}: ",
        f"{indexed.data / CLUSTERS}: ",
    ):
        assert line in said

    left = indexed.khotin("doctor", "--repair", code=9).stderr
    assert f"1 in the index, not in the ledger: {UNKNOWN}" in left
    found = indexed.documents()
    assert found.pop("unknown")["key"] == UNKNOWN
    assert found == before
    assert indexed.documents("-revisions") == earlier
    assert UNKNOWN.partition(":")[2] in indexed.addresses(SITE, "pending")

    indexed.khotin("doctor", "--repair", "--delete-unknown")
    assert indexed.documents() == before
    (kept,) = (indexed.data / SITE / DAMAGED).glob("documents-*.jsonl")
    assert [json.loads(line)["key"] for line in kept.read_text().splitlines()] == [UNKNOWN]
    indexed.doctor()
