"""A portal changes between two runs: what is new, edited, gone or moved is seen, and no more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest

from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.answer import Answer, Request, page
from tests.portals.markup import VIETNAM
from tests.portals.nukeviet import NukeViet
from tests.portals.story import Story

SITE = "langson/van-quan"
LATER = 14
"""Days between the two runs: every article is due for another look by then."""
TODAY = datetime.now(VIETNAM).replace(hour=8, minute=30, second=0, microsecond=0)


def story(number: int, day: int, text: str = "") -> Story:
    """Return an article that was published some days from today, another text for each number."""
    return Story(
        id=number,
        section="tin-tuc-su-kien",
        title=f"Xã Tràng Phái họp dân lần thứ {number} bàn việc làm đường",
        published_at=TODAY + timedelta(days=day),
        lead=f"Sáng nay, xã Tràng Phái tổ chức cuộc họp thứ {number} với bà con các thôn.",
        body=(
            f"Cuộc họp có {20 + number} hộ tham dự, mỗi hộ góp {number} ngày công để làm đường.",
            text or f"Tổ giám sát cộng đồng số {number} được bầu ngay tại cuộc họp.",
        ),
    )


BEFORE = [story(number, -2 * number) for number in range(1, 41)]
EDITED = {5, 17, 33}
DELETED = {9, 26}
MOVED = {12: 112}
NEW = {51: LATER, 52: LATER, 53: LATER - 1, 54: LATER - 1, 55: LATER - 2}
BACK_DATED = {56: LATER - 20, 57: LATER - 20}
"""By then the fifth and sixth of the month before: on the third page of four articles each."""


def after() -> list[Story]:
    found = [s for s in BEFORE if s.id not in DELETED | MOVED.keys()]
    edit = "Sửa lại: tổ giám sát cộng đồng có bảy thành viên, do bà con bầu chọn."
    found = [story(s.id, -2 * s.id, edit) if s.id in EDITED else s for s in found]
    found += [story(number, day) for number, day in (NEW | BACK_DATED).items()]
    found += [replace(story(old, -2 * old), id=new) for old, new in MOVED.items()]
    return sorted(found, key=lambda s: s.published_at, reverse=True)


class VanQuan(NukeViet):
    """A portal of one section."""

    sections: ClassVar[dict[str, str]] = {"tin-tuc-su-kien": "Tin tức - Sự kiện"}


class Maintenance(VanQuan):
    """Answers every address with a maintenance page, status 200."""

    def answer(self, request: Request) -> Answer:
        return page("<html><head><title>Hệ thống đang bảo trì</title></head><body>Xin quay lại sau")


class Emptied(VanQuan):
    """Answers every article with a real 404, its lists with no item: a botched redesign."""

    def answer(self, request: Request) -> Answer:
        return self.missing(request) if request.path.endswith(".html") else super().answer(request)


def run(archive: Archive, portal: VanQuan, port: int, days: int, code: int = 0) -> tuple[str, int]:
    """Run once, so many days later, against a state of the portal; return stderr and the port."""
    archive.extra["KHOTIN_CLOCK_OFFSET"] = str(days * 86400)
    with serve(portal, port=port) as served:
        if not port:
            archive.add_site(SITE, "nukeviet", served.url + "/")
        done = archive.khotin("run", code=code)
        return done.stderr, int(served.url.rpartition(":")[2])


def documents(archive: Archive) -> dict[int, dict[str, Any]]:
    """Return the documents by the article's number, without what every look moves."""
    found = archive.documents().values()
    return {int(d["key"].split(":")[1]): {**d, "last_seen_at": None} for d in found}


def ids(stories: Iterable[Story]) -> set[int]:
    return {s.id for s in stories}


@pytest.fixture
def first(archive: Archive) -> tuple[dict[int, dict[str, Any]], int]:
    """What a first run keeps, and the port that the registry names."""
    _, port = run(archive, VanQuan(stories=BEFORE), 0, 0)
    found = documents(archive)
    assert found.keys() == ids(BEFORE)
    return found, port


def test_what_changed_between_two_runs_and_nothing_else(
    archive: Archive, first: tuple[dict[int, dict[str, Any]], int]
) -> None:
    before, port = first
    position = [s.id for s in after()].index(56)
    assert 8 <= position < 12, "a back-dated article stands on the third page"
    run(archive, VanQuan(stories=after()), port, LATER)
    found = documents(archive)
    assert found.keys() - before.keys() == NEW.keys() | BACK_DATED.keys() | set(MOVED.values())
    assert {k for k, d in found.items() if d["revision"] == 2} == EDITED
    assert {k for k, d in found.items() if d["gone_since"]} == DELETED
    assert {k: d["moved_to"] for k, d in found.items() if d["moved_to"]} == {
        old: f"{SITE}:{new}" for old, new in MOVED.items()
    }
    assert {k for k, d in found.items() if d["moved_from"]} == set(MOVED.values())
    touched = EDITED | DELETED | MOVED.keys()
    assert {k for k in before if found[k] != before[k]} == touched
    earlier = archive.documents("-revisions").values()
    assert {d["content_hash"] for d in earlier} == {before[k]["content_hash"] for k in EDITED}
    archive.doctor()


@pytest.mark.parametrize("state", [Maintenance, Emptied])
def test_an_outage_changes_nothing_and_says_so(
    archive: Archive, first: tuple[dict[int, dict[str, Any]], int], state: type[VanQuan]
) -> None:
    before, port = first
    said, _ = run(archive, state(stories=BEFORE), port, LATER, code=10)
    assert documents(archive) == before
    assert SITE in said
    run(archive, VanQuan(stories=BEFORE), port, LATER + 1)
    assert documents(archive) == before
