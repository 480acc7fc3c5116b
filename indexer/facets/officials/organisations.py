"""The organisation of a position, with the unit that the text leaves out: text and issuer in.

"Phó Chủ tịch UBND huyện" on Mù Cang Chải's portal belongs to "UBND huyện Mù Cang Chải", "Phó tư
lệnh Quân khu" in Lạng Sơn to Quân khu 1. What neither text nor issuer tells stays None.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from indexer.facets.officials.positions import Position
from indexer.facets.officials.tokens import tokenize
from indexer.facets.officials.units import unit_names
from indexer.facets.officials.writing import written
from indexer.facets.place_words import CAPITAL
from indexer.gazetteer.names import units_named
from indexer.gazetteer.spelling import spelling
from indexer.gazetteer.unit import RANKS, Unit

_OF_HEADS: Final[Mapping[str, str]] = {
    "ban chỉ đạo": "Ban Chỉ đạo",
    "bcđ": "Ban Chỉ đạo",
    "ban tổ chức": "Ban Tổ chức",
    "ban quản lý": "Ban Quản lý",
    "ban": "Ban",
    "ban thường trực": "Ban",
    "văn phòng": "Văn phòng",
    "trưởng phòng": "Phòng",
    "phó phòng": "Phòng",
    "chánh thanh tra": "Thanh tra",
    "trưởng đài": "Đài",
    "trưởng trạm": "Trạm",
    "hạt trưởng": "Hạt",
    "trưởng đoàn đại biểu quốc hội": "Đoàn Đại biểu Quốc hội",
    "trưởng đoàn đbqh": "Đoàn ĐBQH",
    "trưởng công an": "Công an",
    "trưởng khoa": "Khoa",
    "tổng thanh tra": "Thanh tra",
    "bộ trưởng": "Bộ",
    "thứ trưởng": "Bộ",
    "thứ trưởng thường trực": "Bộ",
    "vụ trưởng": "Vụ",
    "vụ phó": "Vụ",
    "viện trưởng": "Viện",
    "thủ tướng": "Chính phủ",
    "thủ tướng thường trực": "Chính phủ",
    "đại biểu quốc hội": "Quốc hội",
    "chủ tịch quốc hội": "Quốc hội",
    "bí thư huyện đoàn": "Huyện đoàn",
    "tỉnh ủy viên": "Tỉnh ủy",
    "thành ủy viên": "Thành ủy",
    "huyện ủy viên": "Huyện ủy",
    "quận ủy viên": "Quận ủy",
    "thị ủy viên": "Thị ủy",
    "đảng ủy viên": "Đảng ủy",
}
"""Organs that are named in the office itself."""
_ALONE: Final = frozenset({"Chính phủ", "Quốc hội", "Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy"})
"""Those of them that need nothing behind them."""
_EX_OFFICIO: Final = ("đảng ủy quân sự", "hội đồng nghĩa vụ quân sự", "trưởng đoàn")
"""What the head of a party committee or of a people's committee leads besides, or for a day."""
_DELEGATION: Final = re.compile(r"đại biểu quốc hội|đbqh")
_LEVELS: Final[Mapping[str, frozenset[str]]] = {
    "tỉnh": frozenset({"Tỉnh"}),
    "thành": frozenset({"Thành phố"}),
    "thành phố": frozenset({"Thành phố"}),
    "huyện": frozenset({"Huyện"}),
    "quận": frozenset({"Quận"}),
    "thị": frozenset({"Thị xã"}),
    "thị xã": frozenset({"Thị xã"}),
    "xã": frozenset({"Xã"}),
    "phường": frozenset({"Phường"}),
    "thị trấn": frozenset({"Thị trấn"}),
}
_BARE_LEVEL: Final = re.compile(
    r"(?:^|\s)(?:(tỉnh|thành|huyện|quận|thị) (?:ủy|đoàn)|(thành phố|tỉnh|huyện|quận|thị xã|thị trấn"
    r"|xã|phường))$",
    re.IGNORECASE,
)
_NAMED_LEVEL: Final = re.compile(
    r"(?<!\w)(?i:(tỉnh|thành|huyện|quận|thị) (?:ủy|đoàn)|(thành phố|tỉnh|huyện|quận|thị xã|thị trấn"
    rf"|xã|phường)) ((?:{CAPITAL}[\w']*|\d+)(?:[ -]{CAPITAL}[\w']*)*)"
)
_CENTRAL: Final = re.compile(
    r"(?<!\w)(?:Trung ương|Chính phủ|Quốc hội|Nhà nước|Bộ(?! Chỉ huy)|Việt Nam|[Qq]uốc gia|Quân khu"
    r"|Tổng cục|[Tt]ối cao|Bộ Chính trị|Cục|Vụ|Đảng)(?!\w)"
)
_OF_UNIT: Final = re.compile(
    r"^(?:Tỉnh|Thành phố|Huyện|Quận|Thị xã|Thị trấn|Xã|Phường)(?: (?!ủy)|$)"
)
_PROVINCIAL: Final = re.compile(
    r"^(?:Thanh tra |Văn phòng )?(?:Sở|Bộ Chỉ huy|Đài Phát thanh)(?: |$)", re.IGNORECASE
)
_SPELLED: Final = re.compile(
    r"Sở (?<!\w...)(?:TT ?& ?TT|TTTT|Thông tin (?:và|-) Truyền thông|Giáo dục và Đào tạo|GD ?& ?ĐT"
    r"|Y tế|Nội vụ|Tư pháp|Tài chính|Công [Tt]hương|Xây dựng|Kế hoạch và Đầu tư|Ngoại vụ"
    r"|Giao thông [Vv]ận tải|Tài nguyên và Môi trường|Khoa học và Công nghệ|Du lịch"
    r"|Văn hóa, Thể thao và Du lịch|Văn hóa và Thể thao|Nông nghiệp và Phát triển nông thôn"
    r"|Nông nghiệp và PTNT|Nông nghiệp và Môi trường|Lao động - Thương binh và Xã hội"
    r"|Bưu chính,? [Vv]iễn thông|Dân tộc và Tôn giáo)"
)
"""Departments, which an article may later call "Sở" alone."""
_OF_ISSUER: Final = re.compile(r"^(?:UBND|HĐND|Công an|Phòng [^,]+|Ban Chỉ huy Quân sự)$")
_ELSEWHERE: Final = re.compile(
    r"^(?:Viện|Học viện|Đại học|Trường Đại học|Tạp chí|Báo|Nhà xuất bản|NXB|Hiệp hội"
    r"|Ngân hàng)(?!\w)"
)
"""Organisations that belong to no unit, or to one that their name does not tell."""
_REGION: Final = re.compile(r"Quân khu$", re.IGNORECASE)
MILITARY_REGIONS: Final[Mapping[str, str]] = {
    province: number
    for number, provinces in {
        "1": "Bắc Giang|Bắc Kạn|Bắc Ninh|Cao Bằng|Lạng Sơn|Thái Nguyên",
        "2": "Điện Biên|Hà Giang|Lai Châu|Lào Cai|Phú Thọ|Sơn La|Tuyên Quang|Vĩnh Phúc|Yên Bái",
        "3": "Hà Nam|Hải Dương|Hải Phòng|Hòa Bình|Hưng Yên|Nam Định|Ninh Bình|Quảng Ninh|Thái Bình",
        "4": "Hà Tĩnh|Nghệ An|Quảng Bình|Quảng Trị|Thanh Hóa|Thừa Thiên Huế|Huế",
        "5": "Bình Định|Đà Nẵng|Đắk Lắk|Đắk Nông|Gia Lai|Khánh Hòa|Kon Tum|Ninh Thuận|Phú Yên"
        "|Quảng Nam|Quảng Ngãi",
        "7": "Bà Rịa - Vũng Tàu|Bình Dương|Bình Phước|Bình Thuận|Đồng Nai|Hồ Chí Minh|Lâm Đồng"
        "|Long An|Tây Ninh",
        "9": "An Giang|Bạc Liêu|Bến Tre|Cà Mau|Cần Thơ|Đồng Tháp|Hậu Giang|Kiên Giang|Sóc Trăng"
        "|Tiền Giang|Trà Vinh|Vĩnh Long",
    }.items()
    for province in provinces.split("|")
}
"""Which military region (quân khu) a province belongs to; Hà Nội is under the Capital's command."""


