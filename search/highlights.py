"""Passages of what was found, with the words that were looked for marked in them."""

from typing import Any, Final

from search.routing import FOLDED, route
from search.spelling import alike_words
from search.syntax import Terms

HIGHLIGHTED: Final = {"title": 0, "lead": 0, "body": 3, "attachments.text": 1}
"""Fields with highlights and the number of fragments; 0 is the whole text."""
MARK: Final = ("<mark>", "</mark>")


def build_highlight(terms: Terms, *, respelled: bool) -> dict[str, Any]:
    """Return highlights as HTML, from the fields of the analysis that was searched.

    Each field is asked for the words alone: with the whole query, of all fields, highlights take
    four times as long.
    """
    single = (FOLDED if respelled else route(terms.text)).single
    fields: dict[str, dict[str, Any]] = {
        name + single: {
            "number_of_fragments": fragments,
            "fragment_size": 160,
            "highlight_query": _marked(terms, name + single, respelled=respelled),
        }
        for name, fragments in HIGHLIGHTED.items()
    }
    return {
        "type": "unified",
        "encoder": "html",
        "order": "score",
        "pre_tags": [MARK[0]],
        "post_tags": [MARK[1]],
        "fields": fields,
    }


def _marked(terms: Terms, field: str, *, respelled: bool) -> dict[str, Any]:
    words = [{"match": {field: terms.words}}] if terms.words else []
    if terms.words and respelled:
        words = alike_words(terms.words, field)
    phrases = [{"match_phrase": {field: text}} for text in terms.phrases]
    return {"bool": {"should": [*words, *phrases]}}
