"""Pairs of texts made by rule: posted again after small edits, and notices from one template."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Final

from crawler.article import Article
from tests.indexer.samples import article
from tests.portals import PORTALS

BOILERPLATE: Final = (
    "Ban Biên tập Trang thông tin điện tử rất mong nhận được ý kiến góp ý của bạn đọc.",
    "Mọi tin bài xin gửi về Phòng Văn hóa và Thông tin, điện thoại 0205.3880.111.",
)
TONES: Final = (("òa", "oà"), ("óa", "oá"), ("úy", "uý"), ("ủy", "uỷ"), ("Ủy", "Uỷ"))
LONG: Final = 100
"""Syllables from which the loss of a sentence is a small edit."""
_SENTENCE: Final = re.compile(r"(?<=[.!?]) ")

Edit = Callable[[Article, Random], Article]


def stories() -> Iterator[Article]:
    """Yield the replicas' articles of at least 60 syllables: texts written for the project."""
    number = 0
    for kind in PORTALS.values():
        for story in kind().stories:
            text = (story.title, *story.paragraphs)
            if len(" ".join(text).split()) >= 60:
                number += 1
                lead = story.lead or None
                yield article(number, story.title, *story.paragraphs, lead=lead, attachments=())


def drop_sentence(of: Article, random: Random) -> Article:
    """Leave out one sentence of the body."""
    sentences = [_SENTENCE.split(paragraph) for paragraph in of.body]
    places = [(i, j) for i, found in enumerate(sentences) for j in range(len(found))]
    i, j = random.choice(places)
    del sentences[i][j]
    return replace(of, body=tuple(" ".join(found) for found in sentences if found))


def add_boilerplate(of: Article, random: Random) -> Article:
    """Append what a portal prints under its articles."""
    return replace(of, body=(*of.body, *random.sample(BOILERPLATE, random.randint(1, 2))))


def mistype(of: Article, random: Random) -> Article:
    """Change a letter in two syllables that are no names and have no digit."""
    body = [paragraph.split(" ") for paragraph in of.body]
    places = [
        (i, j)
        for i, words in enumerate(body)
        for j, word in enumerate(words)
        if word.islower() and word.isalpha() and len(word) > 2
    ]
    for i, j in random.sample(places, min(2, len(places))):
        word = body[i][j]
        body[i][j] = word[:-1] + random.choice("hgnmtpk")
    return replace(of, body=tuple(map(" ".join, body)))


def reset(of: Article, random: Random) -> Article:
    """Set it anew: the lead in the body, capitals in the title, the other placement of tones."""
    body = of.body if of.lead is None else (of.lead, *of.body)
    for old, new in random.sample(TONES, 3):
        body = tuple(paragraph.replace(old, new) for paragraph in body)
    title = (of.title or "").upper()
    return replace(of, lead=None, title=title, body=body, captions=("Ảnh: một chú thích khác",))


def retitle(of: Article, random: Random) -> Article:
    """Put another headline above it."""
    prefix = random.choice(("Tin ảnh:", "Tin vắn:", "Trên địa bàn huyện:"))
    return replace(of, title=f"{prefix} {(of.title or '').lower()}")


def edit_all(of: Article, random: Random) -> Article:
    """Edit in every way at once."""
    for edit in (drop_sentence, mistype, reset, add_boilerplate):
        of = edit(of, random)
    return of


EDITS: Final[dict[str, Edit]] = {
    "sentence": drop_sentence,
    "boilerplate": add_boilerplate,
    "typos": mistype,
    "reset": reset,
    "title": retitle,
    "all": edit_all,
}


def edited_pairs(texts: list[Article], seed: int = 7) -> Iterator[tuple[str, Article, Article]]:
    """Yield (edit, text, edited text) for every edit; sentences are dropped from longer texts."""
    random = Random(seed)
    for name, edit in EDITS.items():
        for text in texts:
            length = len(" ".join(text.body).split())
            if length >= LONG or name not in ("sentence", "all"):
                yield name, text, edit(text, random)


COMMUNES: Final = (
    "Bắc Hùng",
    "Tân Mỹ",
    "Thanh Long",
    "Hoàng Việt",
    "Gia Miễn",
    "Nhạc Kỳ",
    "Hội Hoan",
)


