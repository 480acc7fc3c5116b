"""The articles that the replicas show, read from articles/*.toml: texts and facts, no markup."""

import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parent / "articles"


@dataclass(frozen=True, slots=True)
class Figure:
    """An image by file name and what stands under it; a `plain` caption is a mere paragraph."""

    file: str
    caption: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the body, row by row."""

    rows: tuple[tuple[str, ...], ...]


Block = str | Figure | Table


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: the file's name and the words that a page prints for it."""

    file: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of a replica. Texts are NFC here; `nfd` has them served decomposed.

    `also` names further sections that list it. `external` is the address off the portal that a
    click on it leads to. `missing` stands in lists, but its page is not found. `edit` is its later
    text.
    """

    id: int
    section: str
    title: str
    published_at: datetime
    edited_at: datetime | None = None
    lead: str = ""
    body: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    byline: str = ""
    office: str = ""
    source: str = ""
    account: str = "admin admin"
    tags: tuple[str, ...] = ()
    image: Figure | None = None
    attachments: tuple[File, ...] = ()
    also: tuple[str, ...] = ()
    external: str = ""
    missing: bool = False
    nfd: bool = False
    day_only: bool = False
    markup: str = "plain"
    edit: "Story | None" = None

    @property
    def printed_byline(self) -> str:
        """The byline as the page prints it: the names alone unless the data say otherwise."""
        return self.byline or ", ".join(self.authors)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body's text as an Article keeps it: a table row is its cells joined by " | "."""
        found: list[str] = []
        for block in self.body:
            if isinstance(block, str):
                found.append(block)
            elif isinstance(block, Table):
                found += [" | ".join(row) for row in block.rows]
        return tuple(found)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every image in reading order, the one above the body first."""
        inside = tuple(block for block in self.body if isinstance(block, Figure))
        return inside if self.image is None else (self.image, *inside)

    def served(self) -> "Story":
        """Return the story with its texts in the Unicode form that the portal serves."""
        if not self.nfd:
            return self
        body = tuple(_nfd(block) if isinstance(block, str) else block for block in self.body)
        return replace(self, title=_nfd(self.title), lead=_nfd(self.lead), body=body)


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _block(value: str | dict[str, Any]) -> Block:
    if isinstance(value, str):
        return value
    if "table" in value:
        return Table(tuple(tuple(row) for row in value["table"]))
    return Figure(value["image"], value.get("caption", ""), plain=value.get("plain", False))


def _story(values: dict[str, Any]) -> Story:
    known = dict(values)
    edit = known.pop("edit", None)
    for name in ("authors", "tags", "also"):
        known[name] = tuple(known.get(name, ()))
    known["body"] = tuple(_block(value) for value in known.get("body", ()))
    known["attachments"] = tuple(File(**value) for value in known.get("attachments", ()))
    if "image" in known:
        known["image"] = Figure(**known["image"])
    later = _story({**{k: v for k, v in values.items() if k != "edit"}, **edit}) if edit else None
    return Story(**known, edit=later)


@lru_cache(maxsize=8)
def load_stories(portal: str, *, edited: bool = False) -> tuple[Story, ...]:
    """Read a portal's articles, newest first; `edited` gives the later text of those that have one.

    Raises FileNotFoundError for an unknown portal, KeyError or TypeError for a wrong entry.
    """
    found: list[Story] = []
    for path in sorted(ARTICLES.glob(f"{portal}*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["article"]
        found += [_story(entry) for entry in entries]
    if not found:
        raise FileNotFoundError(ARTICLES / f"{portal}.toml")
    if edited:
        found = [story.edit or story for story in found]
    return tuple(sorted(found, key=lambda story: story.published_at, reverse=True))
