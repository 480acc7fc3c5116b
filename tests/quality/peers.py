"""What others find on the same pages: underthesea's persons and htmldate's dates.

underthesea.ner is a conditional random field whose models lie in its package; it knows persons, not
offices, so that every person it finds counts as found, reporters and farmers too. htmldate reads
the whole page and its address, as a user would call it.
"""

from collections.abc import Iterator

from htmldate import find_date
from underthesea import ner

from indexer.facets.passages import passages
from tests.quality.pages import Case
from tests.quality.scoring import Score, by
from tests.quality.spelling import words

PEER_OF = {"names": "underthesea", "published": "htmldate"}


def score_peers(case: Case) -> Score:
    """Compare what the peers find on a page with what it states."""
    result, truth = Score(case.group, case.address), case.truth
    if truth.officials is not None:
        stated = (label.name for label in truth.officials)
        result.compare("names", by(words, find_persons(case)), by(words, stated))
    if truth.published is not None:
        day = find_date(
            case.page.body, url=case.page.url, original_date=True, max_date=case.article.captured_at
        )
        result.compare("published", by(str, [day]), by(str, [truth.published[:10]]))
    return result


def find_persons(case: Case) -> Iterator[str]:
    """Yield the persons that underthesea finds in title, lead, body and captions."""
    for passage in passages(case.article):
        person: list[str] = []
        for word, _, _, tag in ner(passage.text):
            if person and tag != "I-PER":
                yield " ".join(person)
                person = []
            if tag in ("B-PER", "I-PER"):
                person.append(word)
        if person:
            yield " ".join(person)
