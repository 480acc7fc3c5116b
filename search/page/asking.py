"""What a results page asks of the archive, and what it does without where the archive is slow."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from elasticsearch import ApiError, ConnectionTimeout

from crawler.errors import ElasticsearchUnavailable
from search.charts import Charts, read_charts
from search.paging import ask_page
from search.query import SearchRequest
from search.reader import Reader
from search.results import Results

TIMED_OUT: Final = frozenset({408, 429, 504})
"""How Elasticsearch answers a search that it gave up: 504, from 9.1 on 429."""
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of results, the next page's cursor, and the charts; None where counting was too slow.

    `is_partial`: something could not be counted in time.
    """

    found: Results
    onward: str | None
    charts: Charts | None
    is_partial: bool


def ask_all(archive: Reader, request: SearchRequest, cursor: str | None) -> Answer:
    """Ask for articles, facets and charts; raises as `ask_page`.

    Where the facets take too long the first articles are better than nothing, but no other page is
    offered: its cursor would belong to a search without facets.
    """
    answered = _in_time(lambda: ask_page(archive, request, cursor))
    if answered is None:
        found, _ = ask_page(archive, replace(request, facets=()), None)
        return Answer(found, None, None, is_partial=True)
    found, onward = answered
    meant = replace(request, respelled=found.respelled)
    charts = _in_time(lambda: read_charts(archive, meant))
    return Answer(found, onward, charts, is_partial=charts is None)


def _in_time(ask: Callable[[], _Answer]) -> _Answer | None:
    """Return an answer, None if the server works but not in time; raises if it does not work."""
    try:
        return ask()
    except ElasticsearchUnavailable as error:
        cause = error.__cause__
        late = cause.meta.status in TIMED_OUT if isinstance(cause, ApiError) else False
        if late or isinstance(cause, ConnectionTimeout):
            return None
        raise
