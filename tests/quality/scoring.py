"""How right the facts of a page are: what is found is right or wrong, what is stated may be missed.

Every figure is precision (right of found) and recall (found of stated), over all pages of a set;
the body's is the mean token F1 of its pages. `tests.quality.spelling` says which words are equal.

- published: the day, or the minute where the label has it. A wrong one counts as missed, too.
- event dates: a stated day or range is found if each of its days is; a found one is wrong if one
  of its days is not stated.
- issuer: the unit that the page's portal belongs to, as the index holds it.
- places: units, each once a page. A name that can not be told must not be resolved: then it is
  wrong, as it is no label's.
- names: persons with an office, each once a page.
- positions: those of all persons, so that a wrong person's are wrong and a missed one's missed.
- organisations: of persons found whose label tells one.
- ranks: rank, former and acting, of persons found who have one of them by label or by ours.
- bylines: authors, office and source together.
- duplicates: pairs of articles; see `tests.quality.copies`.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bench.body_quality import f1, tokens
from indexer.facets.locality import Unit
from indexer.facets.officials import Official
from tests.quality.facts import Facts, find_facts
from tests.quality.labels import Days, OfficialLabel
from tests.quality.pages import Case
from tests.quality.spelling import organisation_words, place_key, same_position, words

METRICS = (
    "published",
    "event dates",
    "issuer",
    "places",
    "names",
    "positions",
    "organisations",
    "ranks",
    "bylines",
    "duplicates",
)
LOW_BODY = 0.97
"""A page with a lower F1 of its body is named among the worst."""


@dataclass(slots=True)
class Tally:
    """How many facts were found right, found wrong, and not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Right of found; 1 where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Found of stated; 1 where nothing was stated."""
        stated = self.right + self.missed
        return self.right / stated if stated else 1.0

    def add(self, other: "Tally") -> None:
        """Count another's facts in."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


@dataclass(slots=True)
class Score:
    """One page: its tallies by metric, its body's F1, and what was wrong or missed, in words."""

    group: str
    address: str
    body: float | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def compare(self, metric: str, found: dict[Hashable, str], stated: dict[Hashable, str]) -> None:
        """Tally facts by their keys; the values say them in words."""
        wrong = [text for key, text in found.items() if key not in stated]
        missed = [text for key, text in stated.items() if key not in found]
        self.count(metric, len(found) - len(wrong), wrong, missed)

    def count(self, metric: str, right: int, wrong: list[str], missed: list[str]) -> None:
        """Tally facts that were compared already."""
        tally = self.tallies.setdefault(metric, Tally())
        tally.add(Tally(right, len(wrong), len(missed)))
        self.faults += [f"{metric}: wrong {text}" for text in wrong]
        self.faults += [f"{metric}: missed {text}" for text in missed]


def score(case: Case) -> Score:
    """Compare all that is found on a page with all that its truth tells."""
    found, truth = find_facts(case), case.truth
    result = Score(case.group, case.address)
    if truth.body is not None:
        result.body = f1(tokens(case.text), tokens(truth.body))
        if result.body < LOW_BODY:
            result.faults.append(f"body: F1 {result.body:.3f}")
    if truth.published is not None:
        at = case.article.published_at
        shown = at.isoformat()[: len(truth.published) or 10] if at else ""
        result.compare("published", by(str, [shown]), by(str, [truth.published]))
    if truth.event_dates is not None:
        _score_events(result, found.event_dates, truth.event_dates)
    if truth.issuer is not None:
        result.compare("issuer", _unit_keys([case.issuer]), _stated_units([truth.issuer]))
    if truth.places is not None:
        result.compare("places", _unit_keys(found.places), _stated_units(truth.places))
    if truth.officials is not None:
        _score_officials(result, case, found)
    _score_byline(result, case)
    return result


def by(key: Callable[[Any], str], values: Iterable[Any]) -> dict[Hashable, str]:
    """Return the values that are there in words, by what they are compared by."""
    return {key(value): str(value) for value in values if value}


