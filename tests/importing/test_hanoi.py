"""A part of the recorded Hanoi portal, crawled and imported: the documents are the same.

With `SECTIONS = None` it is the whole portal, 2,083 articles.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.extraction import extract_captures
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.revisions import heads
from crawler.site import load_sites
from indexer.documents import History, Portal, build_document
from tests.importing.hanoi import RECORDED_ON, HanoiPages
from tests.importing.warcs import Vault
from tests.pipeline.archive import Archive
from tests.pipeline.recorded import replay
from tests.portals.recorded import load_recorded

SITE = "hanoi/sotttt"
PORT = 8806
SECTIONS: tuple[str, ...] | None = ("thanh-tra", "luatthudo", "dssdt")
CAPTURE_FACTS = {"captured_at", "warc_file", "warc_offset"}


def documents(data: Path) -> dict[str, dict[str, Any]]:
    """Return what Elasticsearch would hold of every article, apart from capture facts, by key."""
    history = History(datetime(2022, 8, 27, tzinfo=UTC), datetime(2022, 8, 27, tzinfo=UTC))
    portal = Portal("Sở Thông tin và Truyền thông thành phố Hà Nội")
    with Ledger(ledger_path(data, SITE)) as ledger:
        found = {
            head.key: build_document(
                head.article, portal=portal, history=replace(history, revision=head.rank)
            ).to_dict()
            for head in heads(ledger)
        }
    return {
        key: {name: value for name, value in document.items() if name not in CAPTURE_FACTS}
        for key, document in found.items()
    }


def test_the_imported_portal_is_the_crawled_one(shared: Path, tmp_path: Path) -> None:
    pages = HanoiPages(load_recorded("hanoi-portal"), SECTIONS)
    part = pages.write_corpus(shared, tmp_path / "shared")
    crawled = Archive(tmp_path, "http://127.0.0.1:1", "unused")
    starts = SECTIONS or ("bao-chi-xuat-ban", "cong-nghe-thong-tin", "thanh-tra", "ttcqdt")
    with replay(part, "hanoi-portal", PORT, tmp_path / "log") as portal:
        urls = [f"{portal.url}/{section}" for section in starts]
        crawled.add_site(SITE, "liferay62", *urls, unit="01", connections=8)
        crawled.khotin("crawl", code=None)
    sites = tuple(load_sites(tmp_path / "sites").values())
    vault = Vault(tmp_path / "imported", sites)
    vault.folder.mkdir()
    path = vault.write("hanoi.warc.gz", pages.records(portal))

    counted = vault.count(path)
    for data in (crawled.data, vault.data):
        assert extract_captures(sites, data, workers=2).problems == []
    before = documents(crawled.data)
    assert before.keys() <= pages.articles
    assert len(before) > len(pages.articles) * 0.9
    assert documents(vault.data) == before
    assert counted["captured"] == len(before)
    assert {at for _, at in vault.captured(SITE)} == {RECORDED_ON}

    kept = vault.kept(SITE)
    again = vault.count(path)
    assert (again["known"], again["captured"], again["new_addresses"]) == (len(before), 0, 0)
    assert vault.kept(SITE) == kept
    assert len(vault.captured(SITE)) == len(before)
