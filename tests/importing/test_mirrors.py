"""Mirror folders: addresses and times back from file names, marks and logs."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.importing.imports import import_sources
from crawler.importing.sources import NoSuchSource
from tests.importing.warcs import HOST, SITE, Vault, address, html, site
from tests.portals import PORTALS, serve

COPIER = "by HTTrack Website Copier/3.x [XR&CO'2014], Fri, 16 Nov 2018 08:23:38 GMT"
MTIME = datetime(2019, 4, 30, 7, 8, 9, tzinfo=UTC)


def put(folder: Path, name: str, body: bytes | None = None) -> Path:
    """Write a page of a mirror, last modified at MTIME."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(html() if body is None else body)
    os.utime(path, (MTIME.timestamp(),) * 2)
    return path


def marked(place: str) -> bytes:
    return html(links=f"<!-- Mirrored from {place} {COPIER} -->")


def test_httrack_says_where_and_when_in_each_page(vault: Vault) -> None:
    folder = vault.folder / "mirror"
    put(folder, f"{HOST}/tin-tuc/a1b2.html", marked(address(1).partition("://")[2]))
    put(folder, f"{HOST}/tin-tuc/a3c4.html", marked(f"{HOST}/tin-tuc/x.aspx?id=bai-22.html"))
    put(folder, f"{HOST}/images/logo.png")
    put(folder, "hts-cache/old.html", marked(address(3).partition("://")[2]))
    assert vault.count(folder) == {"captured": 2, "not_html": 1}
    assert vault.captured() == [
        (address(1), "2018-11-16T08:23:38Z"),
        (f"http://{HOST}/tin-tuc/x.aspx?id=bai-22.html", "2018-11-16T08:23:38Z"),
    ]
    assert vault.count(folder) == {"known": 2, "not_html": 1}


def test_httrack_without_marks_has_a_table_and_a_log(vault: Vault) -> None:
    folder = vault.folder / "mirror"
    put(folder, f"{HOST}/mirror/a1b2.html")
    row = ["08:23:38", "9/9", "---M--", "200", "added ('OK')", "text/html", "date:x"]
    row += [address(1), f"/home/u/mirror/{HOST}/mirror/a1b2.html", "(from )"]
    put(folder, "hts-cache/new.txt", "\n".join(["date\tsize", "\t".join(row)]).encode())
    log = f"HTTrack3.49-4 launched on Fri, 16 Nov 2018 15:20:00 at http://{HOST}/\n"
    put(folder, "hts-log.txt", log.encode())
    report = vault.take(folder)
    assert report.portals == {SITE: {"captured": 1}}
    assert vault.captured() == [(address(1), "2018-11-16T08:20:00Z")], (
        "the log's time is Viet Nam's"
    )


PATTERN = r"[?/](?:[\w.-]+\.aspx|.*\d{2,}(?:\.html)?/?$)"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("tin/bai-10.html", "tin/bai-10.html"),
        ("tin/bai-10.html.1", "tin/bai-10.html"),
        ("tin/bai-10/index.html", "tin/bai-10/"),
        ("Pages/bai.aspx.html", "Pages/bai.aspx"),
        ("tin.php?id=10", "tin.php?id=10"),
        ("tin.php?id=10.html", "tin.php?id=10"),
        ("tin.php@p=2&id=10.html", "tin.php?p=2&id=10"),
        ("index.html?id=10", "?id=10"),
        ("chi-tiet-tin?%2Fgia-mit%2F3240.html", "chi-tiet-tin?/gia-mit/3240"),
        ("tin/hội-nghị-10.html", "tin/h%E1%BB%99i-ngh%E1%BB%8B-10.html"),
        ("tin/h%E1%BB%99i-10.html", "tin/h%E1%BB%99i-10.html"),
    ],
)
def test_wget_keeps_the_address_in_the_name(tmp_path: Path, name: str, path: str) -> None:
    vault = Vault(tmp_path, (site(article_pattern=PATTERN),))
    put(tmp_path / "mirror", f"{HOST}/{name}")
    assert vault.count(tmp_path / "mirror") == {"captured": 1, "dated_by_file": 1}
    assert vault.captured() == [(f"http://{HOST}/{path}", "2019-04-30T07:08:09Z")]
    assert vault.count(tmp_path / "mirror" / HOST) == {"known": 1}


