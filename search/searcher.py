"""Ask Elasticsearch and read its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final

from elasticsearch import Elasticsearch

from crawler.config import Config
from search.places import find_named
from search.query import FACETS, SearchRequest, build_counts, build_hits
from search.reader import Reader
from search.results import Results, read_answers
from search.spelling import may_be_misspelled
from search.syntax import parse_terms

_NAMES: Final = {
    "site": "cổng",  # portal
    "province": "tỉnh, thành phố",  # province or city
    "province_then": "tỉnh, thành phố lúc đăng",  # at the time
    "province_now": "tỉnh, thành phố hiện nay",  # of today
    "district": "huyện",
    "place": "nơi",
    "official": "người",
    "organisation": "cơ quan",
    "section": "chuyên mục",
    "year": "năm",
}
KNOWN: Final = 1000
"""Values that are compared with a mistaken one; comparing takes some 20 µs each."""


def search(client: Elasticsearch, config: Config, request: SearchRequest) -> Results:
    """Search the archive of a configuration; see `ask`."""
    return ask(Reader(client, config.index_prefix), request)


def ask(reader: Reader, request: SearchRequest) -> Results:
    """Search the archive.

    A chosen value that no article has gives no hits and a notice that says so; words that no
    article has as typed give articles with words like them, and a notice. Raises IndexNotReady
    if nothing was ever indexed, ElasticsearchUnavailable if the server does not answer.
    """
    answers = _ask_both(reader, request)
    if _total(answers):
        return read_answers(answers, request.size)
    words = parse_terms(request.text).words
    notices = _unknown(reader, request)
    if not notices and may_be_misspelled(words):
        answers = _ask_both(reader, replace(request, respelled=True))
        if _total(answers):
            notices = (f"Không có bài nào có đúng các từ “{words}”. Đây là những bài gần giống.",)
            return read_answers(answers, request.size, notices, respelled=True)
    return read_answers(answers, request.size, notices)


def _ask_both(reader: Reader, request: SearchRequest) -> Sequence[Mapping[str, Any]]:
    """Return a page of hits, and the counts, of an index that may have grown in between."""
    return reader.search_together([build_hits(request), build_counts(request)], request.view)


def _total(answers: Sequence[Mapping[str, Any]]) -> int:
    return int(answers[1]["hits"]["total"]["value"])


def _unknown(reader: Reader, request: SearchRequest) -> tuple[str, ...]:
    """Return a sentence for each chosen value that no article in the archive has."""
    strange = [place for place in parse_terms(request.text).places if not find_named(place)]
    notices = [_sentence("place", place, []) for place in strange]
    selections = request.selections
    if selections:
        known = reader.search({"size": 0, "aggs": _counts(selections)})["aggregations"]
        notices += [
            _sentence(name, str(value), _keys(known[name]))
            for name, chosen in selections.items()
            for value in chosen
            if str(value) not in _keys(known[f"{name} chosen"])
        ]
    return tuple(notices)


def _counts(selections: Mapping[str, tuple[str | int, ...]]) -> dict[str, Any]:
    """Return aggregations of what is chosen, and of what may have been meant instead."""
    counts: dict[str, Any] = {}
    for name, chosen in selections.items():
        values = {"field": FACETS[name].field}
        counts[name] = {"terms": {**values, "size": KNOWN}}
        counts[f"{name} chosen"] = {"terms": {**values, "include": list(chosen)}}
    return counts


def _keys(aggregation: Mapping[str, Any]) -> list[str]:
    return [str(bucket["key"]) for bucket in aggregation["buckets"]]


def _sentence(facet: str, value: str, known: list[str]) -> str:
    near = get_close_matches(value.casefold(), [name.casefold() for name in known], n=3, cutoff=0.6)
    meant = [name for name in known if name.casefold() in near]
    hint = f" Có phải: {', '.join(meant)}?" if meant else ""
    return f"Trong kho không có {_NAMES[facet]} “{value}”.{hint}"
