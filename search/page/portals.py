"""The portals' names, for readers: facets count their ids."""

import threading
import time
from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Request

from search.reader import Reader

LIFETIME: Final = 300.0
"""Seconds until the names are asked for again."""
MOST: Final = 5000
"""Portals; the country has some 700 units of districts and 63 of provinces, each with a few."""


class Portals:
    """Names of the portals that the archive holds. Several threads may ask it."""

    def __init__(self, reader: Reader) -> None:
        """Take what reads the archive; nothing is asked before the first name."""
        self._reader = reader
        self._lock = threading.Lock()
        self._names: Mapping[str, str] = {}
        self._until = 0.0

    def names(self) -> Mapping[str, str]:
        """Return the portals' names by id; raises as `Reader.search`."""
        with self._lock:
            if time.monotonic() > self._until:
                self._names = _ask(self._reader)
                self._until = time.monotonic() + LIFETIME
            return self._names


def portals_of(request: Request) -> Portals:
    """Return the portals of the archive that an application serves."""
    portals: Portals = request.app.state.portals
    return portals


Known: TypeAlias = Annotated[Portals, Depends(portals_of)]


def _ask(reader: Reader) -> Mapping[str, str]:
    name = {"terms": {"field": "portal", "size": 1}}
    sites = {"terms": {"field": "site", "size": MOST}, "aggs": {"portal": name}}
    answer = reader.search({"size": 0, "aggs": {"sites": sites}})["aggregations"]
    return {
        bucket["key"]: named[0]["key"]
        for bucket in answer["sites"]["buckets"]
        if (named := bucket["portal"]["buckets"])
    }
