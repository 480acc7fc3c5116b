"""Addresses of pages: every state of a page is one, so that it can be linked to and cited."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

_PLACE_IN_LIST: Final = frozenset({"cursor", "page"})
"""What means another place in another list: it goes whenever anything else changes."""


@dataclass(frozen=True, slots=True)
class Address:
    """A path and the parameters behind it, in order; `str()` is the address, percent-encoded.

    A path is given as readers see it, its segments' slashes kept: keys have some.
    """

    path: str = "/"
    pairs: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        # Two slashes in front would make a browser take what follows for a host.
        path = "/" + quote(self.path, safe="/:@").lstrip("/")
        query = urlencode(self.pairs, quote_via=quote, safe="/:,")
        return f"{path}?{query}" if query else path

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a parameter."""
        return tuple(value for each, value in self.pairs if each == name)

    def has(self, name: str, value: object) -> bool:
        """Tell whether a parameter has a value."""
        return (name, str(value)) in self.pairs

    def add(self, name: str, value: object) -> "Address":
        """Return the address with one more value of a parameter, from the list's beginning."""
        return self._with([*self._kept(), (name, str(value))])

    def remove(self, name: str, value: object) -> "Address":
        """Return the address without a value of a parameter, from the list's beginning."""
        return self._with(pair for pair in self._kept() if pair != (name, str(value)))

    def put(self, name: str, *values: object) -> "Address":
        """Return the address with these values of a parameter alone; without any it goes."""
        kept = [pair for pair in self._kept() if pair[0] != name]
        return self._with([*kept, *((name, str(value)) for value in values if value is not None)])

    def drop(self, *names: str) -> "Address":
        """Return the address without some parameters, from the list's beginning."""
        return self._with(pair for pair in self._kept() if pair[0] not in names)

    def at(self, path: str) -> "Address":
        """Return another path's address with the same parameters, from the list's beginning."""
        return Address(path, tuple(self._kept()))

    def go(self, **place: object) -> "Address":
        """Return the address with other parameters at the same place of the list, or at theirs."""
        kept = [pair for pair in self.pairs if pair[0] not in place]
        new = [(name, str(value)) for name, value in place.items() if value is not None]
        return self._with([*kept, *new])

    def _kept(self) -> list[tuple[str, str]]:
        return [pair for pair in self.pairs if pair[0] not in _PLACE_IN_LIST]

    def _with(self, pairs: Iterable[tuple[str, str]]) -> "Address":
        return Address(self.path, tuple(pairs))
