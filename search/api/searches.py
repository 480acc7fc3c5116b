"""/search, /export and /healthz."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from search.api.parameters import Archive, Export, Search
from search.api.problems import PROBLEMS
from search.export import MEDIA_TYPES, write_lines
from search.paging import ask_page, iterate

router = APIRouter(responses=PROBLEMS)


class FoundArticle(BaseModel):
    """A found document; highlights are HTML, escaped, what was found in `<mark>`."""

    score: float
    others: Annotated[int, Field(description="How many more articles have the same text.")]
    document: dict[str, Any]
    highlights: dict[str, list[str]]


class CountedValue(BaseModel):
    """A value of a facet, and how many articles choosing it gives."""

    value: str | int
    count: int


class Found(BaseModel):
    """A page of what was found."""

    total: int
    hits: list[FoundArticle]
    facets: dict[str, list[CountedValue]]
    notices: Annotated[list[str], Field(description="Sentences for the reader, in Vietnamese.")]
    next: Annotated[str | None, Field(description="The cursor of the next page.")]


class Health(BaseModel):
    """That the archive answers, and how many articles it holds."""

    status: str = "ok"
    articles: int


@router.get("/search", summary="Search the archive")
def search(archive: Archive, parameters: Annotated[Search, Query()]) -> Found:
    """Return a page of articles with the counts of the facets.

    Values of one facet are alternatives, facets narrow each other; each facet counts under the
    other facets' choices. Without a query it lists everything, the newest first.
    """
    results, onward = ask_page(archive, parameters.to_request(), parameters.cursor)
    return Found.model_validate({**results.to_dict(), "notices": results.notices, "next": onward})


@router.get("/export", summary="Everything that a search finds", response_class=StreamingResponse)
def export(archive: Archive, parameters: Annotated[Export, Query()]) -> StreamingResponse:
    """Stream all of it in the order of keys, each once, as the archive is at the beginning."""
    form = parameters.format
    lines = write_lines(iterate(archive, parameters.to_request()), form)
    headers = {"Content-Disposition": f'attachment; filename="khotin.{form}"'}
    return StreamingResponse(_begun(lines), media_type=MEDIA_TYPES[form], headers=headers)


@router.get("/healthz", summary="Whether the archive answers")
def health(archive: Archive) -> Health:
    """Count the articles; a 503 if Elasticsearch does not answer."""
    answer = archive.search({"size": 0, "track_total_hits": True})
    return Health(articles=answer["hits"]["total"]["value"])


def _begun(lines: Iterator[str]) -> Iterator[str]:
    """Read the first line, so that a failure is answered as one, and return them all."""
    first = list(next(([line] for line in lines), []))
    return chain(first, lines)
