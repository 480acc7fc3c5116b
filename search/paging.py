"""Page after page of what a search finds, and all of it: each document once, none left out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from search.cursor import Cursor, decode_cursor
from search.query import SOURCE, SearchRequest, build_filter, chosen_filters
from search.reader import Reader
from search.results import Results
from search.searcher import ask

PINNED: Final = "*"
"""The cursor to begin with for pages of the index as it is at the first of them."""
BATCH: Final = 500
"""Documents a request of `iterate`."""


def ask_page(
    reader: Reader, request: SearchRequest, cursor: str | None
) -> tuple[Results, str | None]:
    """Return a page, and the cursor for the next one, None on the last.

    Begun with PINNED, all pages show the index as it was, and a cursor is good for two minutes.
    Begun with None, a cursor is good for ever, and what is indexed meanwhile may move a document
    to a page that was read or was not. Raises CursorInvalid, and as `ask`.
    """
    fingerprint = repr(request)
    if cursor == PINNED:
        at = replace(request, view=reader.pin())
    elif cursor:
        known = decode_cursor(cursor, fingerprint)
        at = replace(request, after=known.after, view=known.view)
    else:
        at = request
    results = ask(reader, at)
    if results.after is None:
        return results, None
    return results, Cursor(results.after, results.view).encode(fingerprint)


def iterate(reader: Reader, request: SearchRequest) -> Iterator[Mapping[str, Any]]:
    """Yield every document found, in order of their keys, as the index is at the first.

    Raises as `ask`, the first time before anything is yielded.
    """
    body: dict[str, Any] = {
        "query": {"bool": {"filter": [build_filter(request), *chosen_filters(request)]}},
        "sort": [{"key": "asc"}],
        "track_total_hits": False,
        "_source": SOURCE,
        "size": BATCH,
    }
    view = reader.pin()
    try:
        while hits := (answer := reader.search(body, view))["hits"]["hits"]:
            view = answer["pit_id"]
            body["search_after"] = hits[-1]["sort"]
            yield from (hit["_source"] for hit in hits)
    finally:
        reader.unpin(view)
