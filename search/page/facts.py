"""Where an article's texts name what the index holds of it: officials, places, days of events."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from crawler.article import Article
from indexer.facets.dates import EventDate, find_event_dates
from indexer.facets.locality import find_places
from indexer.facets.passages import Mention
from indexer.gazetteer import AFTER
from indexer.gazetteer.unit import Unit
from search.article import Found
from search.page.addresses import Address
from search.page.formats import day
from search.page.marks import Mark

Marks: TypeAlias = Mapping[tuple[str, int], Sequence[Mark]]
"""Marks by a text's field and, of paragraphs and captions, its index; 0 for title and lead."""


def marks_of(document: Found) -> Marks:
    """Return the marks of a document's texts.

    A document tells where it names officials. Places and days are found again by today's rules,
    and only those are marked that the document has in its facets.
    """
    article = Article.from_dict(dict(document))
    found: dict[tuple[str, int], list[Mark]] = defaultdict(list)
    for mention, mark in (
        *_officials(document.get("officials") or ()),
        *_places(article, document),
        *_events(article, document),
    ):
        found[mention.field, mention.index].append(mark)
    return found


def official_address(key: str) -> Address:
    """Return the address of an official's page; keys are those of `official_keys`."""
    return Address(f"/quan-chuc/{key}")


def place_address(code: str, vintage: str) -> Address:
    """Return the address of a unit's page."""
    return Address(f"/noi/{code}@{vintage}")


def unit_words(unit: Unit) -> str:
    """Return a unit's name with what it was part of, and what its area belongs to today."""
    above = unit.district if unit.commune else None
    then = [name for name in (above, unit.province if unit.level > 1 else None) if name]
    now = [name for name in (unit.commune_now, unit.province_now) if name]
    changed = unit.vintage < AFTER and now not in ([], [unit.province])
    return ", ".join([unit.name, *then]) + (f" → {', '.join(now)}" if changed else "")


def _officials(officials: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Mention, Mark]]:
    for each in officials:
        title = f"{each['name']} — {each['title']}"
        address = official_address(each["person"])
        for mention in each["mentions"]:
            place = Mention(**mention)
            yield place, Mark(place.start, place.end, "official", title, address)


def _places(article: Article, document: Found) -> Iterable[tuple[Mention, Mark]]:
    issuer = document.get("issuer")
    known = document.get("place_codes") or ()
    for place in find_places(article, Unit(**issuer) if issuer else None).places:
        unit = place.unit
        if f"{unit.code}@{unit.vintage}" in known:
            address, title = place_address(unit.code, unit.vintage), unit_words(unit)
            for mention in place.mentions:
                yield mention, Mark(mention.start, mention.end, "place", title, address)


def _events(article: Article, document: Found) -> Iterable[tuple[Mention, Mark]]:
    """Yield a mark for each place that names days: "ngày 14 và 15/4" is one, from day to day."""
    known = document.get("event_dates") or ()
    named: dict[Mention, list[EventDate]] = defaultdict(list)
    for event in find_event_dates(article):
        if event.start.isoformat() in known:
            named[event.mention].append(event)
    for at, events in named.items():
        first, last = min(each.start for each in events), max(each.end for each in events)
        address = Address().put("event_from", first).put("event_to", last)
        title = ", ".join(_days(each) for each in events)
        yield at, Mark(at.start, at.end, "event", title, address)


def _days(event: EventDate) -> str:
    ends = dict.fromkeys((event.start.isoformat(), event.end.isoformat()))
    return " – ".join(map(day, ends))