@dataclass(frozen=True)
class Surroundings:
    """What fills in an organisation: the issuer, the article's day and its texts, by `spell`."""

    issuer: Unit | None
    day: date
    texts: Sequence[str]

    @cached_property
    def known(self) -> tuple[Unit, ...]:
        """The issuer and the units above it."""
        if self.issuer is None:
            return ()
        return (self.issuer, *_above(self.issuer, self.day))

    def of_level(self, level: str) -> Unit | None:
        """Return the only unit that "huyện", "Thành ủy" … can mean here."""
        types = _LEVELS[level.lower()]
        known = [unit for unit in self.known if unit.type in types]
        if known:
            return known[0]
        named = {name for kind, name in self._named if kind in types}
        return _resolve(named.pop(), types, self) if len(named) == 1 else None

    @cached_property
    def _named(self) -> frozenset[tuple[str, str]]:
        """The types and names of units that the texts spell out."""
        found = (found for text in self.texts for found in _NAMED_LEVEL.finditer(text))
        return frozenset(
            (kind, each[3]) for each in found for kind in _LEVELS[(each[1] or each[2]).lower()]
        )

    @cached_property
    def department(self) -> str | None:
        """The department of a province that the texts spell out most often."""
        names = Counter(written(name) for text in self.texts for name in _SPELLED.findall(text))
        return names.most_common(1)[0][0] if names else None


