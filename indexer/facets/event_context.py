"""What stands around a day in a text, and whether it makes the day one of a reported event."""

import re
from enum import Enum, auto

HEAD = 100
"""Characters of a text within which its dateline stands."""
PARTS = frozenset("sáng trưa chiều tối đêm hôm".split())  # noqa: SIM905
"""Parts of the day, and "hôm" of "hôm nay" (today): nobody dates a document by them."""
DAYS = frozenset("ngày mùng mồng nhật thứ".split())  # noqa: SIM905
NAMED = PARTS | DAYS | {"từ"}
BESIDE = frozenset(
    "rạng sớm muộn nay qua tết và từ trong vào các cả những chủ cùng lúc hồi hai ba tư bốn năm "  # noqa: SIM905
    "sáu bảy 02 03 04 05 2 3 4 5 6 7 - –".split()
)
"""What stands beside those words: "trong hai ngày", "tối thứ bảy", "sáng nay", "mùng 5 Tết"."""
_LEAD_IN = re.compile(
    r"[\W_]*(?:(?!hạn|thời)[^,.;]{1,40}?\s?[-–—:]\s|(?:vừa|mới)(?: qua| đây)?,? |tại [^,]{1,60}, "
    r"|(?:trước|theo|tiếp|sau) đó, |(?:sáng|trưa|chiều|tối|hôm) (?:nay|qua) )?"
    r"(?:(?:vào |lúc |hồi |đúng |khoảng |từ |tính |đến )*"
    r"\d{1,2} ?(?:h|giờ|:) ?(?:\d\d)?(?: ?phút|['’])?,? )?\(?",
    re.IGNORECASE,
)
"""What may stand before a dateline: "(Hà Nội) - ", "Vừa qua, ", "Vào lúc 8h00 "."""
_PERIOD = re.compile(
    r"\b(?:(?:sau|trong|qua)(?: hơn)? (?:\d{1,2}|hai|ba|bốn|năm|sáu|bảy|mười) ngày"
    r"|trong tuần(?: vừa)? qua)(?: [^,.;()]{1,40})? \(?$",
    re.IGNORECASE,
)
"""What stands before days in brackets: "Sau 2 ngày làm việc (", "Trong tuần qua ("."""
PROGRAMME = "hời gian"
_PROGRAMME = re.compile(rf"[\W_]*t{PROGRAMME}(?: tổ chức| diễn ra)?:[^.;]{{0,30}}", re.IGNORECASE)
"""What stands before the days of a programme's item: "Thời gian: 14h00 - 16h00, "."""
_HELD = re.compile(
    r"\b(?:tại (?:hội nghị|cuộc họp|phiên họp|buổi|lễ)|tổ chức|diễn ra|(?:khai|bế) mạc|xảy ra"
    r"|tiến hành|ra mắt|công bố|khởi công|khánh thành|khai trương)\b(?:[^,]"
    r"|, (?=(?:số|phố|đường|thôn|xã|phường|thị trấn|thị xã|quận|huyện|thành phố|TP|tỉnh)\b))*$",
    re.IGNORECASE,
)
"""What was done on the day behind it, with the place between: ", xã A, huyện B"."""
_OWN = re.compile(
    r"[\W_]*(?:năm nay, )?(?:(?:hội|lễ|đại hội|cuộc|triển lãm|chương trình|kỳ|giải|phiên|buổi"
    r"|liên hoan|tuần|sự kiện|khóa|lớp|đợt|vòng|đêm|hoạt động|đó là)\b[^,;:]{0,90}?)?"
    r"\b(?:tổ chức|diễn ra|(?:khai|bế) mạc)(?: [^,;:]{1,40})? ",
    re.IGNORECASE,
)
"""A sentence about an event up to its day: "Hội thi diễn ra "."""
_PAPERS = (
    r"(?i:quyết định|nghị (?:quyết|định)|thông tư|chỉ thị|kế hoạch|công (?:văn|điện)|văn bản"
    r"|hướng dẫn|giấy phép|tờ trình|báo cáo|thông báo|pháp lệnh|quy định|hợp đồng|kết luận)"
)
_NUMBERED = re.compile(r"\d[/-]\S*[A-ZĐ]{2}\S*,? *$")
_PAPER = re.compile(rf"\d[/-]\S*[A-ZĐ]{{2}}|\bsố:? ?\d|{_PAPERS}")
_ISSUED = re.compile(
    r"\b(?:(?P<issued>ban hành|phê duyệt|ký(?! kết)|phát (?:hành|đi)"
    rf"|(?:có|ra|gửi|đã)(?: \w+)? {_PAPERS})|tổ chức|diễn ra|(?:khai|bế) mạc|làm việc|họp|tiếp"
    r"|thăm|dự|chủ trì|kiểm tra|trao|phối hợp|tiến hành|phát động|tập huấn|công bố)\b"
)
"""What was done on the day: a document that was issued is none of the events that count."""
_NO_EVENT_BEFORE = re.compile(
    r"\b(?:trước|sau|đến|tới|hết|kết thúc|kể|tính|hạn|(?:chậm|muộn) nhất|sinh|ký|ban hành|cấp"
    r"|phê duyệt|thông qua|hiệu lực|so với|mất|áp dụng|từ trần|\d năm)(?: ngày| vào| từ)?\s*\(?$",
    re.IGNORECASE,
)
"""Words right before a day that make it a deadline, a document's date or a birthday."""
_NO_EVENT_AFTER = re.compile(
    r"\)?,? (?:của|về|là (?:ngày|dịp)|được (?:lựa )?chọn|tới(?! \d)|sắp tới|h[àằ]ng năm"
    r"|năm dương lịch|âm lịch)(?!\w)|\s*\(âm lịch|\s*%|/\d*/?[A-ZĐ]{2}"
)
_SENTENCE = re.compile(r"[.!?…](?: |$)")
_EARLIER = re.compile(r"trước đó, *$", re.IGNORECASE)
_PLANNED = re.compile(r"\b(?:sẽ|dự kiến|sắp(?! xếp)|chuẩn bị|thời gian)\b", re.IGNORECASE)


