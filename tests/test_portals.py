"""The replicas serve what their data say, with the faults that are asked for, by one command."""

import http.client
import os
import re
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.page import Page
from crawler.reading.attachments import MEDIA_TYPES
from tests.portals import PORTALS, expected, serve
from tests.portals.recorded import fetch, fetch_page
from tests.portals.story import load_stories

FILE_TYPES = frozenset(MEDIA_TYPES.values())
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with ExitStack() as stack:
        yield {name: stack.enter_context(serve(name)).url for name in PORTALS}


# What the replicas hold


def test_enough_articles_and_each_in_nfc() -> None:
    stories = [story for name in PORTALS for story in load_stories(name)]
    assert len(stories) >= 66
    for story in stories:
        text = "\n".join((story.title, story.lead, *story.paragraphs))
        assert unicodedata.is_normalized("NFC", text), story.title
        assert story.published_at.utcoffset() is not None


@pytest.mark.parametrize("name", PORTALS)
def test_every_article_is_served_with_its_facts(name: str, urls: dict[str, str]) -> None:
    for facts in expected(name):
        page = fetch_page(urls[name] + facts["path"])
        shown = unicodedata.normalize("NFC", " ".join(page.root.text_content().split()))
        assert facts["title"] in shown
        assert facts["lead"] in shown
        for text in (*facts["captions"], *facts["authors"], facts["source"], facts["office"]):
            assert text in shown
        for text in facts["body"]:
            assert all(cell in shown for cell in text.split(" | "))
        assert "Cổng mẫu dùng cho kiểm thử" in shown
        for file in facts["attachments"]:
            assert fetch(urls[name] + file["path"]).headers["Content-Type"] in FILE_TYPES
        for image in facts["images"]:
            assert fetch(urls[name] + image["path"]).headers["Content-Type"] == "image/png"


ARTICLE = {
    "liferay62": re.compile(r"/-/view_content/(\d+)"),
    "nukeviet": re.compile(r"^/[a-z-]+/[a-z0-9-]+-(\d+)\.html$"),
    "generic": re.compile(r"^/(?:tin-tuc|thong-bao)/[a-z0-9-]+-(\d+)\.htm$"),
}


@pytest.mark.parametrize("name", ARTICLE)
def test_lists_lead_to_every_article(name: str, urls: dict[str, str]) -> None:
    """Follow every link that is no article's, as a crawl does, and collect the articles' ids."""
    base, seen, found = urls[name], set[str](), set[int]()
    queue = [f"{base}/{section}" for section in PORTALS[name].sections]
    while queue:
        url = queue.pop()
        if url in seen or len(seen) > 400:
            continue
        seen.add(url)
        reply = fetch(url)
        if reply.status in (301, 302):
            queue.append(urljoin(url, reply.headers["Location"]))
            continue
        if "html" not in reply.headers["Content-Type"]:
            continue
        for link in Page(url, reply.body, reply.headers["Content-Type"]).many(
            "main a, #main a, #body a"
        ):
            target = urljoin(url, link.get("href", ""))
            if not target.startswith(base):
                continue
            if article := ARTICLE[name].search(urlsplit(target).path):
                found.add(int(article[1]))
            elif "javascript" not in target:
                queue.append(target.partition("#")[0])
    assert found == {story.id for story in load_stories(name)}


def test_edited_changes_three_articles_and_no_sitemap() -> None:
    before = {facts["id"]: facts for facts in expected("nukeviet")}
    after = {facts["id"]: facts for facts in expected("nukeviet", edited=True)}
    changed = {number for number, facts in after.items() if facts != before[number]}
    assert changed == {14, 21, 23}
    with serve("nukeviet") as first, serve("nukeviet", edited=True) as second:
        maps = [fetch(f"{s.url}/sitemap-vi.news.xml").body for s in (first, second)]
        dates = [re.findall(rb"<lastmod>(.*?)</lastmod>", text) for text in maps]
    assert dates[0] == dates[1]


def test_counters_and_tokens_differ_at_every_fetch(urls: dict[str, str]) -> None:
    path = expected("nukeviet")[0]["path"]
    first, second = (fetch(urls["nukeviet"] + path).body for _ in range(2))
    assert first != second


# The faults


def test_flood_blocker_answers_429_and_says_when_to_return() -> None:
    with serve("nukeviet", flood=3) as portal:
        replies = [fetch(f"{portal.url}/robots.txt") for _ in range(5)]
    assert [reply.status for reply in replies] == [200, 200, 200, 429, 429]
    assert replies[-1].headers["Retry-After"] == "59"
    assert [status for _, status, _ in portal.requests] == [200, 200, 200, 429, 429]


def test_failures_and_broken_responses(tmp_path: Path) -> None:
    log = tmp_path / "requests.tsv"
    with serve("generic", fail_every=2, drop_every=3, log=log) as portal:
        assert fetch(f"{portal.url}/tin-tuc").status == 200
        assert fetch(f"{portal.url}/tin-tuc").status == 503
        with pytest.raises(http.client.IncompleteRead):
            fetch(f"{portal.url}/tin-tuc")
    assert [line.split("\t")[1:] for line in log.read_text().splitlines()] == [
        ["200", "/tin-tuc"],
        ["503", "/tin-tuc"],
        ["200", "/tin-tuc"],
    ]


# The command


def run(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"XDG_STATE_HOME": str(state)}
    command = [sys.executable, "-m", "tests.portals", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def free_ports() -> int:
    """Return a port from which on three are free."""
    for base in range(21000 + os.getpid() % 5000, 60000, 3):
        with socket.socket() as a, socket.socket() as b, socket.socket() as c:
            try:
                for place, listener in enumerate((a, b, c)):
                    listener.bind(("127.0.0.1", base + place))
            except OSError:
                continue
            return base
    pytest.fail("no three free ports")


def test_start_status_stop(tmp_path: Path) -> None:
    base = free_ports()
    option = f"--port-base={base}"
    try:
        first, again = run(tmp_path, "start", option), run(tmp_path, "start", option)
        assert first.returncode == 0, first.stderr
        assert again.stdout == first.stdout
        assert [fetch(f"http://127.0.0.1:{base + n}/").status for n in range(3)] == [200] * 3
        assert run(tmp_path, "status", option).returncode == 0
    finally:
        stopped = run(tmp_path, "stop", option)
    assert stopped.stdout == "stopped\n"
    assert run(tmp_path, "stop", option).stdout == "not running\n"
    assert run(tmp_path, "status", option).returncode == 1


@pytest.mark.parametrize("command", ["start", "serve"])
def test_port_in_use_is_one_line(tmp_path: Path, command: str) -> None:
    base = free_ports()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", base + 1))
        holder.listen()
        result = run(tmp_path, command, f"--port-base={base}")
    assert result.returncode == 6
    assert result.stderr.count("\n") == 1
    assert str(base + 1) in result.stderr
