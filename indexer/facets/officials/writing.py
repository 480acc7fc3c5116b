"""One writing for each organ, so that a search counts it once: "TT&TT" is written out."""

import re
from functools import lru_cache
from typing import Final

_WRITTEN: Final = (
    (r"Ủy ban nhân dân", "UBND"),
    (r"Hội đồng nhân dân", "HĐND"),
    (r"Ban CHQS|BCH quân sự|Ban chỉ huy quân sự", "Ban Chỉ huy Quân sự"),
    (r"Bộ CHQS|Bộ chỉ huy quân sự", "Bộ Chỉ huy Quân sự"),
    (r"TT ?& ?TT|TTTT|TT và TT", "Thông tin và Truyền thông"),
    (r"GD ?& ?ĐT", "Giáo dục và Đào tạo"),
    (r"KH ?& ?ĐT", "Kế hoạch và Đầu tư"),
    (r"TN ?& ?MT", "Tài nguyên và Môi trường"),
    (r"PTNT", "Phát triển nông thôn"),
    (r"CNTT", "Công nghệ thông tin"),
    (r"BCĐ", "Ban Chỉ đạo"),
    (r"MTTQ", "Mặt trận Tổ quốc"),
    (r"LHPN", "Liên hiệp Phụ nữ"),
    (r"LĐLĐ", "Liên đoàn Lao động"),
    (r"TW", "Trung ương"),
    (r"VP", "Văn phòng"),
    (r"TP\.? ?HCM", "thành phố Hồ Chí Minh"),
    (r"TP\.?", "thành phố"),
    (r"TX\.?", "thị xã"),
)
_PATTERNS: Final = tuple(
    (re.compile(rf"(?<!\w)(?:{pattern})(?![\w&])", re.IGNORECASE), name)
    for pattern, name in _WRITTEN
)


@lru_cache(maxsize=1 << 12)
def written(name: str) -> str:
    """Return an organisation's name with its usual abbreviations in one writing, capitalised."""
    for pattern, text in _PATTERNS:
        name = pattern.sub(text, name)
    return name[:1].upper() + name[1:]