class Reach(Enum):
    """How far a text is read: its dateline alone, or its sentences.

    The fallback, where neither tells a day: sentences that name the time of day or begin with the
    event, and what happened before ("Trước đó"); of captions, too.
    """

    DATELINE = auto()
    SENTENCE = auto()
    FALLBACK = auto()


def is_event(text: str, start: int, end: int, words: frozenset[str], reach: Reach) -> bool:
    """Judge a day by what stands around it; `words` announce it."""
    before = text[max(0, start - 120) : start]
    sentence = _SENTENCE.split(before)[-1]
    clause = sentence.rpartition(",")[2]
    if _NO_EVENT_AFTER.match(text, end) or _NO_EVENT_BEFORE.search(clause.rstrip()):
        return False
    if reach is not Reach.FALLBACK and _EARLIER.search(sentence):
        return False
    if _PROGRAMME.fullmatch(sentence):
        return True
    if is_period(text, start) and (reach is not Reach.DATELINE or start < HEAD):
        return not _issues(text, end)
    named = bool(words & NAMED)
    if start < HEAD and not text[:1].islower() and _LEAD_IN.fullmatch(text, 0, start):
        return (named or not words) and not _issues(text, end)
    if reach is Reach.DATELINE or not named or _PLANNED.search(clause):
        return False
    if reach is Reach.FALLBACK:
        own = bool(words & PARTS) or _OWN.fullmatch(sentence) is not None
        return own and not _issues(text, end)
    held = _HELD.search(sentence)
    if held and ("từ" in words or not _PAPER.search(held.group())):
        return True
    if words & PARTS or "vào" in words:
        return not _issues(text, end)
    return not clause.strip() and not _NUMBERED.search(sentence) and not _issues(text, end)


def is_period(text: str, start: int) -> bool:
    """Tell whether the days at `start` stand in brackets behind "Sau 2 ngày làm việc"."""
    return _PERIOD.search(text, max(0, start - 80), start) is not None


def is_planned(text: str, end: int) -> bool:
    """Tell whether the sentence that goes on at `end` first says what is still to come."""
    rest = _SENTENCE.split(text[end : end + 300])[0]
    planned, done = _PLANNED.search(rest), _ISSUED.search(rest)
    return planned is not None and (done is None or planned.start() < done.start())


def _issues(text: str, end: int) -> bool:
    """Tell whether the sentence that goes on at `end` first says that a document was issued."""
    done = _ISSUED.search(_SENTENCE.split(text[end : end + 300])[0])
    return done is not None and done["issued"] is not None
