"""Conditional requests: distrusted until a portal has proved its validators, never after a lie."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator, WarcRecordType

from tests.pipeline.archive import Archive
from tests.portals import Served, serve
from tests.portals.answer import Answer, Request
from tests.portals.generic import ARTICLE, Generic
from tests.portals.story import Story, load_stories

SITE = "tiengiang/cai-be"
STORIES = load_stories("generic")
DAYS = 150


class Tagged(Generic):
    """Answers articles with an ETag of their text, and 304 to who has it."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        found = ARTICLE.fullmatch(request.path)
        if found is None or answer.status != 200:
            return answer
        answer.headers["ETag"] = tag = self.tag(self.by_id[int(found[1])])
        if request.headers.get("if-none-match") == tag:
            return Answer(b"", 304, headers={"ETag": tag})
        return answer

    def tag(self, story: Story) -> str:
        return f'"{hashlib.sha256(repr(story).encode()).hexdigest()[:16]}"'


class Lying(Tagged):
    """Keeps an article's ETag when its text is edited."""

    def tag(self, story: Story) -> str:
        return f'"{story.id}"'


def edited(*places: int) -> list[Story]:
    """Return the articles, some with a sentence more."""
    more = "Tin sẽ được tiếp tục cập nhật."
    return [
        replace(story, body=(*story.body, more)) if place in places else story
        for place, story in enumerate(STORIES)
    ]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path, "http://127.0.0.1:1", "unused")


def look(archive: Archive, kind: type[Tagged], runs: Sequence[Sequence[Story]]) -> list[Served]:
    """Crawl and extract once a state of the portal, months apart; return what was asked."""
    port, asked = 0, []
    for number, stories in enumerate(runs):
        archive.extra["KHOTIN_CLOCK_OFFSET"] = str(number * DAYS * 86400)
        with serve(kind(stories=stories), port=port) as portal:
            if not port:
                port = int(portal.url.rpartition(":")[2])
                pattern = str(Generic.options["article_pattern"])
                starts = (portal.url + path for path in Generic.starts)
                archive.add_site(SITE, "generic", *starts, article_pattern=pattern)
            archive.khotin("crawl")
            archive.khotin("extract")
        asked.append(portal)
    return asked


def statuses(portal: Served) -> Counter[int]:
    return Counter(s for _, s, path in portal.requests if ARTICLE.fullmatch(path))


def test_a_portal_that_proved_its_validators_is_asked_conditionally(archive: Archive) -> None:
    states = [STORIES, edited(1, 2, 3), edited(1, 2, 3, 9)]
    first, second, third = look(archive, Tagged, states)
    assert statuses(first) == statuses(second) == {200: len(STORIES)}, "not believed yet"
    assert statuses(third) == {304: len(STORIES) - 1, 200: 1}
    articles = archive.khotin("articles", "--json").stdout.splitlines()
    assert len(articles) == len(STORIES)
    assert sum("Tin sẽ được tiếp tục" in line for line in articles) == 4
    (report,) = sorted((archive.data / SITE / "runs").glob("*-000003.json"))
    counters = json.loads(report.read_text(encoding="utf-8"))["counters"]
    assert counters["articles/unchanged"] == len(STORIES) - 1
    newest = max((archive.data / SITE / "warc").glob("*.warc.gz"), key=lambda p: p.name)
    with newest.open("rb") as file:
        revisits = list(ArchiveIterator(file, record_types=WarcRecordType.revisit))
    assert len(revisits) == len(STORIES) - 1


def test_a_portal_that_lied_once_is_never_asked_conditionally(archive: Archive) -> None:
    states = [STORIES, edited(1, 2, 3), edited(1, 2, 3, 9)]
    third = look(archive, Lying, states)[-1]
    assert statuses(third) == {200: len(STORIES)}
    articles = archive.khotin("articles", "--json").stdout.splitlines()
    assert sum("Tin sẽ được tiếp tục" in line for line in articles) == 4
