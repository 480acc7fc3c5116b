"""The facets as lists of links: each adds its value to the address, or takes it away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from search.page.addresses import Address
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
    facets: Mapping[str, tuple[FacetValue, ...]], here: Address, portals: Mapping[str, str]
) -> Iterator[Choices]:
    """Yield the facets that have values, the chosen values first; `here` is the page's address."""
    for name in ORDER:
        known = [(here.has(name, each.value), each) for each in facets.get(name, ())]
        known.sort(key=lambda pair: not pair[0])
        values = [
            _choice(name, each, here, portals, chosen=chosen) for chosen, each in known[:AT_MOST]
        ]
        if values:
            first = max(AT_ONCE, sum(choice.chosen for choice in values))
            is_open = name in OPEN or values[0].chosen
            yield Choices(name, tuple(values[:first]), tuple(values[first:]), is_open)


def list_conditions(
    conditions: Iterable[tuple[str, str]], here: Address, portals: Mapping[str, str]
) -> list[Condition]:
    """Return conditions, pairs of a name and a value, each with the address without it."""
    return [
        Condition(name, _text(name, value, portals), here.remove(name, value))
        for name, value in conditions
    ]


def _choice(
    name: str, value: FacetValue, here: Address, portals: Mapping[str, str], *, chosen: bool
) -> Choice:
    address = (here.remove if chosen else here.add)(name, value.value)
    text = _text(name, str(value.value), portals)
    return Choice(text, value.count, chosen, address)


def _text(name: str, value: str, portals: Mapping[str, str]) -> str:
    return portals.get(value, value) if name == "site" else value
