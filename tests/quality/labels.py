"""What a person says that pages state: labels/*.toml, and the truths that come with the corpora.

A label names its page by `set` and `address`: an address of the recorded Hanoi portal ("hanoi"), or
the id of an article of a replica (the replica's name), or a page of another corpus
("recorded/nukeviet"), as the corpus's index.tsv names it. With a table `article` that article is no
part of the replica, but poured into it for the label. `unit`, an administrative code, and
`unit_on`, the day by whose map it is read, say whose portal it is, if not the replica's own. A
field that a label leaves out is not judged; a list that is empty states that there is none. Persons
and the byline stand for themselves: who names none states that there is none, unless the key
`unjudged` at the top of the file says otherwise. labels/README.md has the conventions.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

LABELS = Path(__file__).with_name("labels")
Days = tuple[date, ...]
"""A day, or every day of a range."""


@dataclass(frozen=True, slots=True)
class OfficialLabel:
    """A person with an office, as the page says it; None, or no `ranked`, is not judged.

    With `ranked` a rank of None states that there is none; so do `former` and `acting`.
    """

    name: str
    positions: tuple[str, ...] = ()
    organisation: str | None = None
    rank: str | None = None
    former: bool = False
    acting: bool = False
    ranked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a page states. None is not judged; "" and () say that it states none.

    `published` is a day or a minute in ISO 8601, `event_dates` days and ranges, `issuer` and
    `places` units as "Xã Phù Linh, Huyện Sóc Sơn, Thành phố Hà Nội"; `body` holds the lead, too.
    """

    body: str | None = None
    published: str | None = None
    event_dates: tuple[Days, ...] | None = None
    issuer: str | None = None
    places: tuple[str, ...] | None = None
    officials: tuple[OfficialLabel, ...] | None = None
    authors: tuple[str, ...] | None = None
    office: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """One entry of a file: the page that it names and what it states."""

    file: str
    set: str
    address: str
    truth: Truth
    unit: str | None = None
    unit_on: date | None = None
    article: dict[str, Any] = field(default_factory=dict)


def days(stated: str) -> Days:
    """Return the days of "2022-03-01" or of a range "2022-03-03/2022-03-05"."""
    first, _, last = stated.partition("/")
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return tuple(start + timedelta(days=number) for number in range((end - start).days + 1))


def _texts(entry: dict[str, Any], name: str) -> tuple[str, ...] | None:
    return tuple(entry[name]) if name in entry else None


def _truth(entry: dict[str, Any], issuer: str | None, unjudged: Iterable[str]) -> Truth:
    people = entry.get("officials", ())
    truth = Truth(
        published=entry.get("published"),
        event_dates=tuple(map(days, entry["event_dates"])) if "event_dates" in entry else None,
        issuer=entry.get("issuer", issuer),
        places=_texts(entry, "places"),
        officials=tuple(
            OfficialLabel(**{**person, "positions": tuple(person["positions"])})
            for person in people
        ),
        authors=_texts(entry, "authors"),
        office=entry.get("office", ""),
        source=entry.get("source", ""),
    )
    return replace(truth, **dict.fromkeys(unjudged))


@lru_cache(maxsize=1)
def load_labels() -> tuple[Label, ...]:
    """Read every file; raises KeyError or TypeError for a wrong entry.

    The keys `issuer`, `unit` and `unjudged` at the top of a file hold for all its pages.
    """
    found: list[Label] = []
    for path in sorted(LABELS.glob("*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [
            Label(
                file=path.stem,
                set=entry["set"],
                address=str(entry["address"]),
                truth=_truth(entry, read.get("issuer"), read.get("unjudged", ())),
                unit=entry.get("unit", read.get("unit")),
                unit_on=entry.get("unit_on"),
                article=entry.get("article", {}),
            )
            for entry in read.get("page", ())
        ]
    return tuple(found)
