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
    "rạng sớm nay qua và từ trong vào các cả những chủ cùng lúc hồi hai ba tư bốn năm "  # noqa: SIM905
    "sáu bảy 02 03 04 05 2 3 4 5 6 7 - –".split()
)
"""What stands beside those words: "trong hai ngày", "tối thứ bảy", "sáng nay", "từ ngày"."""
_LEAD_IN = re.compile(
    r"[\W_]*(?:[^,.;]{1,40}?\s?[-–—:]\s|(?:vừa|mới)(?: qua| đây)?,? |tại [^,]{1,60}, "
    r"|(?:trước|theo|tiếp|sau) đó, |(?:sau|trong) \d{1,2} ngày )?"
    r"(?:(?:vào |lúc |hồi |đúng |khoảng |từ |tính |đến )*"
    r"\d{1,2} ?(?:h|giờ|:) ?(?:\d\d)?(?: phút)?,? )?\(?",
    re.IGNORECASE,
)
"""What may stand before a dateline: "(Hà Nội) - ", "Vừa qua, ", "Vào lúc 8h00 "."""
_HELD = re.compile(
    r"\b(?:tại (?:hội nghị|cuộc họp|phiên họp|buổi|lễ)|tổ chức|diễn ra|(?:khai|bế) mạc|xảy ra"
    r"|tiến hành|ra mắt|công bố|khởi công|khánh thành)\b[^,]*$",
    re.IGNORECASE,
)
_PAPERS = (
    r"(?i:quyết định|nghị (?:quyết|định)|thông tư|chỉ thị|kế hoạch|công (?:văn|điện)|văn bản"
    r"|hướng dẫn|giấy phép|tờ trình|báo cáo|thông báo|pháp lệnh|quy định|hợp đồng|kết luận)"
)
_NUMBERED = re.compile(r"\d[/-]\S*[A-ZĐ]{2}\S*,? *$")
_PAPER = re.compile(rf"\d[/-]\S*[A-ZĐ]{{2}}|\bsố:? ?\d|{_PAPERS}")
_ISSUED = re.compile(
    r"\b(?:(?P<issued>ban hành|phê duyệt|ký(?! kết)|phát hành"
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

    The fallback, where neither tells a day: sentences that name the time of day, and what happened
    before ("Trước đó").
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
    named = bool(words & NAMED)
    if start < HEAD and not text[:1].islower() and _LEAD_IN.fullmatch(text, 0, start):
        return (named or not words) and not _issues(text, end)
    if reach is Reach.DATELINE or not named or _PLANNED.search(clause):
        return False
    if reach is Reach.FALLBACK:
        return bool(words & PARTS) and not _issues(text, end)
    held = _HELD.search(sentence if "từ" in words else clause)
    if held and ("từ" in words or not _PAPER.search(held.group())):
        return True
    if words & PARTS or "vào" in words:
        return not _issues(text, end)
    return not clause.strip() and not _NUMBERED.search(sentence) and not _issues(text, end)


def is_planned(text: str, end: int) -> bool:
    """Tell whether the sentence that goes on at `end` first says what is still to come."""
    rest = _SENTENCE.split(text[end : end + 300])[0]
    planned, done = _PLANNED.search(rest), _ISSUED.search(rest)
    return planned is not None and (done is None or planned.start() < done.start())


def _issues(text: str, end: int) -> bool:
    """Tell whether the sentence that goes on at `end` first says that a document was issued."""
    done = _ISSUED.search(_SENTENCE.split(text[end : end + 300])[0])
    return done is not None and done["issued"] is not None
