"""Two portals share texts: a search shows each once, and follows what changes on either portal."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from indexer.clusters import FILE
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.markup import VIETNAM
from tests.portals.nukeviet import NukeViet
from tests.portals.story import Story

DISTRICT, PROVINCE = "langson/van-quan", "langson/tinh"
LATER = 14
TODAY = datetime.now(VIETNAM).replace(hour=8, minute=30, second=0, microsecond=0)
ROAD = (
    "Bà con các thôn của xã Tràng Phái họp bàn việc làm đường, mỗi hộ góp năm ngày công.",
    "Tổ giám sát cộng đồng được bầu ngay tại cuộc họp, do bí thư chi bộ thôn làm tổ trưởng.",
    "Đường dự kiến hoàn thành trước mùa mưa, nối thôn với trục đường liên xã và chợ trung tâm.",
)
SCHOOL = (
    "Trường tiểu học xã Hòa Bình khai giảng năm học mới với đông đủ thầy cô, phụ huynh và học trò.",
    "Nhà trường đã sửa xong mái, sơn lại các lớp, trồng thêm cây ở sân và thay toàn bộ bàn ghế cũ.",
    "Hội khuyến học tặng sách vở, cặp và áo ấm cho những em có hoàn cảnh khó khăn trong toàn xã.",
)
POWER = (
    "Thông báo ngừng cung cấp điện",
    (
        "Điện lực huyện thông báo ngừng cung cấp điện để bảo dưỡng đường dây và phát quang.",
        "Khu vực mất điện là toàn bộ các thôn của xã Tràng Phái, mong quý khách hàng thông cảm.",
    ),
)


def story(number: int, days: int, title: str, body: Iterable[str]) -> Story:
    """Return an article published some days ago."""
    at = TODAY - timedelta(days=days)
    section = "tin-tuc-su-kien"
    return Story(id=number, section=section, title=title, published_at=at, body=tuple(body))


class District(NukeViet):
    """A portal of one section."""

    sections: ClassVar[dict[str, str]] = {"tin-tuc-su-kien": "Tin tức - Sự kiện"}


class Province(District):
    """Another one, that takes over texts."""

    title = "Cổng thông tin điện tử tỉnh"


OWN = [
    story(1, 3, "Xã Tràng Phái bàn việc làm đường", ROAD),
    story(2, 3, "Khai giảng ở xã Hòa Bình", SCHOOL),
    story(3, 2, POWER[0], (*POWER[1], "Thời gian: từ 7h đến 11h ngày 12/5.")),
]
TAKEN_OVER = [
    story(11, 2, "Tràng Phái: Dân bàn việc làm đường", (*ROAD[:2], ROAD[2], "Theo Cổng huyện.")),
    story(12, 1, "Khai giảng ở xã Hòa Bình", (SCHOOL[0], *SCHOOL[1:])),
    story(13, 1, POWER[0], (*POWER[1], "Thời gian: từ 7h đến 11h ngày 19/5.")),
]
SHORT = [
    story(90 + number, 9, f"Tin vắn {number}", ["Tin chưa có nội dung."]) for number in range(5)
]
"""A replica shows five articles beside each; these are too short to be compared."""
REWRITTEN = "Năm nay trường có thêm phòng đọc và sân bóng, do bà con xa quê góp tiền xây dựng."


def places(archive: Archive) -> dict[str, tuple[str | None, int, bool]]:
    """Return cluster, count and flag of each document by its key, but of the short ones."""
    names = ("duplicate_cluster", "duplicate_count", "is_representative")
    found = archive.documents().values()
    shown = {document["key"]: tuple(document[name] for name in names) for document in found}
    return {key: place for key, place in shown.items() if ":9" not in key}


def search(archive: Archive, *arguments: str) -> list[tuple[str, int]]:
    """Return key and number of others of what a search finds."""
    answer: dict[str, Any] = json.loads(archive.khotin("search", *arguments, "--json").stdout)
    assert answer["total"] == len(answer["hits"])
    return [(hit["document"]["key"], hit["others"]) for hit in answer["hits"]]


def test_a_text_of_two_portals_is_shown_once_and_followed(archive: Archive) -> None:
    ours, theirs = f"{DISTRICT}:", f"{PROVINCE}:"
    theirs_shown = Province(stories=[*TAKEN_OVER, *SHORT])
    with serve(District(stories=[*OWN, *SHORT])) as one, serve(theirs_shown) as other:
        ports = tuple(int(served.url.rpartition(":")[2]) for served in (one, other))
        archive.add_site(DISTRICT, "nukeviet", f"{one.url}/")
        archive.add_site(PROVINCE, "nukeviet", f"{other.url}/")
        archive.khotin("run")
    before = places(archive)
    assert before == {
        ours + "1": (ours + "1", 2, True),
        theirs + "11": (ours + "1", 2, False),
        ours + "2": (ours + "2", 2, True),
        theirs + "12": (ours + "2", 2, False),
        ours + "3": (None, 1, True),
        theirs + "13": (None, 1, True),
    }
    archive.doctor()

    assert search(archive, "làm đường") == [(ours + "1", 1)]
    assert search(archive, "làm đường", "--site", PROVINCE) == [(theirs + "11", 1)]
    both = {(ours + "1", 1), (theirs + "11", 1)}
    assert set(search(archive, "làm đường", "--duplicates")) == both
    assert len(search(archive, "ngừng cung cấp điện")) == 2
    assert "(và 1 bài trùng)" in archive.khotin("search", "làm đường").stdout

    assert "texts sent: none" in archive.khotin("index").stdout
    (archive.data / FILE).unlink()
    assert "16 indexed" in archive.khotin("index").stdout
    assert places(archive) == before

    moved = replace(OWN[0], id=21)
    edited = replace(OWN[1], body=(SCHOOL[0], REWRITTEN, *REWRITTEN.split(", ")))
    archive.extra["KHOTIN_CLOCK_OFFSET"] = str(LATER * 86400)
    with (
        serve(District(stories=[moved, edited, OWN[2], *SHORT]), port=ports[0]),
        serve(theirs_shown, port=ports[1]),
    ):
        archive.khotin("run")
    assert places(archive) == {
        ours + "1": (None, 1, True),
        ours + "21": (ours + "21", 2, True),
        theirs + "11": (ours + "21", 2, False),
        ours + "2": (None, 1, True),
        theirs + "12": (None, 1, True),
        ours + "3": (None, 1, True),
        theirs + "13": (None, 1, True),
    }
    assert search(archive, "làm đường") == [(ours + "21", 1)]
    archive.doctor()
