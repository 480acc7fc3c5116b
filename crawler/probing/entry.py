"""The registry's entry that a probe suggests."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from crawler.probing.report import Probe
from crawler.text import fold_diacritics

NO_UNIT = "00"
"""Stands for a unit that nothing on the page tells; no registry with it loads."""
_MERGER = date(2025, 7, 1)
"""Day of the map that holds; the units of the one before ended on its eve."""


class Place(Protocol):
    """An administrative unit, as the gazetteer gives it."""

    @property
    def code(self) -> str:
        """Its code on the day `vintage`."""

    @property
    def vintage(self) -> str:
        """A day on which it was so, ISO 8601."""

    @property
    def province(self) -> str:
        """Its province's name."""

    @property
    def district(self) -> str | None:
        """Its district's name, None for a province."""

    @property
    def commune(self) -> str | None:
        """Its commune's name, None for a province or district."""


NameUnit = Callable[[str, Sequence[str]], Place | None]
"""Takes a host and what the portal calls itself; gives the only unit that both can mean."""


def write_entry(probe: Probe, place: Place | None, today: date) -> str:
    """Return the [[site]] table, eight lines or fewer, that a crawl of the portal needs."""
    unit = place.code if place else NO_UNIT
    note = "" if place else " # PLACEHOLDER: nothing on the page tells the unit"
    lines = [
        "[[site]]",
        f"id = {_quote(_guess_id(probe.url, place))}",
        f"name = {_quote(probe.name or urlsplit(probe.url).netloc)}",
        f"platform = {_quote(probe.platform)}",
        f"unit = {_quote(unit)}{note}",
        f"start_urls = {_quote(probe.start_urls)}",
    ]
    if place and date.fromisoformat(place.vintage) < _MERGER:
        lines.append(f"valid_until = {_MERGER - timedelta(days=1)}")
    return "\n".join([*lines, f"verified = {today}"]) + "\n"


def _quote(value: str | list[str]) -> str:
    """Return the value as TOML writes it, which for texts and lists of texts is as JSON does."""
    return json.dumps(value, ensure_ascii=False)


def _guess_id(url: str, place: Place | None) -> str:
    """Return province and portal, from the unit's names and the host."""
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    labels = [_slug(label) for label in host.split(".")]
    if place is None:
        return f"tinh/{_slug(host)}"
    province = _slug(place.province).replace("-", "")
    own = place.commune or place.district
    if own is not None:
        return f"{province}/{_slug(own)}"
    named = host.endswith(".vn") and labels[0] != province
    return f"{province}/{labels[0] if named else 'tinh'}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold_diacritics(text).lower()).strip("-")
