"""What a year is planned from: articles with their days, faults with theirs, portals with both."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from random import Random

from tests.portals.story import Story

SYLLABLES = """
    xã huyện tỉnh thôn bản đường trường cầu chợ đồng rừng suối hồ đập kênh lúa ngô chè cam quế
    trâu bò cá tôm gạo muối thóc giống phân nước điện mạng sóng loa bảng biển phiếu thẻ sổ quỹ vốn
    thuế phí giá công lương hội đoàn tổ đội ban phòng sở ngành cán bộ dân già trẻ nữ nam em thầy cô
    bác sĩ y tá lính rừng núi sông bãi vườn nhà mái tường giếng máy xe thuyền bến ga kho xưởng lò
    mở đóng xây sửa trồng gặt bán mua vay trả họp bàn bầu chọn giao nhận khen thưởng thăm tặng góp
    đón tiễn dạy học khám chữa tiêm phát thu nộp cấp đổi ghi kiểm tra đo vẽ dọn quét tưới nuôi
    sớm muộn nhanh chậm nhiều ít cao thấp rộng hẹp mới cũ xanh sạch đẹp khó dễ đều đủ thiếu gần xa
    xuân hè thu đông sáng trưa chiều tối ngày tháng năm mùa vụ tuần kỳ đợt lần bước năm
"""
"""What texts are drawn from: no two share more than a few triples by chance."""


class Kind(StrEnum):
    """What goes wrong, as a portal's visitor or its operator would say it."""

    OUTAGE = "no answer"
    ERRORS = "every page answers 500"
    CHALLENGE = "a browser check in every page's place"
    MAINTENANCE = "a maintenance page in every page's place"
    REDESIGN = "lists without links"
    SOFT_404 = "articles answer 200 with an error page"
    FROZEN = "lists stand still"
    DATELESS = "pages lose their dates"
    HUNG = "a run that hangs keeps the portal"
    TIMER = "no run starts at all"
    CLOSED = "the host is switched off"
    REDIRECTED = "every address leads to the new province"


FOR_EVER = frozenset({Kind.CLOSED, Kind.REDIRECTED})
"""Faults after which a portal never shows its articles again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong from the day `first` to the day before `end`."""

    kind: Kind
    first: date
    end: date

    def holds(self, day: date) -> bool:
        """Tell whether it goes wrong on a day."""
        return self.first <= day < self.end


@dataclass(frozen=True, slots=True)
class Post:
    """An article: the date it states, the days on which it appears, changes and disappears.

    An article that appears after its date is dated back.
    """

    number: int
    section: str
    published_at: datetime
    shown: date
    edits: tuple[date, ...] = ()
    deleted: date | None = None

    def is_shown(self, day: date) -> bool:
        """Tell whether the portal shows it on a day."""
        return self.shown <= day and (self.deleted is None or day < self.deleted)

    def story(self, portal: str, day: date) -> Story:
        """Return it as it reads on a day."""
        version = sum(edit <= day for edit in self.edits)
        return _story(portal, self.number, self.section, self.published_at, version)


@lru_cache(maxsize=1 << 14)
def _story(portal: str, number: int, section: str, moment: datetime, version: int) -> Story:
    """Return the text of one version: an edit rewrites the last paragraph and leaves the title."""
    random = Random(f"{portal}/{number}")
    story = Story(
        id=number,
        section=section,
        title=f"Kỳ {number}: {_words(random, 7)}",
        published_at=moment,
        lead=f"{_words(random, 14).capitalize()}.",
        body=(f"{_words(random, 40).capitalize()}.", f"{_words(random, 30).capitalize()}."),
    )
    if not version:
        return story
    edit = Random(f"{portal}/{number}/{version}")
    return replace(story, body=(story.body[0], f"{_words(edit, 30).capitalize()}."))


def _words(random: Random, count: int) -> str:
    return " ".join(random.choices(SYLLABLES.split(), k=count))


@dataclass(frozen=True, slots=True)
class Plan:
    """A portal's year. `host` is shared by the portals of two units, one after the other.

    `every` are the days between two runs, `rate` the articles of a working day.
    """

    id: str
    name: str
    family: str
    host: int
    unit: str
    every: int
    rate: float
    posts: tuple[Post, ...] = ()
    faults: tuple[Fault, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    is_handed_over: bool = False
    """Its host is another unit's after `valid_until`; else it goes on as if nothing had been."""

    def fault(self, day: date) -> Fault | None:
        """Return what goes wrong on a day, if anything does."""
        return next((fault for fault in self.faults if fault.holds(day)), None)

    def is_valid(self, day: date) -> bool:
        """Tell whether the host is this unit's on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.is_handed_over and self.valid_until is not None and day > self.valid_until
        return begun and not ended

    def stories(self, day: date) -> list[Story]:
        """Return what the portal shows on a day, newest first."""
        found = [post.story(self.id, day) for post in self.posts if post.is_shown(day)]
        return sorted(found, key=lambda story: story.published_at, reverse=True)

    @property
    def ends(self) -> date | None:
        """The last day on which it can be asked, None if it outlives the year."""
        ends = [fault.first - timedelta(days=1) for fault in self.faults if fault.kind in FOR_EVER]
        handed = [self.valid_until] if self.is_handed_over and self.valid_until else []
        return min([*ends, *handed], default=None)


@dataclass(frozen=True, slots=True)
class World:
    """Portals between two days, both included."""

    first: date
    last: date
    plans: tuple[Plan, ...]

    @property
    def days(self) -> list[date]:
        """Every day in order."""
        count = (self.last - self.first).days + 1
        return [self.first + timedelta(days=n) for n in range(count)]
