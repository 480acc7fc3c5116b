"""The words around names of units: their types, and what makes a name another thing's name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

_LETTERS: Final = "".join(
    letter for letter in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))) if letter.isupper()
)
CAPITAL: Final = f"[A-Z{_LETTERS}]"
RANKS: Final[Mapping[str, int]] = {
    "Tỉnh": 1,
    "Thành phố": 1,  # one of the first level or of the second
    "Quận": 2,
    "Huyện": 2,
    "Thị xã": 2,
    "Phường": 3,
    "Thị trấn": 3,
    "Xã": 3,
    "Đặc khu": 3,
}
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
NAMED_AFTER: Final = re.compile(
    r"(?:đường|phố|báo|chí|trường|học|viện|sạn|cầu|sông|hồ|chợ|ga|hát|hàng|bộ|clb|đội|rạp|cung|nxb"
    r"|bản|ty|tháp|trận|thắng|dịch|giải|cúp|hiệu|viên|trấn|lộ|tòa|đài|kênh|ông|bà|anh|chị|em|cô|chú)",
    re.IGNORECASE,
)
"""The last word of what bears a province's name but does not name it: "đường", "Báo", "Đại học"."""
LONGER: Final = frozenset({("Thái Bình", "Dương"), ("Điện Biên", "Phủ"), ("Hà Nội", "Mới")})
"""Provinces' names that begin another name, where the next word may be a surname."""
PLURAL: Final = re.compile(
    r"(?<!\w)(?:các|những|nhiều|số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+)\s+$", re.IGNORECASE
)


def _cases(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, word.capitalize(), word.title(), word.upper())))


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern whose alternatives begin with different letters: it skips text quickly."""
    rests: dict[str, list[str]] = defaultdict(list)
    spelled = {spelled for word in words for spelled in _cases(word)}
    for word in sorted(spelled, key=lambda word: (-len(word), word)):
        rests[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in sorted(rests.items()))


_ALL: Final = {**TYPES, **SHORT_TYPES}
_JOINED: Final = rf"(?:\s*[,/]\s*|\s+và\s+)(?:{_alternatives(TYPES)})"
TYPED: Final = re.compile(
    rf"(?:{_alternatives(_ALL)})(?:{_JOINED}){{0,4}}(?:\s*:\s*|\s+|(?=\d|HCM|HN|(?<=\.).))(?={CAPITAL}|\d)"
)
"""One type, or several for one list ("các quận, huyện: A, B"), in front of a capital or number."""
_PROVINCES: Final = {case for name in PROVINCES.split("|") for case in (name, name.upper())}
BARE: Final = re.compile(f"(?:{'|'.join(sorted(_PROVINCES))})(?!\\w)")
_WORDS: Final = re.compile("|".join(map(re.escape, sorted(_ALL, key=len, reverse=True))) + r"|\w+")


@lru_cache(maxsize=1 << 10)
def types_of(head: str) -> frozenset[str]:
    """Return the gazetteer's types of a match of `TYPED`."""
    return frozenset(_ALL[word] for word in _WORDS.findall(head.lower()) if word in _ALL)
