"""A genuine ASP.NET WebForms portal, by posts alone: it judges the crawl, and the replica too.

It runs on Mono and nginx. WEBFORMS_ARTICLES sets how many articles it holds: 137 take some
seconds, the 3,435 of the portal that it stands for four to six minutes, so they are asked for.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.dates import VIETNAM
from crawler.page import Page
from crawler.platforms.webforms import WebForms
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.recorded import fetch, fetch_page

ARTICLES = int(os.environ.get("WEBFORMS_ARTICLES", "137"))
PER_PAGE = 5
SITE = "yenbai/mu-cang-chai"
REPLICA_LIST = "/noidung/tintuc/Pages/danh-sach-tin.aspx?l=TinTuc&lv=4"
NEEDED = ("fastcgi-mono-server4", "nginx", "bash", "python3")


@pytest.fixture(scope="module")
def genuine(shared: Path) -> Iterator[str]:
    """Serve the genuine portal and give its list's address."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no ASP.NET server: {', '.join(missing)} not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["bash", str(shared / "webforms" / "serve.sh"), str(port), str(ARTICLES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        try:
            yield url
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def served(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the portal was told to serve: date, title, writer and paragraphs by number."""
    folder = tmp_path_factory.mktemp("articles")
    script = shutil.copy(shared / "webforms" / "make_articles.py", folder)
    subprocess.run([sys.executable, script, str(ARTICLES)], check=True)
    lines = (folder / "App_Data" / "articles.tsv").read_text(encoding="utf-8").splitlines()
    return {number: facts for number, *facts in (line.split("\t") for line in lines)}


def test_every_article_once_by_posts_alone(
    genuine: str, served: dict[str, list[str]], tmp_path: Path
) -> None:
    archive = Archive(tmp_path, "http://127.0.0.1:9", "unused")
    archive.add_site(SITE, "webforms", genuine, unit="137")
    archive.khotin("crawl")
    archive.khotin("extract")
    lines = archive.khotin("articles", "--json").stdout.splitlines()
    articles = [json.loads(line) for line in lines]
    assert len(articles) == len(served) == ARTICLES
    found = {article["key"].rpartition("/")[2]: article for article in articles}
    assert found.keys() == served.keys()
    for number, (date, title, writer, text) in served.items():
        article = found[number]
        moment = datetime.fromisoformat(date).replace(second=0, tzinfo=VIETNAM)
        assert article["title"] == title
        assert article["published_at"] == moment.isoformat()
        assert article["published_from"] == "label"
        assert article["authors"] == [writer]
        assert article["body"] == text.split("|")
    pages = -(-ARTICLES // PER_PAGE)
    first = _report(archive)
    assert first["counters"]["lists/new"] == pages
    assert first["requests"] == 1 + pages + ARTICLES  # robots.txt, lists, articles
    archive.khotin("crawl")
    second = _report(archive)
    assert second["counters"]["lists/nothing_new"] <= 2
    assert second["requests"] < 10
    assert "articles/captured" not in second["counters"]


def _report(archive: Archive) -> dict[str, Any]:
    """Return the report of the last run."""
    latest = max((archive.data / SITE / "runs").glob("*.json"), key=lambda path: path.name[-11:])
    report: dict[str, Any] = json.loads(latest.read_text(encoding="utf-8"))
    return report


@pytest.fixture(params=["genuine", "replica"])
def list_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a list on the genuine portal and on the replica."""
    if request.param == "genuine":
        yield request.getfixturevalue("genuine")
        return
    with serve("webforms") as portal:
        yield portal.url + REPLICA_LIST


def test_a_post_is_good_for_its_own_page_alone(list_address: str) -> None:
    """Whatever the genuine server refuses, the replica refuses."""
    platform = WebForms()
    first = platform.parse_list(fetch_page(list_address))
    own = dict(first.next_form)
    onward = fetch(list_address, first.next_form)
    second = platform.parse_list(Page(list_address, onward.body))
    state = own["__VIEWSTATE"]
    altered = state[:60] + ("A" if state[60] != "A" else "B") + state[61:]
    foreign = dict(second.next_form)["__EVENTVALIDATION"]
    posts = {
        "no validation": {k: v for k, v in own.items() if k != "__EVENTVALIDATION"},
        "no state": {k: v for k, v in own.items() if not k.startswith("__V")}
        | {"__EVENTVALIDATION": ""},
        "altered": own | {"__VIEWSTATE": altered},
        "not offered": own | {"__EVENTARGUMENT": "Page$12"},
        "another page's": own | {"__EVENTVALIDATION": foreign},
    }
    answers = {name: fetch(list_address, post.items()).status for name, post in posts.items()}
    assert onward.status == 200
    assert answers == dict.fromkeys(posts, 500)
    assert set(first.articles).isdisjoint(second.articles)
    idle = own | {"__EVENTTARGET": "", "__EVENTARGUMENT": ""}
    assert fetch(list_address, idle.items()).status == 200


def test_unknown_item_answers_200_and_is_not_found(genuine: str) -> None:
    page = fetch_page(genuine.replace("danh-sach-tin.aspx", "chi-tiet-tin-tuc.aspx?ItemID=1"))
    assert WebForms().is_not_found(page)
