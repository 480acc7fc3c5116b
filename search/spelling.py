"""Words that are spelled otherwise: other or no diacritics, a letter too many, too few or wrong.

Only asked where nothing is found as typed: mostly these are mistakes ("sầu riên", "tiếng đõ").
"""

from typing import Any, Final

from crawler.text import fold_diacritics
from search.routing import FOLDED, weigh

MAX_WORDS: Final = 12
"""Each word is compared with all of an index; longer queries need not have all words anyway."""
FUZZINESS: Final = "AUTO:3,9"
"""One letter from words of three letters on, two from nine on; shorter ones are words of others."""


def may_be_misspelled(words: str) -> bool:
    """Tell whether `resembling` may be asked."""
    return 0 < len(words.split()) <= MAX_WORDS


def resembling(words: str, required: str) -> dict[str, Any]:
    """Return the query that finds and scores texts with words like these.

    `required` is the share of words that must occur, as a `minimum_should_match`. The first letter
    is taken as typed. What is spelled as typed but for its diacritics scores best.
    """
    exact = {"match": {FOLDED.text: words}}
    alike = {"bool": {"should": alike_words(words, FOLDED.text), "minimum_should_match": required}}
    return {"bool": {"must": alike, "should": [exact, *weigh(words, FOLDED)]}}


def alike_words(words: str, field: str) -> list[dict[str, Any]]:
    """Return a query for each of the words that finds, in a field of folded text, words like it."""
    close = {"fuzziness": FUZZINESS, "prefix_length": 1}
    return [{"match": {field: {"query": w, **close}}} for w in fold_diacritics(words).split()]
