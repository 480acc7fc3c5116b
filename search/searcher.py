"""Ask Elasticsearch and read its answer."""

from difflib import get_close_matches
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from crawler.config import Config
from indexer.client import explained, is_foreign
from indexer.indices import IndexNotReady, articles
from search.query import FACETS, SearchRequest, build_body
from search.results import Results, read_answer

_NAMES = {
    "site": "cổng",  # portal
    "province": "tỉnh, thành phố",  # province or city
    "district": "huyện",
    "section": "chuyên mục",
    "year": "năm",
}


def search(client: Elasticsearch, config: Config, request: SearchRequest) -> Results:
    """Search the archive.

    A chosen value that no article has gives no hits and a notice that says so. Raises IndexNotReady
    if nothing was ever indexed, ElasticsearchUnavailable if the server does not answer.
    """
    alias = articles(config.index_prefix).read
    with explained(client):
        try:
            answer = client.search(index=alias, **build_body(request)).body
        except NotFoundError as error:
            if is_foreign(error):
                raise
            message = f"there is no index {alias} yet: run `khotin index`"
            raise IndexNotReady(message) from error
        notices = () if answer["hits"]["total"]["value"] else _unknown(client, alias, request)
    return read_answer(answer, request.size, notices)


def _unknown(client: Elasticsearch, alias: str, request: SearchRequest) -> tuple[str, ...]:
    """Return a sentence for each chosen value that no article in the archive has."""
    selections = request.selections
    if not selections:
        return ()
    counts: dict[str, Any] = {
        name: {"terms": {"field": FACETS[name].field, "size": 10_000}} for name in selections
    }
    known = client.search(index=alias, size=0, aggs=counts)["aggregations"]
    return tuple(
        _sentence(name, str(value), values)
        for name, chosen in selections.items()
        for values in [[str(bucket["key"]) for bucket in known[name]["buckets"]]]
        for value in chosen
        if str(value) not in values
    )


def _sentence(facet: str, value: str, known: list[str]) -> str:
    near = get_close_matches(value.casefold(), [name.casefold() for name in known], n=3, cutoff=0.6)
    meant = [name for name in known if name.casefold() in near]
    hint = f" Có phải: {', '.join(meant)}?" if meant else ""
    return f"Trong kho không có {_NAMES[facet]} “{value}”.{hint}"
