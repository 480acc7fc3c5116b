"""The words around names of units: their types, and what makes a name another thing's name."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from indexer.facets.alternatives import any_of
from indexer.gazetteer.unit import RANKS

_LETTERS: Final = "".join(
    letter for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))) if letter.isupper()
)
CAPITAL: Final = f"[A-Z{_LETTERS}]"
TYPES: Final[Mapping[str, str]] = {
    **{name.lower(): name for name in RANKS},
    "huyện đảo": "Huyện",
    "thủ đô": "Thành phố",
    # Committees and youth unions are named by the unit's type: "Huyện ủy Mù Cang Chải".
    **{
        f"{level} {organ}": name
        for level, name in (
            ("tỉnh", "Tỉnh"),
            ("thành", "Thành phố"),
            ("quận", "Quận"),
            ("huyện", "Huyện"),
            ("thị", "Thị xã"),
        )
        for organ in ("ủy", "uỷ", "đoàn", "đội")
    },
}
SHORT_TYPES: Final[Mapping[str, str]] = {
    "tp": "Thành phố",
    "tp.": "Thành phố",
    "tx": "Thị xã",
    "tx.": "Thị xã",
    "tt.": "Thị trấn",
    "p.": "Phường",
    "q.": "Quận",
    "h.": "Huyện",
    "x.": "Xã",
}
"""Most with a dot only: "TT" is mostly information (thông tin) or a centre (trung tâm)."""
SHORT_NAMES: Final[Mapping[str, str]] = {"HCM": "Hồ Chí Minh", "HN": "Hà Nội"}
"""Cities that are abbreviated behind "TP"."""
PROVINCES: Final = (
    "An Giang|Bà Rịa|Bình Dương|Bình Phước|Bình Thuận|Bình Định|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Cạn"
    "|Bắc Ninh|Bến Tre|Cao Bằng|Cà Mau|Cần Thơ|Gia Lai|Hoà Bình|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh"
    "|Hòa Bình|Hưng Yên|Hải Dương|Hải Phòng|Hậu Giang|Hà Tây|Khánh Hoà|Khánh Hòa|Kiên Giang"
    "|Kon Tum|Lai Châu|Long An|Lào Cai|Lâm Đồng|Lạng Sơn|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận"
    "|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La"
    "|Thanh Hoá|Thanh Hóa|Thái Bình|Thái Nguyên|Thừa Thiên|Tiền Giang|Trà Vinh|Tuyên Quang"
    "|Tây Ninh|Vĩnh Long|Vĩnh Phúc|Yên Bái|Điện Biên|Đà Nẵng|Đăk Lăk|Đăk Nông|Đắc Lắc|Đắc Nông"
    "|Đắk Lắk|Đắk Nông|Đồng Nai|Đồng Tháp"
)
"""What is a province without its type, too; not Hồ Chí Minh (a person), nor Huế (its city)."""
CITIES: Final = (
    "Biên Hòa|Buôn Ma Thuột|Cam Ranh|Cẩm Phả|Đà Lạt|Đồng Hới|Hạ Long|Hội An|Long Xuyên|Móng Cái"
    "|Mỹ Tho|Nha Trang|Pleiku|Quy Nhơn|Rạch Giá|Sa Pa|Sầm Sơn|Tam Kỳ|Tuy Hòa|Uông Bí|Việt Trì"
)
"""Provinces' cities that every reader knows without their type, up to the map of July 2025."""
NAMED_AFTER: Final = re.compile(
    r"(?:đường|phố|báo|chí|trường|học|viện|sạn|cầu|sông|hồ|chợ|ga|hát|hàng|vịnh|bộ|clb|đội|rạp|cung|hầm"
    r"|ty|tháp|trận|thắng|dịch|giải|cúp|hiệu|viên|trấn|lộ|tòa|kênh|đồng|gò|bến|cảng|khởi|nghĩa"
    r"|thcs|thpt|đh|cđ|ctcp|nxb|ông|bà|anh|chị|em|cô|chú|\d+\w?)",
    re.IGNORECASE,
)
"""The last word of what bears a unit's name but does not name it: "đường", "Báo", "25"."""
LONGER: Final = frozenset({"Thái Bình Dương"})
"""Longer names that begin like a province's and go on like a person's."""
LOCATIVE: Final = re.compile(r"(?<!\w)(?:tại|ở|về|đến|từ|và)\s+$", re.IGNORECASE)
"""What a commune's name needs before it to be read without its type."""
ABOVE: Final = re.compile(rf"((?:{CAPITAL}\w*[ ]){{0,3}}{CAPITAL}\w*)(?:,\s*|\s*\()$")
"""The name before a comma or a bracket."""
PLURAL: Final = re.compile(
    r"(?<!\w)(?:các|những|nhiều|số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+)\s+$", re.IGNORECASE
)


def _cases(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, word.capitalize(), word.title(), word.upper())))


def _any_case(words: Iterable[str]) -> str:
    return any_of(spelled for word in words for spelled in _cases(word))


_ALL: Final = {**TYPES, **SHORT_TYPES}
_JOINED: Final = rf"(?:\s*[,/–-]\s*|\s+(?:và\s+)?){_any_case(TYPES)}"
TYPED: Final = re.compile(
    rf"{_any_case(_ALL)}(?:{_JOINED}){{0,4}}(?:\s+(?:như|gồm|bao gồm))?"
    rf"(?:\s*:\s*|\s+|(?=\d|HCM|HN|(?<=\.).))(?={CAPITAL}|\d)"
)
"""One type, or several for one list ("các quận, huyện: A, B"), in front of a capital or number."""
_WORDS: Final = re.compile("|".join(map(re.escape, sorted(_ALL, key=len, reverse=True))) + r"|\w+")


@lru_cache(maxsize=1 << 10)
def types_of(head: str) -> frozenset[str]:
    """Return the gazetteer's types of a match of `TYPED`."""
    return frozenset(_ALL[word] for word in _WORDS.findall(head.lower()) if word in _ALL)
