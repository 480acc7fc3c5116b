"""What a page does not say when it is first looked at is not lost: a whole article, or its date."""

import re
from dataclasses import replace
from datetime import date, datetime

from tests.pipeline.archive import Archive
from tests.pipeline.test_keeping_up import BEFORE, SITE, VanQuan, documents, ids, run
from tests.portals.answer import Answer, Request
from tests.portals.markup import VIETNAM
from tests.portals.story import Story

KEPT, LISTED = BEFORE[:5], BEFORE[5:7]


def shown(stories: list[Story]) -> VanQuan:
    return VanQuan(stories=[*KEPT, *stories])


def test_what_was_not_found_when_it_was_new_is_asked_for_again(archive: Archive) -> None:
    missing = [replace(story, missing=True) for story in LISTED]
    _, port = run(archive, shown(missing), 0, 0)
    assert documents(archive).keys() == ids(KEPT)
    assert archive.addresses(SITE, "not_found") == {str(story.id) for story in LISTED}
    run(archive, shown(LISTED), port, 2)
    assert documents(archive).keys() == ids([*KEPT, *LISTED])


class Dateless(VanQuan):
    """A portal whose redesign forgot the dates."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        return replace(answer, body=re.sub(rb"\d{1,2}/\d{1,2}/20\d\d", b"", answer.body))


def dates(archive: Archive) -> dict[int, date | None]:
    """Return the day of each document, in Viet Nam."""
    stated = {number: found["published_at"] for number, found in documents(archive).items()}
    return {
        n: at and datetime.fromisoformat(at).astimezone(VIETNAM).date() for n, at in stated.items()
    }


def test_dates_that_pages_had_lost_are_found_and_dates_that_were_known_are_kept(
    archive: Archive,
) -> None:
    _, port = run(archive, VanQuan(stories=KEPT), 0, 0)
    edited = [replace(story, body=(*story.body, "Cuộc họp kết thúc lúc trưa.")) for story in KEPT]
    run(archive, Dateless(stories=[*edited, *LISTED]), port, 2)
    known = {story.id: story.published_at.date() for story in KEPT}
    assert dates(archive) == known | dict.fromkeys(ids(LISTED))
    run(archive, VanQuan(stories=[*edited, *LISTED]), port, 4)
    assert dates(archive) == known | {story.id: story.published_at.date() for story in LISTED}
