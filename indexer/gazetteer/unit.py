"""An administrative unit, as every look-up returns it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

RANKS: Final[Mapping[str, int]] = {
    "Tỉnh": 1,
    "Thành phố": 1,  # centrally run, or else a province's and as a district
    "Quận": 2,
    "Huyện": 2,
    "Thị xã": 2,
    "Phường": 3,
    "Thị trấn": 3,
    "Xã": 3,
    "Đặc khu": 3,
}
"""The types of units: of provinces 1, districts 2 and communes 3."""
TYPES: Final = tuple(RANKS)


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit as it stood on the day `vintage`, the last or first of a system.

    Codes were reused on 1 July 2025, so a unit is known by (code, vintage). `province`, `district`
    and `commune` are names on that day, the unit's own among them; `province_now` and `commune_now`
    are what its area belongs to today, None where it was divided. Coordinates are WGS 84 degrees.
    """

    code: str
    vintage: str
    name: str
    type: str
    province: str
    district: str | None = None
    commune: str | None = None
    province_now: str | None = None
    commune_now: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def level(self) -> int:
        """1 for a province, 2 for a district, 3 for a commune."""
        return 3 if self.commune else 2 if self.district else 1

    def contains(self, other: "Unit") -> bool:
        """Tell whether another unit of the same map is below this one."""
        return (
            self.level < other.level
            and self.province == other.province
            and self.district in (None, other.district)
        )
