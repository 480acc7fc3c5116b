"""/articles/{key}."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path
from pydantic import BaseModel, Field

from search.api.parameters import Archive
from search.api.problems import PROBLEMS
from search.article import read_article
from search.differences import Kind

router = APIRouter(responses=PROBLEMS)


class Part(BaseModel):
    """A run of text that both versions have, or one of them."""

    kind: Kind
    text: str


class EarlierText(BaseModel):
    """An earlier text, and what makes the next one of its title, lead and body."""

    document: dict[str, Any]
    differences: list[Part]


class Record(BaseModel):
    """Where the page is kept as the portal sent it."""

    path: Annotated[str, Field(description="The WARC file below the archive's data folder.")]
    offset: Annotated[int, Field(description="The byte at which the record begins.")]


class FullArticle(BaseModel):
    """An article and what is around it."""

    document: dict[str, Any]
    warc: Record
    revisions: Annotated[list[EarlierText], Field(description="The first text first.")]
    duplicates: Annotated[list[dict[str, Any]], Field(description="Others with the same text.")]
    related: Annotated[list[dict[str, Any]], Field(description="Others with the same words.")]


@router.get("/articles/{key:path}", summary="One article")
def article(
    archive: Archive,
    key: Annotated[str, Path(max_length=8000, examples=["nghean/do-luong:41"])],
) -> FullArticle:
    """Return the article with a key, as hits name it; slashes and colons stay as they are."""
    view = read_article(archive, key)
    if view is None:
        raise HTTPException(404, "The archive holds no article with this key.")
    return FullArticle.model_validate(view.to_dict())
