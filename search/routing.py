"""Which analysis a query is for: with diacritics or without.

nDCG@10 of XQuAD-vi's questions on title and body, measured by bench/search_quality.py: typed with
diacritics, syllables with pairs reach .967 (syllables alone .960); typed without, they reach .527,
folded with folded pairs .962.
"""

from dataclasses import dataclass
from typing import Final

from crawler.text import has_diacritics

FIELDS: Final = ("title", "lead", "body", "captions", "attachments.text")


@dataclass(frozen=True, slots=True)
class Route:
    """The subfields to search: of single syllables and of pairs of them."""

    single: str
    pairs: str

    def fields(self) -> list[str]:
        """Return the names of the fields of single syllables."""
        return [name + self.single for name in FIELDS]

    def scored_fields(self) -> list[str]:
        """Return singles and pairs with their weights; 0.5 for pairs is the measured optimum."""
        return self.fields() + [f"{name}{self.pairs}^0.5" for name in FIELDS]


ACCENTED: Final = Route("", ".shingles")
FOLDED: Final = Route(".folded", ".folded_shingles")


def route(text: str) -> Route:
    """Choose the analysis for all that a reader typed; folded unless something has a diacritic."""
    return ACCENTED if has_diacritics(text) else FOLDED
