"""Whose an answer is, what an import does to a ledger, and what it never does."""

import gzip
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from crawler.errors import Busy
from crawler.extraction import extract_captures
from crawler.folders import ledger_path
from crawler.ledger import Ledger
from crawler.lock import hold_lock
from crawler.outcomes import Outcome, State
from crawler.revisions import heads
from tests.conftest import CHECKOUT
from tests.importing.warcs import (
    DATE,
    HOST,
    LATER,
    SITE,
    Vault,
    address,
    answer,
    html,
    page,
    record,
    site,
)

DISTRICT = site(valid_until=date(2025, 6, 30))
COMMUNE = site(id="langson/na-sam", unit="6124", valid_from=date(2025, 7, 1))
HTML = "Content-Type: text/html; charset=utf-8"


def test_a_host_that_was_reused_mixes_no_units(vault: Vault) -> None:
    both = Vault(vault.folder, (DISTRICT, COMMUNE))
    # The day begins at 17:00 UTC of the day before.
    dates = ["2025-06-30T16:59:59Z", "2025-06-30T17:00:00Z"]
    path = both.write("a.warc.gz", [page(1, date=at) for at in dates])
    report = both.take(path)
    assert report.portals == {SITE: {"captured": 1}, COMMUNE.id: {"captured": 1}}
    assert both.captured() == [(address(1), dates[0])]
    assert both.captured(COMMUNE.id) == [(address(1), dates[1])]


def test_what_belongs_to_no_portal_is_counted(vault: Vault) -> None:
    until = Vault(
        vault.folder, (DISTRICT, site(id="langson/xa", start_urls=["http://xa.example/"]))
    )
    elsewhere = record("http://other.example/a-1.html", answer(html(), HTML))
    chosen = record("http://xa.example/a-1.html", answer(html(), HTML))
    path = until.write("a.warc.gz", [page(1, None, "2025-07-01T00:00:00Z"), elsewhere, chosen])
    report = until.take(path, chosen=[DISTRICT])
    assert report.elsewhere == {"other_days": 1, "no_portal": 1, "not_chosen": 1}
    assert not until.data.exists()


def test_portals_on_one_host_are_told_apart_by_their_paths(vault: Vault) -> None:
    host = "quang.example"
    parts = [
        site(id=f"quang/{name}", start_urls=[f"https://{host}:443/portal/{name}/tin-tuc"])
        for name in ("nong-son", "que-son")
    ]
    shared = Vault(vault.folder, tuple(parts))
    urls = [f"https://{host}/portal/{name}/a-1.html" for name in ("nong-son", "que-son", "khac")]
    path = shared.write("a.warc.gz", [record(url, answer(html(), HTML)) for url in urls])
    report = shared.take(path)
    assert [shared.captured(part.id) for part in parts] == [[(url, DATE)] for url in urls[:2]]
    assert report.elsewhere == {"several_portals": 1}


def seen(vault: Vault, key: str, state: State, at: str, url: str = address(1)) -> None:
    """Let a crawl have settled an address."""
    moment = int(datetime.fromisoformat(at).timestamp() * 1000)
    with Ledger(ledger_path(vault.data, SITE)) as ledger, ledger.transaction():
        ledger.add_addresses([(key, url)], 1)
        ledger.settle_address(Outcome(key, url, state), moment)


KEY = address(1).partition("://")[2]


def test_a_page_not_found_in_the_past_marks_nothing(vault: Vault) -> None:
    missing = answer(html("404"), HTML, status="HTTP/1.1 404 Not Found")
    assert vault.count(vault.write("a.warc.gz", [page(1)])) == {"captured": 1}
    path = vault.write("b.warc.gz", [record(address(1), missing, date=LATER)])
    assert vault.count(path) == {"not_found": 1}
    assert vault.rows("SELECT state, gone_since FROM address") == [("captured", None)]


def test_an_old_page_overwrites_no_newer_state(vault: Vault) -> None:
    newer = address(1).replace("http:", "https:")
    seen(vault, KEY, State.CAPTURED, "2024-01-01T00:00:00+00:00", newer)
    before = vault.rows("SELECT * FROM address")
    with Ledger(ledger_path(vault.data, SITE)) as ledger, ledger.transaction():
        ledger.execute("UPDATE address SET gone_since = 1704067200001")
    gone = vault.rows("SELECT * FROM address")
    assert gone != before
    assert vault.count(vault.write("a.warc.gz", [page(1)])) == {"captured": 1}
    assert vault.rows("SELECT * FROM address") == gone


def test_an_article_that_its_portal_lost_is_an_article_again(vault: Vault) -> None:
    seen(vault, KEY, State.NOT_FOUND, "2024-01-01T00:00:00+00:00")
    assert vault.count(vault.write("a.warc.gz", [page(1)])) == {"captured": 1}
    assert vault.states() == {address(1): "captured"}


