"""Where: the administrative unit that publishes, then and now."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit as one day's map has it, and what stands in its place today.

    `code` is the statistics office's, leading zeros kept, and means something only together with
    `vintage`, an ISO date on which it held: "2025-06-30" before the merger, "2025-07-01" since.
    `name` has the type ("Huyện Văn Lãng"). `province`, `district` and `commune` are the unit's own
    names at each level, without the type unless a namesake or a number needs it ("Quận 1").
    `province_now` and `commune_now` are today's; None where there is no single one.
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
