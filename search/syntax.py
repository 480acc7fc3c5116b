"""What a reader types: words, phrases in quotes, and what must not occur."""

import re
from dataclasses import dataclass
from typing import Final

from crawler.text import clean

MAX_WORDS: Final = 200
"""Further words of a pasted text are ignored; Elasticsearch refuses more than a few thousand."""
_PIECE: Final = re.compile(r'(?<!\S)(?P<minus>-?)(?:["“”](?P<phrase>[^"“”]+)["“”]|(?P<word>\S+))')


@dataclass(frozen=True, slots=True)
class Terms:
    """A query taken apart: `words` as running text, phrases without quotes; all NFC."""

    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that was typed, in one text."""
        return " ".join((self.words, *self.phrases, *self.excluded))


def parse_terms(text: str) -> Terms:
    """Read a query: `"…"` is a phrase, `-word` and `-"…"` must not occur, the rest is words.

    A lone quote or hyphen means nothing, a hyphen within a word ("QS-QP") belongs to it.
    """
    words, phrases, excluded = [], [], []
    for piece in list(_PIECE.finditer(clean(text)))[:MAX_WORDS]:
        phrase, word = piece["phrase"], piece["word"]
        if piece["minus"] and (phrase or word):
            excluded.append(phrase or word)
        elif phrase:
            phrases.append(phrase)
        else:
            words.append(word)
    return Terms(" ".join(words), tuple(phrases), tuple(excluded))
