"""What the archive holds of one administrative unit."""

from typing import Any, Final

from indexer.gazetteer.unit import Unit
from search.article import BRIEF
from search.places import issued_in, named_in
from search.reader import Reader

NEWEST: Final = 20


def read_place(reader: Reader, unit: Unit) -> dict[str, Any]:
    """Return how many articles a unit `published` and how many `named` it, and the newest of both.

    `years` counts both by year of publication. Raises as `Reader.search`.
    """
    issued, named = issued_in([unit]), named_in([unit])
    answer = reader.search(
        {
            "query": {
                "bool": {
                    "filter": {"bool": {"should": [issued, named]}},
                    "must_not": {"exists": {"field": "moved_to"}},
                }
            },
            "aggs": {
                "published": {"filter": issued},
                "named": {"filter": named},
                "years": {"terms": {"field": "published_year", "size": 100}},
            },
            "sort": [{"published_at": "desc"}, {"key": "asc"}],
            "size": NEWEST,
            "_source": list(BRIEF),
        }
    )
    counts = answer["aggregations"]
    return {
        "published": counts["published"]["doc_count"],
        "named": counts["named"]["doc_count"],
        "years": {str(each["key"]): each["doc_count"] for each in counts["years"]["buckets"]},
        "articles": [hit["_source"] for hit in answer["hits"]["hits"]],
    }
