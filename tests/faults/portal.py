"""A small portal that says what it is told to, for tests that run it often."""

from datetime import datetime
from typing import ClassVar

from tests.portals.generic import Generic
from tests.portals.nukeviet import NukeViet
from tests.portals.story import File, Story, load_stories

SITE = "mau/van-quan"
STORIES = load_stories("nukeviet")[:8]
ARTICLES = len(STORIES)
FILES, NOTICES = 2, 1
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


class Noticeboard(Generic):
    """A portal of one article that offers two files."""

    def __init__(self) -> None:
        names = [f"lich-cup-dien-{number}.pdf" for number in range(FILES)]
        notice = Story(
            id=1,
            section="thong-bao",
            title="Thông báo số 1/TB-UBND",
            published_at=datetime.fromisoformat("2024-03-01T08:00:00+07:00"),
            body=("Toàn bộ lịch cúp điện của tháng này xem các tệp đính kèm.",),
            attachments=tuple(File(name, f"Tệp {name}") for name in names),
        )
        super().__init__(stories=[notice])