def test_texts_are_ordered_by_their_time_not_by_their_import(vault: Vault) -> None:
    texts = {DATE: "Tám nghị quyết.", LATER: "Chín nghị quyết.", "2022-05-01T00:00:00Z": "Bảy."}
    paths = [
        vault.write(f"{n}.warc.gz", [page(1, html(text=text), at)])
        for n, (at, text) in enumerate(texts.items())
    ]
    for path in (paths[1], paths[0], paths[2]):
        vault.take(path)
        assert extract_captures(vault.sites, vault.data, workers=1).problems == []
    with Ledger(ledger_path(vault.data, SITE)) as ledger:
        (head,) = heads(ledger)
    assert (head.rank, head.article.captured_at) == (3, datetime.fromisoformat(LATER))
    assert any("Chín nghị quyết." in part for part in head.article.body)
    assert head.first_seen_at == int(datetime(2022, 5, 1, tzinfo=UTC).timestamp() * 1000)


def test_other_addresses_of_an_article_are_copies_for_a_day(vault: Vault) -> None:
    copies = [address(1).replace(f"{HOST}/", f"{HOST}/{part}/") for part in ("vi", "en")]
    block = answer(html(), HTML)
    records = [page(1), *(record(url, block, date="2023-01-02T20:00:00Z") for url in copies)]
    records.append(record(copies[0], block, date="2023-01-09T00:00:00Z"))
    path = vault.write("a.warc.gz", records)
    assert vault.count(path) == {"captured": 2, "copy": 2}
    assert vault.captured() == [(address(1), DATE), (copies[0], "2023-01-09T00:00:00Z")]
    assert vault.count(path) == {"known": 2, "copy": 2}


def lists() -> list[bytes]:
    """Return a list page, a feed and a packed sitemap, with an article each, and a page without."""
    home = f"http://{HOST}"
    pages = {
        f"{home}/tin-tuc": (html(links=f'<a href="{address(1)}">Bài</a>'), HTML),
        f"{home}/rss": (
            f"<?xml version='1.0'?><rss version='2.0'><channel><item><link>{address(2)}</link>"
            "</item></channel></rss>".encode(),
            "Content-Type: application/rss+xml",
        ),
        f"{home}/sitemap.xml.gz": (
            gzip.compress(
                f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                f"<url><loc>{address(3)}</loc></url></urlset>".encode()
            ),
            "Content-Type: application/gzip",
        ),
        f"{home}/lien-he": (html(), HTML),
        f"{home}/logo.png": (b"\x89PNG", "Content-Type: image/png"),
    }
    return [record(url, answer(body, kind)) for url, (body, kind) in pages.items()]


def test_lists_are_kept_and_their_links_wait_for_the_crawl(vault: Vault) -> None:
    path = vault.write("a.warc.gz", lists())
    found = {"list": 3, "new_addresses": 3, "no_links": 1, "not_html": 1}
    assert vault.count(path) == found
    assert vault.states() == {address(number): "pending" for number in (1, 2, 3)}
    assert sum(data.count(b"\x1f\x8b\x08") for data in vault.kept().values()) >= 4
    before = vault.kept()
    assert vault.count(path) == {"known_list": 3, "no_links": 1, "not_html": 1}
    assert vault.kept() == before


def test_a_busy_portal_is_left_alone_and_the_others_go_on(vault: Vault) -> None:
    other = site(id="langson/xa", start_urls=["http://xa.example/"])
    two = Vault(vault.folder, (*vault.sites, other))
    url = "http://xa.example/a-1.html"
    path = two.write("a.warc.gz", [page(1), record(url, answer(html(), HTML)), page(2)])
    with hold_lock(two.data / SITE / "crawl.lock"):
        report = two.take(path)
    assert report.portals == {SITE: {"busy": 2}, other.id: {"captured": 1}}
    assert [type(error) for error in report.errors] == [Busy]
    assert two.take(path).portals[SITE] == Counter(captured=2)


KILLED = """
import os, signal, sys
from pathlib import Path
from crawler.importing.imports import import_sources
from tests.importing.warcs import site

def progress(done, total):
    if done > total // 2:
        os.kill(os.getpid(), signal.SIGKILL)

import_sources([Path(sys.argv[1])], [site()], Path(sys.argv[2]), progress=progress)
"""


def test_an_import_that_was_killed_is_gone_on_with(vault: Vault) -> None:
    count = 800
    path = vault.write("a.warc.gz", [page(number) for number in range(count)])
    command = [sys.executable, "-c", KILLED, str(path), str(vault.data)]
    assert subprocess.run(command, cwd=CHECKOUT, check=False).returncode == -signal.SIGKILL
    done = len(vault.captured())
    assert 0 < done < count
    assert vault.count(path) == {"captured": count - done, "known": done}
    assert {url for url, _ in vault.captured()} == {address(number) for number in range(count)}


@pytest.mark.parametrize("name", ["a.warc.gz", "b.warc"])
def test_a_folder_of_files(vault: Vault, name: str) -> None:
    folder = vault.folder / "warcs" / "2023"
    folder.mkdir(parents=True)
    record_bytes = page(1)
    (folder / name).write_bytes(
        gzip.compress(record_bytes) if name.endswith("gz") else record_bytes
    )
    assert vault.count(vault.folder / "warcs") == {"captured": 1}
