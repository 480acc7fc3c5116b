"""The facets as lists of links: each adds its value to the address, or takes it away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from search.page.addresses import Address
from search.page.parameters import Shown
from search.results import FacetValue

ORDER: Final = (
    *("province_now", "province_then", "district", "place", "official", "organisation"),
    *("section", "site", "year"),
)
"""Facets in the order that readers see."""
OPEN: Final = frozenset({"province_now", "section", "year"})
"""Facets that are open from the beginning; others open where something is chosen."""
AT_ONCE: Final = 6
"""Values of an open facet; the rest are behind one more click."""
AT_MOST: Final = 40
"""Values in all: more are found sooner by typing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value with its count, and the address that chooses it or lets it go."""

    value: str
    text: str
    count: int
    chosen: bool
    address: Address


@dataclass(frozen=True, slots=True)
class Choices:
    """A facet: what is shown at once, and what on demand."""

    name: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that narrows the results, and the address without it."""

    name: str
    text: str
    address: Address


def list_choices(
    facets: Mapping[str, tuple[FacetValue, ...]], shown: Shown, portals: Mapping[str, str]
) -> Iterator[Choices]:
    """Yield the facets that have values, the chosen values first."""
    for name in ORDER:
        values = [_choice(name, value, shown, portals) for value in facets.get(name, ())]
        values.sort(key=lambda choice: not choice.chosen)
        if values:
            first = max(AT_ONCE, sum(choice.chosen for choice in values))
            more = tuple(values[first:AT_MOST])
            is_open = name in OPEN or values[0].chosen
            yield Choices(name, tuple(values[:first]), more, is_open)


def list_conditions(shown: Shown, portals: Mapping[str, str]) -> list[Condition]:
    """Return every condition beside the query, in the address's order."""
    return [
        Condition(name, _text(name, value, portals), shown.address.remove(name, value))
        for name, value in shown.chosen
    ]


def _choice(name: str, value: FacetValue, shown: Shown, portals: Mapping[str, str]) -> Choice:
    chosen = shown.address.has(name, value.value)
    change = shown.address.remove if chosen else shown.address.add
    text = _text(name, str(value.value), portals)
    return Choice(str(value.value), text, value.count, chosen, change(name, value.value))


def _text(name: str, value: str, portals: Mapping[str, str]) -> str:
    return portals.get(value, value) if name == "site" else value
