"""Duplicates as the other facts are scored: pairs of articles that are the same text, or are not.

The pairs are those of `tests.quality.duplicates`: made by rule from the replicas' articles, and
labelled ones of the recorded Hanoi portal, where it is there.
"""

from collections.abc import Iterable, Iterator

from indexer.facets.duplicates import THRESHOLD, sign
from tests.quality.duplicates import CORPUS, Judged, labelled_pairs, made_pairs, read_hanoi
from tests.quality.scoring import Score, Tally


def score_duplicates(*, recorded: bool = True) -> Iterator[Score]:
    """Yield a score for each kind of pair: right are those that are the same and are told so.

    `recorded` reads the whole Hanoi portal, some ten seconds.
    """
    yield from _score("replicas", made_pairs())
    if recorded and CORPUS.is_file():
        signatures = {int(a.key.rpartition(":")[2]): sign(a) for a in read_hanoi()}
        yield from _score("hanoi", labelled_pairs(signatures))


def _score(group: str, pairs: Iterable[Judged]) -> Iterator[Score]:
    kinds: dict[str, list[tuple[bool, bool]]] = {}
    for pair in pairs:
        kinds.setdefault(pair.group, []).append((pair.same, pair.told(THRESHOLD)))
    for kind, told in kinds.items():
        score, tally = Score(group, kind), Tally(told.count((True, True)))
        tally.wrong, tally.missed = told.count((False, True)), told.count((True, False))
        score.tallies["duplicates"] = tally
        if tally.wrong or tally.missed:
            faults = f"{tally.wrong} wrong, {tally.missed} missed of {len(told)} pairs"
            score.faults.append(f"duplicates: {faults}")
        yield score
