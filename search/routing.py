"""Which analysis a query is for: with diacritics or without.

nDCG@10 of XQuAD-vi's questions on title and body, measured by bench/search_quality.py: typed with
diacritics, syllables with pairs reach .967 (syllables alone .960); typed without, they reach .527,
folded with folded pairs .962.
"""

from dataclasses import dataclass
from typing import Any, Final

from crawler.text import has_diacritics

TEXT: Final = "text"
"""All that an article says: title, lead, body, captions and files, and `facts` beside them."""
FACTS: Final = "facts"
"""What an article is about, though its text may not say it: its places then and now with those of
its issuer, and its officials with their positions in full."""
WEIGHTS: Final = {"title": 2, FACTS: 2}
"""Of what counts again beside `text`. tests/relevance, nDCG@10, all of one weight in fields of
their own: without them .933, with them .953; XQuAD-vi rises by .001."""
PAIRS_WEIGHT: Final = 0.5
"""Of pairs of syllables beside single ones; the measured optimum."""


@dataclass(frozen=True, slots=True)
class Route:
    """The subfields to search: of single syllables and of pairs of them."""

    single: str
    pairs: str

    @property
    def text(self) -> str:
        """The name of the field that holds all text."""
        return TEXT + self.single

    def weighted(self) -> dict[str, float]:
        """Return what counts beside `text`: titles, facts, and pairs of all, with their weights."""
        singles = {name + self.single: weight for name, weight in WEIGHTS.items()}
        pairs = {
            name + self.pairs: WEIGHTS.get(name, 1) * PAIRS_WEIGHT for name in (TEXT, *WEIGHTS)
        }
        return {**singles, **pairs}


ACCENTED: Final = Route("", ".shingles")
FOLDED: Final = Route(".folded", ".folded_shingles")


def weigh(words: str, chosen: Route) -> list[dict[str, Any]]:
    """Return the queries that add to the score of a text in which these words are found."""
    return [
        {"match": {field: {"query": words, "boost": weight}}}
        for field, weight in chosen.weighted().items()
    ]


def route(text: str) -> Route:
    """Choose the analysis for all that a reader typed; folded unless something has a diacritic."""
    return ACCENTED if has_diacritics(text) else FOLDED
