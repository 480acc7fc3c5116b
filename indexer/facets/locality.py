"""Facets of place: the unit that a portal belongs to and those that a text names, then and now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.article import Article, values_of
from crawler.dates import VIETNAM
from indexer.facets.passages import Mention, passages
from indexer.facets.place_area import Area
from indexer.facets.place_names import read_names
from indexer.facets.place_resolution import resolve
from indexer.gazetteer.unit import Unit as Unit


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that a text names, and where it does."""

    unit: Unit
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """The units that an article names, and as it writes them the names that could be several."""

    places: tuple[Place, ...] = ()
    ambiguous: tuple[str, ...] = ()


def find_places(article: Article, issuer: Unit | None) -> PlaceFacts:
    """Return the units named in title, lead, body and captions, provinces before what is in them.

    `issuer` is the unit that published, None where it is not known. Names are read by the map of
    the day on which the article was published, or captured if it does not say.
    """
    day = (article.published_at or article.captured_at).astimezone(VIETNAM).date()
    area = Area(issuer, day)
    names = [name for passage in passages(article) for name in read_names(passage, area)]
    found: dict[Unit, list[Mention]] = {}
    unresolved: dict[str, None] = {}
    for name, unit in resolve(names, area):
        if unit:
            found.setdefault(unit, []).append(name.mention)
        else:
            unresolved[name.text] = None
    return PlaceFacts(
        tuple(Place(unit, tuple(mentions)) for unit, mentions in found.items()), tuple(unresolved)
    )


def locality(unit: Unit | None) -> dict[str, Any]:
    """Return the flat fields that a search filters by, with the unit itself as `issuer`.

    `provinces` holds the province then and the province now, so that a reader finds an article
    under either name; `place` is the path of names on the unit's day, such as
    "Yên Bái/Mù Cang Chải". Without a unit every field is there and empty.
    """
    if unit is None:
        names = ("issuer", "province", "province_now", "district", "commune", "place", "location")
        return {**dict.fromkeys(names), "provinces": []}
    latitude, longitude = unit.latitude, unit.longitude
    located = latitude is not None and longitude is not None
    path = (unit.province, unit.district, unit.commune)
    then_and_now = dict.fromkeys((unit.province, unit.province_now or unit.province))
    return {
        "issuer": _without_point(unit),
        "province": unit.province,
        "province_now": unit.province_now,
        "provinces": list(then_and_now),
        "district": unit.district,
        "commune": unit.commune,
        "place": "/".join(name for name in path if name),
        "location": {"lat": latitude, "lon": longitude} if located else None,
    }


def place_fields(facts: PlaceFacts) -> dict[str, Any]:
    """Return what an article names as flat fields, for filters and counts; lists without doubles.

    `place_paths` are the names from the province down, one for each level ("Yên Bái", "Yên
    Bái/Mù Cang Chải"), then and now, so that a place is found under the names of either map.
    """
    units = [place.unit for place in facts.places]
    points = {(unit.latitude, unit.longitude) for unit in units if unit.latitude is not None}
    provinces = (name for unit in units for name in (unit.province, unit.province_now) if name)
    return {
        "places": [_without_point(unit) for unit in units],
        "place_names": list(dict.fromkeys(unit.name for unit in units)),
        "place_paths": list(dict.fromkeys(path for unit in units for path in _paths(unit))),
        "place_codes": [f"{unit.code}@{unit.vintage}" for unit in units],
        "place_provinces": list(dict.fromkeys(provinces)),
        "locations": [
            {"lat": latitude, "lon": longitude} for latitude, longitude in sorted(points)
        ],
        "places_unresolved": len(facts.ambiguous),
    }


def _paths(unit: Unit) -> Iterator[str]:
    then = (unit.province, unit.district, unit.commune)
    now = (unit.province_now, unit.commune_now)
    for names in (then, now):
        known = [name for name in names if name]
        yield from ("/".join(known[:level]) for level in range(1, len(known) + 1))


def _without_point(unit: Unit) -> dict[str, Any]:
    return {k: v for k, v in values_of(unit).items() if k not in ("latitude", "longitude")}