def schedule(random: Random) -> tuple[str, ...]:
    """Return a week's schedule of an office."""
    week, day = random.randint(1, 52), random.randint(1, 21)
    what = (
        "Thường trực UBND huyện họp giao ban; chiều làm việc tại cơ quan, tiếp công dân theo lịch"
    )
    days = [
        f"Thứ {name} ({day + i}/{week // 5 + 1}): {random.randint(7, 9)}h30 | {what}"
        f" | Phòng họp số {random.randint(1, 4)}"
        for i, name in enumerate(("Hai", "Ba", "Tư", "Năm", "Sáu"))
    ]
    return f"Lịch công tác tuần {week} của Thường trực UBND huyện", *days


POWER_CUT: Final = (
    "Thông báo tạm ngừng cung cấp điện",
    "Điện lực huyện trân trọng thông báo đến các cơ quan, đơn vị và nhân dân kế hoạch tạm ngừng",
    "cung cấp điện để bảo dưỡng đường dây trung áp và phát quang hành lang an toàn lưới điện.",
    "Thời gian: từ {hour}h00 đến {end}h00 ngày {day}/{month}/2024.",
    "Khu vực mất điện: toàn bộ các thôn của xã {commune}. Trong thời gian mất điện, Điện lực rất",
    "mong nhận được sự thông cảm của quý khách hàng sử dụng điện trên địa bàn.",
)


def power_cut(random: Random) -> tuple[str, ...]:
    """Return a notice of a power cut in one commune on one day."""
    hour, commune = random.randint(5, 10), random.choice(COMMUNES)
    facts = {"day": random.randint(1, 28), "month": random.randint(1, 12), "commune": commune}
    return tuple(line.format(hour=hour, end=hour + 6, **facts) for line in POWER_CUT)


def power_cut_elsewhere(random: Random) -> tuple[str, ...]:
    """Return a notice of a power cut on a given day: the communes differ and nothing else."""
    facts = {"hour": 7, "end": 11, "day": 12, "month": 5, "commune": random.choice(COMMUNES)}
    return tuple(line.format(**facts) for line in POWER_CUT)


def prices(random: Random) -> tuple[str, ...]:
    """Return a day's prices at a market."""
    goods = ("Gạo tẻ", "Gạo nếp", "Thịt lợn", "Thịt gà", "Trứng vịt", "Cá chép", "Rau cải", "Đường")
    rows = [f"{name} | đồng/kg | {random.randint(15, 160)}.000" for name in goods]
    day = f"{random.randint(1, 28)}/{random.randint(1, 12)}/2024"
    return (
        f"Giá cả thị trường một số mặt hàng thiết yếu ngày {day}",
        "Phòng Tài chính - Kế hoạch huyện thông báo giá một số mặt hàng tại chợ trung tâm huyện.",
        *rows,
    )


def document(random: Random) -> tuple[str, ...]:
    """Return a notice that a document has been issued."""
    number, day = random.randint(100, 3000), f"{random.randint(1, 28)}/{random.randint(1, 12)}/2024"
    subject = "về việc tăng cường kỷ luật, kỷ cương hành chính"
    issued = f"Ủy ban nhân dân huyện ban hành Công văn số {number}/UBND-NV {subject}"
    return (
        f"Công văn số {number}/UBND-NV {subject}",
        f"Ngày {day}, {issued} trong các cơ quan, đơn vị trên địa bàn huyện.",
        "Chi tiết xem tại văn bản đính kèm.",
    )


def reception(random: Random) -> tuple[str, ...]:
    """Return a notice of the day on which citizens are received."""
    commune, month = random.choice(COMMUNES), random.randint(1, 12)
    who = f"đồng chí Chủ tịch Ủy ban nhân dân xã vào ngày {random.randint(5, 25)}/{month}/2024"
    return (
        f"Lịch tiếp công dân định kỳ tháng {month} của lãnh đạo xã {commune}",
        f"Ủy ban nhân dân xã {commune} thông báo lịch tiếp công dân định kỳ của {who} tại trụ sở.",
        "Công dân đến làm việc mang theo giấy tờ tùy thân và đơn thư, tài liệu có liên quan.",
    )


TEMPLATES: Final = (schedule, power_cut, power_cut_elsewhere, prices, document, reception)


def template_pairs(count: int = 20, seed: int = 7) -> Iterator[tuple[str, Article, Article]]:
    """Yield (template, notice, another notice): the facts differ, never the template."""
    random = Random(seed)
    for template in TEMPLATES:
        found = sorted({template(random) for _ in range(count)})
        notices = [article(i, text[0], *text[1:], attachments=()) for i, text in enumerate(found)]
        for i, one in enumerate(notices):
            yield from ((template.__name__, one, other) for other in notices[i + 1 :])