def test_an_ending_that_wget_added_goes_where_the_page_says_so(tmp_path: Path) -> None:
    vault = Vault(tmp_path, (site(article_pattern=PATTERN),))
    own = f'<link rel="canonical" href="https://{HOST}/tin/bai-10">'
    put(tmp_path / "mirror", f"{HOST}/tin/bai-10.html", html(links=own))
    assert vault.count(tmp_path / "mirror")["captured"] == 1
    assert [url for url, _ in vault.captured()] == [f"http://{HOST}/tin/bai-10"]


@pytest.mark.parametrize("changed", ["", ".html"], ids=["-k", "-E-k"])
def test_the_page_before_its_links_were_changed_is_the_one(vault: Vault, changed: str) -> None:
    folder = vault.folder / "mirror"
    name = address(1).partition("://")[2]
    put(folder, name + changed, html(text="đã sửa", links='<a href="ho-i-nghi-3.html">Bài</a>'))
    put(folder, f"{name}.orig", html(links=f'<a href="{address(2)}">Bài</a>'))
    assert vault.count(folder) == {"captured": 1, "dated_by_file": 1, "new_addresses": 1}
    assert vault.pages()[0].body == html(links=f'<a href="{address(2)}">Bài</a>')
    assert vault.states() == {address(1): "captured", address(2): "pending"}


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(vault: Vault) -> None:
    folder = vault.folder / "mirror"
    put(folder, address(1).partition("://")[2])
    (folder / HOST / "tin-tuc" / "bai-0.html").symlink_to("nowhere")
    (folder / "b.warc.gz").symlink_to("nowhere")
    report = vault.take(folder)
    assert [error.exit_code for error in report.errors] == [9, 9]
    assert report.portals[SITE]["captured"] == 1
    with pytest.raises(NoSuchSource):
        vault.take(vault.folder / "nowhere")


def test_links_to_files_of_the_mirror_are_no_addresses(vault: Vault) -> None:
    links = (
        f'<a href="bai-3.html">Ba</a><a href="../bai-4.html">Bốn</a><a href="{address(2)}">Hai</a>'
    )
    put(vault.folder / "mirror", address(1).partition("://")[2], html(links=links))
    vault.take(vault.folder / "mirror")
    assert vault.states() == {address(1): "captured", address(2): "pending"}


def test_a_mirror_of_the_wayback_machine(vault: Vault) -> None:
    folder = vault.folder / "mirror" / "web.archive.org" / "web"
    put(folder / "20180203040506id_", f"http:/{address(1).partition('://')[2]}")
    put(folder / "20190203040506", f"http:/{HOST}/{address(1).rpartition('/')[2]}")
    put(folder / "20190203040506", "http:/other.example/a-1.html")
    report = vault.take(vault.folder / "mirror")
    assert report.elsewhere == {"no_portal": 1}
    assert vault.captured() == [
        (address(1), "2018-02-03T04:05:06Z"),
        (f"http://{HOST}/{address(1).rpartition('/')[2]}", "2019-02-03T04:05:06Z"),
    ]


def mirror_with(tool: str, url: str, folder: Path) -> None:
    """Mirror a portal's articles as people do; skips the test where the tool is not installed."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    options = {
        "wget": ["-q", "-r", "-l", "2", "-E", "-k", "-I", "/tin-tuc-su-kien", "-P"],
        "httrack": ["-q", "-r3", "-E8", "-s0", "-*", "+*/tin-tuc-su-kien/*.html", "-O"],
    }
    command = [tool, f"{url}/tin-tuc-su-kien/", *options[tool], str(folder)]
    subprocess.run(command, check=False, capture_output=True)


@pytest.mark.parametrize("tool", ["wget", "httrack"])
def test_a_real_mirror_of_a_served_portal(tmp_path: Path, tool: str) -> None:
    kind = PORTALS["nukeviet"]
    with serve("nukeviet") as portal:
        mirror_with(tool, portal.url, tmp_path / "mirror")
    entry = site(platform=kind.platform, article_pattern=None, start_urls=[f"{portal.url}/"])
    report = import_sources([tmp_path / "mirror"], [entry], tmp_path / "data")
    vault = Vault(tmp_path, (entry,))
    urls = {url for url, _ in vault.captured()}
    asked = {portal.url + path for _, _, path in portal.requests}
    assert len(urls) >= 5
    assert urls <= asked, "every address is one that the portal was asked for"
    assert report.portals[SITE]["captured"] == len(urls)
