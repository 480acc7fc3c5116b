"""What stands beside a name and makes it another thing's: a firm's, a paper's, a street's."""

import re
from typing import Final

from indexer.facets.place_words import CAPITAL

_PREPOSITIONS: Final = (
    "tại|ở|về|đến|tới|từ|của|trên|cho|với|và|do|trong|qua|sang|lên|đi|khu vực"  # to, in, from …
)
_COMPOUND: Final = re.compile(r"(?:hợp tác|tấn)\s+$", re.IGNORECASE)
"""What stands before a "xã" that is no commune: a cooperative, a news agency."""
_FIRM: Final = re.compile(
    r"\b(?:công ty|tập đoàn|ngân hàng|trường|đại học|học viện|bệnh viện|khách sạn|báo|tạp chí|clb"
    r"|câu lạc bộ|siêu thị|trung tâm thương mại|nhà máy|hãng|nhà xuất bản|sân vận động|nhà hát"
    rf"|cầu(?! giấy)|đường|phố)\s(?:(?!(?:{_PREPOSITIONS})\s)[^,.;:()])*$",
    re.IGNORECASE,
)
"""A firm, a school, a paper: what it is called after is not named, up to the next preposition."""
_PAPER: Final = re.compile(
    rf"(?<![Nn]hà )(?<![Tt]hông )(?:[Bb]áo|BÁO|[Tt]ạp chí|TẠP CHÍ|[Nn]hà xuất bản|NXB) "
    rf"{CAPITAL}\w*(?: (?!(?:{_PREPOSITIONS}) )\w+){{0,3}} $"
)
"""A newspaper or a publisher whose name ends with a type: "Báo Công an thành phố"."""
_STREETS: Final = re.compile(
    r"(?:tuyến|đường|phố)(?: chính)?(?: (?:như|gồm|bao gồm):?|:) "
    rf"(?:{CAPITAL}\w*(?: {CAPITAL}\w*){{0,4}}(?:, | [-–] | và ))*$"
)
"""A list of streets up to one of them: "các tuyến phố: Tràng Tiền, "."""
_NUMBERED: Final = re.compile(r"\s?[-–]?\s?\d{3}(?!\d)")
"""What follows the name of a rig or a ship: "Hải Dương - 981"."""
_ABROAD: Final = re.compile(
    r" ?[,(] ?(?:(?:miền|vùng|phía) \w+ )?(?:nước )?(?:Trung Quốc|Lào(?! Cai)|Campuchia)(?!\w)"
)
"""A country behind a province's name that Vietnam has, too: "tỉnh Hà Nam (Trung Quốc)"."""
FORMER: Final = re.compile(r" (?:cũ|trước đây)(?!\w)")
"""Behind a unit that the map of the day has no more."""


def is_no_type(text: str, start: int) -> bool:
    """Tell whether a type's word at `start` ends another name: a cooperative's, a newspaper's."""
    return bool(
        _COMPOUND.search(text, max(0, start - 9), start)
        or _PAPER.search(text, max(0, start - 60), start)
    )


def is_abroad(text: str, end: int) -> bool:
    """Tell whether the country that follows a name at `end` is another."""
    return _ABROAD.match(text, end) is not None


def is_anothers(text: str, start: int, end: int) -> bool:
    """Tell whether a name without a type is that of a firm, a street, a rig, or abroad."""
    return bool(
        _FIRM.search(text, max(0, start - 80), start)
        or _STREETS.search(text, max(0, start - 160), start)
        or _NUMBERED.match(text, end)
        or is_abroad(text, end)
    )
