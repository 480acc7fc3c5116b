"""Officials: persons who hold an office that the text names, with what shows it.

A text is read in four steps, each a module with its tables in `vocabulary`:

- `chunks` parts it into honorifics, ranks, offices with their organisations (`tails`), names
  (`surnames`) and signs. A capitalised run is a name if it has a name's shape, or a name's
  syllables behind an honorific or a rank.
- `attachment` gives each office to a name: before it, behind it, or to a whole list of names.
- `people` joins what is said of one name, later mentions by the given name included.
- `organisations` fills in the unit that the text leaves out.

A name without an office is no official: reporters, heroes, farmers, streets, schools and prizes
have none. Left out are offices in firms and clubs, and leaders of the past.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from crawler.article import Article, values_of
from crawler.dates import VIETNAM
from indexer.facets.officials.organisations import (
    Surroundings,
    full_title,
    main_position,
    organisation_of,
)
from indexer.facets.officials.people import Person, find_people
from indexer.facets.officials.positions import Position
from indexer.facets.officials.tokens import spell
from indexer.facets.passages import Mention, Passage, passages
from indexer.gazetteer.unit import Unit

_Y: Final = re.compile(r"\b(?:qu|[hklmstv])[yýỳỷỹỵ]\b")
_I: Final = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
"""Lý and Lí, Mỹ and Mĩ, Quý and Quí are the same names."""


@dataclass(frozen=True, slots=True)
class Post:
    """One office: as the text says it, in full, and its organisation if text or issuer tells."""

    position: str
    title: str
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Official:
    """A person in office: `positions` as the text says them, tones in one place.

    `title` is the position led last, with its `organisation` in full; that is None if neither text
    nor issuer tells it. `posts` are all positions like that. `unit` is the one that the
    organisation belongs to, None for the country's. `is_former`: held once (nguyên, cựu);
    `is_acting`: for the time being (quyền).
    """

    name: str
    honorific: str | None
    rank: str | None
    positions: tuple[str, ...]
    title: str
    organisation: str | None
    posts: tuple[Post, ...]
    unit: Unit | None
    is_former: bool
    is_acting: bool
    mentions: tuple[Mention, ...]


def find_officials(article: Article, issuer: Unit | None) -> tuple[Official, ...]:
    """Return the officials that title, lead, body and captions name, in the order of the text.

    `issuer` is the unit that published, None where it is not known.
    """
    texts = [Passage(p.field, p.index, spell(p.text)) for p in passages(article)]
    people = find_people(texts)
    if not people:
        return ()
    day = (article.published_at or article.captured_at).astimezone(VIETNAM).date()
    around = Surroundings(issuer, day, [passage.text for passage in texts])
    return tuple(_official(person, around) for person in people)


def person_key(official: Official) -> str:
    """Return one key for a person's mentions in all articles: the name's spelling and the unit.

    "Lý Thị Thuý" and "LÍ THỊ THÚY" of one unit are one, namesakes of two units are two. A unit
    counts by its names, not by its code, which changes with the map.
    """
    unit = official.unit
    path = (unit.province, unit.district, unit.commune) if unit else ()
    name = _Y.sub(lambda found: found[0].translate(_I), spell(official.name).lower())
    return "@".join((name, "/".join(part for part in path if part)))


def official_fields(officials: Sequence[Official]) -> dict[str, Any]:
    """Return what a document holds of its officials: once nested, once as flat lists to count."""
    return {
        "officials": [_nested(official) for official in officials],
        "official_names": _once(official.name for official in officials),
        "official_positions": _once(p for official in officials for p in official.positions),
        "official_organisations": _once(o.organisation for o in officials if o.organisation),
        "official_labels": _once(f"{official.name} — {official.title}" for official in officials),
        "official_keys": _once(person_key(official) for official in officials),
    }


def _nested(official: Official) -> dict[str, Any]:
    unit = official.unit
    return {
        "name": official.name,
        "honorific": official.honorific,
        "rank": official.rank,
        "positions": list(official.positions),
        "title": official.title,
        "organisation": official.organisation,
        "posts": [values_of(post) for post in official.posts],
        "unit": unit and {"code": unit.code, "vintage": unit.vintage, "name": unit.name},
        "person": person_key(official),
        "former": official.is_former,
        "acting": official.is_acting,
        "mentions": [values_of(mention) for mention in official.mentions],
    }


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _official(person: Person, around: Surroundings) -> Official:
    position = main_position(person.positions, around)
    organisation, unit = organisation_of(position, around)
    modifiers = {position.modifier for position in person.positions}
    return Official(
        name=person.name,
        honorific=person.honorific,
        rank=person.rank,
        positions=tuple(position.text for position in person.positions),
        title=full_title(position, organisation),
        organisation=organisation,
        posts=tuple(_post(each, around) for each in person.positions),
        unit=unit,
        is_former="former" in modifiers,
        is_acting="acting" in modifiers,
        mentions=tuple(sorted(person.mentions, key=lambda m: (m.field, m.index, m.start))),
    )


def _post(position: Position, around: Surroundings) -> Post:
    organisation, _ = organisation_of(position, around)
    return Post(position.text, full_title(position, organisation), organisation)
