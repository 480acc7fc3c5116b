"""A small portal that says what it is told to, for tests that run it often."""

from typing import ClassVar

from tests.portals.nukeviet import NukeViet
from tests.portals.story import Story, load_stories

SITE = "mau/van-quan"
STORIES = load_stories("nukeviet")[:8]
ARTICLES = len(STORIES)
EDIT = "Sửa lại: số liệu trong bài đã được kiểm tra lại và thay đổi."


class SmallPortal(NukeViet):
    """A portal of one section; `edits` of its articles, the newest first, have a further text."""

    sections: ClassVar[dict[str, str]] = {STORIES[0].section: "Tin tức"}

    def __init__(self, edits: int = 0) -> None:
        stories = [
            Story(
                id=each.id,
                section=STORIES[0].section,
                title=each.title,
                published_at=each.published_at,
                lead=each.lead,
                body=(*each.body, EDIT) if number < edits else each.body,
            )
            for number, each in enumerate(STORIES)
        ]
        super().__init__(stories=stories)
