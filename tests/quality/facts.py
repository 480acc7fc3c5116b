"""What the product finds on a page, in the shape that labels have.

A facet that is not there yet is None and not judged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from indexer.facets.locality import Unit, locality
from tests.quality.labels import Days
from tests.quality.pages import Case


@dataclass(frozen=True, slots=True)
class Facts:
    """Days, units and officials found, and the issuer as the index holds it."""

    event_dates: tuple[Days, ...] | None
    places: tuple[Unit, ...] | None
    officials: tuple[Any, ...] | None
    issuer: dict[str, Any] | None


def _facet(module: str, function: str) -> Callable[..., Any] | None:
    try:
        return getattr(import_module(f"indexer.facets.{module}"), function, None)
    except ImportError:
        return None


find_event_dates = _facet("dates", "find_event_dates")
find_places = _facet("locality", "find_places")
find_officials = _facet("officials", "find_officials")


def find_facts(case: Case) -> Facts:
    """Run every facet on a case's article."""
    article, issuer = case.article, case.issuer
    events = find_event_dates(article) if find_event_dates else None
    places = find_places(article, issuer) if find_places else None
    return Facts(
        event_dates=events and tuple(event.days for event in events),
        places=places and tuple(place.unit for place in places.places),
        officials=tuple(find_officials(article, issuer)) if find_officials else None,
        issuer=locality(issuer)["issuer"],
    )
