"""Which analysis a query is for: with diacritics or without.

nDCG@10 of XQuAD-vi's questions on title and body, measured by bench/search_quality.py: typed with
diacritics, syllables with pairs reach .967 (syllables alone .960); typed without, they reach .527,
folded with folded pairs .962.
"""

from dataclasses import dataclass
from typing import Final

from crawler.text import has_diacritics

FIELDS: Final = ("title", "lead", "body", "captions", "attachments.text")
FACTS: Final = "facts"
"""What an article is about, though its text may not say it: its places then and now with those of
its issuer, and its officials with their positions in full."""
WEIGHTS: Final = {"title": 2, FACTS: 2}
"""Of fields that count for more than one. tests/relevance, nDCG@10: without them .933, with them
.953; XQuAD-vi rises by .001."""
PAIRS_WEIGHT: Final = 0.5
"""Of pairs of syllables beside single ones; the measured optimum."""


@dataclass(frozen=True, slots=True)
class Route:
    """The subfields to search: of single syllables and of pairs of them."""

    single: str
    pairs: str

    def fields(self) -> list[str]:
        """Return the names of the fields of single syllables."""
        return [name + self.single for name in (*FIELDS, FACTS)]

    def scored_fields(self) -> list[str]:
        """Return singles and pairs with their weights."""
        weights = [(name, WEIGHTS.get(name, 1)) for name in (*FIELDS, FACTS)]
        singles = [f"{name}{self.single}^{weight}" for name, weight in weights]
        return singles + [f"{name}{self.pairs}^{weight * PAIRS_WEIGHT}" for name, weight in weights]


ACCENTED: Final = Route("", ".shingles")
FOLDED: Final = Route(".folded", ".folded_shingles")


def route(text: str) -> Route:
    """Choose the analysis for all that a reader typed; folded unless something has a diacritic."""
    return ACCENTED if has_diacritics(text) else FOLDED