def _score_events(result: Score, found: Sequence[Days], stated: Sequence[Days]) -> None:
    shown, told = set[date]().union(*found), set[date]().union(*stated)
    wrong = [_span(days) for days in found if not told.issuperset(days)]
    missed = [_span(days) for days in stated if not shown.issuperset(days)]
    result.count("event dates", len(stated) - len(missed), wrong, missed)


def _span(days: Days) -> str:
    return f"{days[0]}" if len(days) == 1 else f"{days[0]}/{days[-1]}"


def _unit_keys(units: Iterable[Unit | None]) -> dict[Hashable, str]:
    named = ([u.name, u.commune and u.district, *_province(u)] for u in units if u)
    return {place_key(parts): ", ".join(filter(None, parts)) for parts in named}


def _province(unit: Unit) -> tuple[str, ...]:
    return (unit.province,) if unit.district or unit.commune else ()


def _stated_units(texts: Iterable[str]) -> dict[Hashable, str]:
    return {place_key(text.split(",")): text for text in texts}


def _score_officials(result: Score, case: Case, facts: Facts) -> None:
    stated = {words(label.name): label for label in case.truth.officials or ()}
    found = {words(official.name): official for official in facts.officials}
    result.compare(
        "names",
        {key: official.name for key, official in found.items()},
        {key: label.name for key, label in stated.items()},
    )
    for key in {**stated, **found}:
        label, official = stated.get(key), found.get(key)
        if label and official:
            _score_office(result, official, label)
        _score_positions(result, case, official, label)


def _score_office(result: Score, official: Official, label: OfficialLabel) -> None:
    if label.organisation:
        result.compare(
            "organisations",
            _by_person(organisation_words, label.name, official.organisation),
            _by_person(organisation_words, label.name, label.organisation),
        )
    if not label.ranked:
        return
    marks = {"former": official.is_former, "acting": official.is_acting}
    stated = {"former": label.former, "acting": label.acting}
    result.compare(
        "ranks",
        _by_person(words, label.name, official.rank, *(m for m, holds in marks.items() if holds)),
        _by_person(words, label.name, label.rank, *(m for m, holds in stated.items() if holds)),
    )


def _by_person(key: Callable[[str], str], name: str, *texts: str | None) -> dict[Hashable, str]:
    return {key(text): f"{name}: {text}" for text in texts if text}


def _score_positions(
    result: Score,
    case: Case,
    official: Official | None,
    label: OfficialLabel | None,
) -> None:
    found = list(official.positions) if official else []
    stated = list(label.positions) if label else []
    owners = [
        *_owners(case.issuer),
        *([label.organisation] if label and label.organisation else ()),
    ]
    left = list(stated)
    wrong = []
    for position in found:
        same = next((text for text in left if same_position(position, text, owners)), None)
        if same is None:
            wrong.append(position)
        else:
            left.remove(same)
    name = label.name if label else official.name if official else ""
    result.count(
        "positions",
        len(found) - len(wrong),
        [f"{name}: {text}" for text in wrong],
        [f"{name}: {text}" for text in left],
    )


def _owners(issuer: Unit | None) -> Iterator[str]:
    if issuer:
        yield issuer.name
        yield from filter(None, (issuer.province, issuer.district, issuer.commune))


def _score_byline(result: Score, case: Case) -> None:
    article, truth = case.article, case.truth
    for kind, found, stated in (
        ("author", article.authors, truth.authors),
        ("office", (article.office,), truth.office if truth.office is None else (truth.office,)),
        ("source", (article.source,), truth.source if truth.source is None else (truth.source,)),
    ):
        if stated is not None:
            result.compare("bylines", _byline(kind, found), _byline(kind, stated))


def _byline(kind: str, texts: Iterable[str | None]) -> dict[Hashable, str]:
    return {(kind, words(text)): f"{kind} {text}" for text in texts if text}
