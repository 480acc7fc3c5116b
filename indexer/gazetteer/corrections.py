"""What build.py knows and its sources do not: spellings, upgrades, and units that ended before.

The ended ones are those that the news of the archive still names: tỉnh Hà Tây joined Hà Nội on 1
August 2008 (Resolution 15/2008/QH12), huyện Từ Liêm became two urban districts on 1 April 2014
(Resolution 132/NQ-CP of 2013). Most of its communes kept their codes.
"""

from typing import Final, NamedTuple

MISSPELT: Final = {
    "Mù Căng Chải": "Mù Cang Chải",
    "Mường é": "Mường É",
    "Nậm ét": "Nậm Ét",
    "Pa ủ": "Pa Ủ",
    "Ya ly": "Ya Ly",
    "é Tòng": "É Tòng",
    "Đại áng": "Đại Áng",
    "Đồng ý": "Đồng Ý",
}
"""Names that the data sets write otherwise than the units themselves; kept as aliases."""
ALSO_WRITTEN: Final = {
    "Bắc Kạn": ("Bắc Cạn",),
    "Buôn Ma Thuột": ("Buôn Mê Thuột", "Ban Mê Thuột"),
    "Kon Tum": ("Kontum",),
    "Sa Pa": ("Sapa",),
}
"""Further aliases: what newspapers write."""
UPGRADED: Final = frozenset({"Đồng Nai", "Bắc Ninh", "Quảng Ninh"})
"""Provinces that became centrally run cities in 2026; their codes stayed."""
MISPLACED: Final = frozenset({"09118"})
"""Communes whose coordinates are those of a namesake in another province."""


class Ended(NamedTuple):
    """A unit with its last day, and the units of 2025-06-30 in its place."""

    vintage: str
    code: str
    name: str
    parent: str
    heirs: tuple[str, ...]


ENDED: Final = (
    Ended("2008-07-31", "28", "Tỉnh Hà Tây", "", ("268",)),
    Ended("2014-03-31", "019", "Huyện Từ Liêm", "01", ("019", "021")),
    *(
        Ended("2014-03-31", heirs[0], name, "019", heirs)
        for name, *heirs_of in (
            ("Thị trấn Cầu Diễn", "00592", "00620"),
            ("Xã Thượng Cát", "00595"),
            ("Xã Liên Mạc", "00598"),
            ("Xã Đông Ngạc", "00601", "00602"),
            ("Xã Thụy Phương", "00604"),
            ("Xã Tây Tựu", "00607"),
            ("Xã Xuân Đỉnh", "00610", "00611"),
            ("Xã Minh Khai", "00613"),
            ("Xã Cổ Nhuế", "00616", "00617"),
            ("Xã Phú Diễn", "00619", "00620"),
            ("Xã Xuân Phương", "00622", "00623"),
            ("Xã Mỹ Đình", "00625", "00626"),
            ("Xã Tây Mỗ", "00628"),
            ("Xã Mễ Trì", "00631", "00632"),
            ("Xã Đại Mỗ", "00634"),
            ("Xã Trung Văn", "00637"),
        )
        if (heirs := tuple(heirs_of))
    ),
)
"""Earlier vintages hold these units only."""