def main_position(positions: Sequence[Position], around: Surroundings) -> Position:
    """Return the position whose organisation is a person's: the last that is no seat.

    It is the last of those whose organisation is told, if one is: "Giám đốc Sở Y tế, Phó Trưởng
    ban" leads the Sở Y tế.
    """
    leading = [p for p in positions if not p.is_membership]
    chosen = [p for p in leading if not _is_ex_officio(p)]
    among = chosen or leading or list(positions)
    told = [p for p in among if organisation_of(p, around)[0]]
    return (told or among)[-1]


def _is_ex_officio(position: Position) -> bool:
    text = position.text.lower()
    return any(words in text for words in _EX_OFFICIO) and not _DELEGATION.search(text)


def organisation_of(position: Position, around: Surroundings) -> tuple[str | None, Unit | None]:
    """Return the name of a position's organisation and the unit that it belongs to."""
    if not (name := written(_with_noun(position))):
        return None, around.issuer
    if _OF_UNIT.match(name) and position.head.lower().endswith("chủ tịch"):
        name = f"UBND {name[0].lower()}{name[1:]}"
    if _REGION.search(name):
        region = MILITARY_REGIONS.get(around.issuer.province) if around.issuer else None
        return (f"{name} {region}" if region else None), None
    if name in {"Sở", "Thanh tra Sở", "Văn phòng Sở"}:
        whole = f"{name[:-2]}{around.department}" if around.department else ""
        return (_of_province(whole, around) if whole else None), _province(around)
    if bare := _BARE_LEVEL.search(name):
        unit = around.of_level(bare[1] or bare[2])
        return (f"{name} {_bare(unit)}" if unit else None), unit
    if named := _NAMED_LEVEL.search(name):
        return name, _resolve(named[3], _LEVELS[(named[1] or named[2]).lower()], around)
    if _PROVINCIAL.match(name):
        return _of_province(name, around), _province(around)
    if _CENTRAL.search(name):
        return name, None
    issuer = around.issuer
    if issuer and _OF_ISSUER.match(name) and issuer.level > (1 if "Phòng" in name else 0):
        return f"{name} {issuer.type.lower()} {_bare(issuer)}", issuer
    return name, (None if _ELSEWHERE.match(name) else issuer)


def full_title(position: Position, organisation: str | None) -> str:
    """Return a position with its organisation in full: "Chủ tịch UBND huyện Mù Cang Chải"."""
    if organisation is None:
        return _capitalized(position.text)
    if position.organisation not in position.text:
        return _capitalized(f"{position.text}, {organisation}")
    said = _with_noun(position)
    if said == position.organisation:
        return _capitalized(f"{position.head} {organisation}")
    return _capitalized(position.text + organisation.removeprefix(written(said)))


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1 << 12)
def _with_noun(position: Position) -> str:
    """Return the organisation's words, with the organ that the office itself names before them."""
    head = position.head.lower()
    ends = [end for end in _OF_HEADS if head == end or head.endswith(f" {end}")]
    if not ends:
        return position.organisation.removeprefix("của ")
    noun, rest = (
        _OF_HEADS[max(ends, key=len)],
        position.organisation.lstrip("-– ").removeprefix("của "),
    )
    if rest.lower().startswith(noun.split()[0].lower()):
        return rest
    return f"{noun} {rest}" if rest else (noun if noun in _ALONE else "")


def _bare(unit: Unit) -> str:
    return unit.name.removeprefix(f"{unit.type} ")


def _of_province(name: str, around: Surroundings) -> str:
    words = tokenize(name)
    large = unit_names(large=True)
    placed = any(large.match(words, start) == len(words) for start in range(1, len(words)))
    return name if placed or not around.issuer else f"{name} {around.issuer.province}"


def _province(around: Surroundings) -> Unit | None:
    return next((unit for unit in around.known if unit.level == 1), None)


def _above(unit: Unit, day: date) -> list[Unit]:
    """Return the district and the province that contain a unit."""
    names = [name for name in (unit.district, unit.province) if name]
    high = frozenset(kind for kind, rank in RANKS.items() if rank < 3)
    found = []
    for name in names:
        bare = re.sub(r"^(?:Thị xã|Huyện|Thành phố|Quận) (?!\d)", "", name)
        for candidates in units_named(spelling(bare), high, day):
            above = [u for u in candidates if u.contains(unit) and u.vintage >= ""]
            if above:
                found.append(
                    min(above, key=lambda u: u.level if name == unit.province else -u.level)
                )
                break
    return found


def _resolve(name: str, types: frozenset[str], around: Surroundings) -> Unit | None:
    """Return the unit of a name and type, in the issuer's province where there are namesakes."""
    for candidates in units_named(spelling(name), types, around.day):
        near = [u for u in candidates if around.issuer and u.province == around.issuer.province]
        closest = [u for u in near if around.issuer and u.district == around.issuer.district]
        for group in (closest, near, candidates):
            if len(group) == 1:
                return group[0]
    return None
