"""What the product finds on a page, in the shape that labels have."""

from dataclasses import dataclass

from indexer.facets.dates import find_event_dates
from indexer.facets.locality import Unit, find_places
from indexer.facets.officials import Official, find_officials
from tests.quality.labels import Days
from tests.quality.pages import Case


@dataclass(frozen=True, slots=True)
class Facts:
    """Days, units and officials found."""

    event_dates: tuple[Days, ...]
    places: tuple[Unit, ...]
    officials: tuple[Official, ...]


def find_facts(case: Case) -> Facts:
    """Run every facet on a case's article."""
    article, issuer = case.article, case.issuer
    return Facts(
        event_dates=tuple(event.days for event in find_event_dates(article)),
        places=tuple(place.unit for place in find_places(article, issuer).places),
        officials=find_officials(article, issuer),
    )
