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

from dataclasses import dataclass

from crawler.article import Article
from crawler.dates import VIETNAM
from indexer.facets.officials.organisations import (
    Surroundings,
    main_position,
    organisation_of,
)
from indexer.facets.officials.people import Person, find_people
from indexer.facets.officials.tokens import spell
from indexer.facets.passages import Mention, passages
from indexer.gazetteer.spelling import spelling
from indexer.gazetteer.unit import Unit


@dataclass(frozen=True, slots=True)
class Official:
    """A person in office: `positions` as the text says them, tones in one place.

    `organisation` is that of the position led last, None if neither text nor issuer tells it;
    `unit` the one it belongs to, None for the country's. `is_former`: held once (nguyên, cựu).
    """

    name: str
    honorific: str | None
    rank: str | None
    positions: tuple[str, ...]
    organisation: str | None
    unit: Unit | None
    is_former: bool
    is_acting: bool
    mentions: tuple[Mention, ...]


def find_officials(article: Article, issuer: Unit | None) -> tuple[Official, ...]:
    """Return the officials that title, lead, body and captions name, in the order of the text.

    `issuer` is the unit that published, None where it is not known.
    """
    texts = passages(article)
    people = find_people(texts)
    if not people:
        return ()
    day = (article.published_at or article.captured_at).astimezone(VIETNAM).date()
    around = Surroundings(issuer, day, [spell(passage.text) for passage in texts])
    return tuple(_official(person, around) for person in people)


def person_key(official: Official) -> str:
    """Return one key for a person's mentions in all articles: the name's spelling and the unit.

    "Hoàng Thị Thuý" and "HOÀNG THỊ THÚY" of one unit are one, namesakes of two units are two.
    A unit counts by its names, not by its code, which changes with the map.
    """
    unit = official.unit
    path = (unit.province, unit.district, unit.commune) if unit else ()
    return "@".join((spelling(official.name), "/".join(spelling(name) for name in path if name)))


def _official(person: Person, around: Surroundings) -> Official:
    organisation, unit = organisation_of(main_position(person.positions), around)
    modifiers = {position.modifier for position in person.positions}
    return Official(
        name=person.name,
        honorific=person.honorific,
        rank=person.rank,
        positions=tuple(position.text for position in person.positions),
        organisation=organisation,
        unit=unit,
        is_former="former" in modifiers,
        is_acting="acting" in modifiers,
        mentions=tuple(sorted(person.mentions, key=lambda m: (m.field, m.index, m.start))),
    )
