"""An article that a list names before its page can be read is not lost."""

from dataclasses import replace

from tests.pipeline.archive import Archive
from tests.pipeline.test_keeping_up import BEFORE, SITE, VanQuan, documents, ids, run
from tests.portals.story import Story

KEPT, LISTED = BEFORE[:4], BEFORE[4:6]


def shown(stories: list[Story]) -> VanQuan:
    return VanQuan(stories=[*KEPT, *stories])


def test_what_was_not_found_when_it_was_new_is_asked_for_again(archive: Archive) -> None:
    missing = [replace(story, missing=True) for story in LISTED]
    _, port = run(archive, shown(missing), 0, 0)
    assert documents(archive).keys() == ids(KEPT)
    assert archive.addresses(SITE, "not_found") == {str(story.id) for story in LISTED}
    run(archive, shown(LISTED), port, 2)
    assert documents(archive).keys() == ids([*KEPT, *LISTED])
