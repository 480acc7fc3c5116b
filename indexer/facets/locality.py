"""Facets of place: the administrative unit that a portal belongs to, then and now."""

from dataclasses import asdict
from typing import Any

from indexer.gazetteer.unit import Unit as Unit


def locality(unit: Unit | None) -> dict[str, Any]:
    """Return the flat fields that a search filters by, with the unit itself as `issuer`.

    `provinces` holds the province then and the province now, so that a reader finds an article
    under either name; `place` is the path of names on the unit's day, such as
    "Yên Bái/Mù Cang Chải". Without a unit every field is there and empty.
    """
    if unit is None:
        names = ("issuer", "province", "province_now", "district", "commune", "place", "location")
        return {**dict.fromkeys(names), "provinces": []}
    issuer = asdict(unit)
    latitude, longitude = issuer.pop("latitude"), issuer.pop("longitude")
    located = latitude is not None and longitude is not None
    path = (unit.province, unit.district, unit.commune)
    then_and_now = dict.fromkeys((unit.province, unit.province_now or unit.province))
    return {
        "issuer": issuer,
        "province": unit.province,
        "province_now": unit.province_now,
        "provinces": list(then_and_now),
        "district": unit.district,
        "commune": unit.commune,
        "place": "/".join(name for name in path if name),
        "location": {"lat": latitude, "lon": longitude} if located else None,
    }
