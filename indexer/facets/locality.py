"""Facets of place: the unit that a portal belongs to and those that a text names, then and now."""

from dataclasses import asdict, dataclass
from typing import Any

from crawler.article import Article
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
    """Return the units named in title, lead, body and captions, in the order of the text.

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
