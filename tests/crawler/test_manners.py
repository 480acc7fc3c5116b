"""Manners, from the portal's own log: who was asked, when, how many at once, and what was not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.dates import VIETNAM
from tests.pipeline.archive import Archive
from tests.portals.answer import Answer, Request, page, redirect
from tests.portals.generic import Generic
from tests.portals.server import Served, serve

SITE = "mau/cai-be"
SLACK = 0.2
"""Seconds by which the log may note a request late on a busy machine."""
EVENING = "20:00-06:00"


class Mannered(Generic):
    """A portal with a robots.txt of the test's own; it notes who asks."""

    def __init__(self, *answers: Answer) -> None:
        """Take what robots.txt answers, the last one for good."""
        super().__init__()
        self.answers = list(answers)
        self.agents: set[str] = set()

    def answer(self, request: Request) -> Answer:
        self.agents.add(request.agent)
        if request.path != "/robots.txt":
            return super().answer(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def robots(*lines: str) -> Answer:
    """Return a robots.txt for everyone."""
    return page("\n".join(("User-agent: *", *lines)), content_type="text/plain")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive that is never indexed."""
    return Archive(tmp_path, "http://127.0.0.1:9", "none")


def crawl(archive: Archive, portal: Served, code: int, **entry: object) -> dict[str, Any]:
    """Crawl a portal from its start pages; return the crawl's result."""
    starts = [portal.url + path for path in Generic.starts]
    options = {**Generic.options, **entry}
    archive.add_site(SITE, Generic.platform, *starts, unit=Generic.unit, **options)
    (result,) = json.loads(archive.khotin("crawl", "--json", code=code).stdout)
    return dict(result)


def paths(portal: Served) -> list[str]:
    """Return what a portal was asked."""
    return [path for _, _, path in portal.requests]


@pytest.mark.parametrize(
    ("entry", "line", "delay", "connections"),
    [
        ({"delay": 0.1}, "", 0.1, 1),
        ({"delay": 0.02}, "Crawl-delay: 0.1", 0.1, 1),
        ({}, "Request-rate: 10/1s", 0.1, 1),
        ({"delay": 0.05, "connections": 2}, "", 0.05, 2),
    ],
    ids=["entry", "crawl-delay", "request-rate", "two connections"],
)
def test_politeness_as_the_portal_measures_it(
    archive: Archive, entry: dict[str, object], line: str, delay: float, connections: int
) -> None:
    replica = Mannered(robots(line, "Disallow: /*page=2"))
    with serve(replica, latency=0.01 if connections == 1 else 0.12) as portal:
        crawl(archive, portal, 10, **entry)
    moments = [moment for moment, _, _ in portal.requests]
    assert len(moments) > 12
    for first, moment in enumerate(moments):
        for steps, later in enumerate(moments[first:]):
            assert later - moment >= steps * delay - SLACK
    assert portal.most_at_once == connections
    assert [path for path in paths(portal) if "page=2" in path] == []
    (agent,) = replica.agents
    assert agent.startswith("KhoTin/")
    assert "(+http" in agent


def test_a_portal_that_forbids_all_is_asked_for_nothing_else(archive: Archive) -> None:
    with serve(Mannered(robots("Disallow: /"))) as portal:
        result = crawl(archive, portal, 10)
    assert result["outcome"] == "robots_txt"
    assert paths(portal) == ["/robots.txt"]


def test_a_robots_txt_that_moved_is_followed(archive: Archive) -> None:
    moved = redirect("/robots.txt?ban=2")
    with serve(Mannered(moved, robots("Disallow: /"))) as portal:
        assert crawl(archive, portal, 10)["outcome"] == "robots_txt"
    assert paths(portal) == ["/robots.txt", "/robots.txt?ban=2"]


def test_nothing_is_asked_until_robots_txt_is_known(archive: Archive) -> None:
    broken = page("lỗi", 500)
    with serve(Mannered(broken, broken, robots("Disallow: /dang-nhap"))) as portal:
        result = crawl(archive, portal, 0)
    assert paths(portal)[:4] == ["/robots.txt", "/robots.txt", "/robots.txt", "/tin-tuc"]
    assert result["counters"]["failures/RobotsUnreachable"] == 2
    assert result["counters"]["articles/captured"] == 23


@pytest.mark.parametrize(("seconds", "asked"), [(3600, 1), (0, 9)], ids=["long", "for ever"])
def test_a_portal_that_asks_for_too_much_is_left_alone(
    archive: Archive, seconds: int, asked: int
) -> None:
    with serve(Mannered(Answer(b"", 429, headers={"Retry-After": str(seconds)}))) as portal:
        assert crawl(archive, portal, 10)["outcome"] == "asked_to_wait"
    assert paths(portal) == ["/robots.txt"] * asked


class Resting(Mannered):
    """A portal whose second list page is answered 503 at first, until a moment in 7 seconds."""

    def answer(self, request: Request) -> Answer:
        if request.query.get("page") == "2" and "page=2" not in self.agents:
            self.agents.add("page=2")
            moment = datetime.now(UTC) + timedelta(seconds=7)
            header = {"Retry-After": format_datetime(moment, usegmt=True)}
            return Answer(b"", 503, headers=header)
        return super().answer(request)


def test_a_503_with_a_date_rests_the_whole_portal(archive: Archive) -> None:
    with serve(Resting(robots())) as portal:
        result = crawl(archive, portal, 0)
    refused = next(n for n, (_, status, _) in enumerate(portal.requests) if status == 503)
    rest = portal.gaps[refused]
    assert rest > 5, "a date in whole seconds"
    assert result["counters"]["pauses"] == 1
    assert result["counters"]["articles/captured"] == 23


def at(moment: str, archive: Archive) -> Archive:
    """Return the archive with its clock at a time of day in Vietnam."""
    now = datetime.now(VIETNAM)
    hour, minute, second = map(int, moment.split(":"))
    wanted = now.replace(hour=hour, minute=minute, second=second)
    offset = {"KHOTIN_CLOCK_OFFSET": str((wanted - now).total_seconds())}
    return replace(archive, extra=offset)


def test_outside_its_hours_a_portal_is_left_for_later(archive: Archive) -> None:
    with serve("generic") as portal:
        result = crawl(at("12:00:00", archive), portal, 0, hours=EVENING)
    assert result["outcome"] == "outside_hours"
    assert portal.requests == []


def test_a_crawl_stops_in_good_order_when_its_hours_end_and_goes_on(archive: Archive) -> None:
    with serve("generic", latency=0.8) as portal:
        first = crawl(at("05:59:38", archive), portal, 0, hours=EVENING)
        seen = len(portal.requests)
        second = crawl(at("23:00:00", archive), portal, 0, hours=EVENING)
    assert first["outcome"] == "outside_hours"
    assert 0 < first["counters"]["articles/captured"] < 23
    assert second["outcome"] == "finished"
    captured = [result["counters"]["articles/captured"] for result in (first, second)]
    assert sum(captured) == 23
    assert len(portal.requests) - seen < 23 + 8
