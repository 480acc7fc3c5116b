"""Articles as readers see them, lines of plain text, poured back into replicas of their portals.

A folder holds one text an article, expected.json says what extraction must make of it. The text has
lost its markup, so the markup comes from the replica: its lines become paragraphs, images, captions
and a byline, and what the portal prints around the article stays where the text has it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.text import clean
from tests.portals.answer import Answer, Request
from tests.portals.markup import slug
from tests.portals.portal import Portal
from tests.portals.server import PORTALS
from tests.portals.story import Block, Figure, Story

REPLICAS = {
    "Drupal": "drupal",
    "newspaper": "newspaper",
    "Liferay, keyless query": "liferay_keyless",
    "Tân Dân SharePoint": "tandan_sharepoint",
    "ASP.NET WebForms": "webforms",
}
"""For what expected.json calls a CMS, the replica and platform."""
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
UNTOLD = datetime(2023, 6, 27, 8, 30, tzinfo=VIETNAM)
"""Publication printed for a text that states none: what the portal prints is not judged then."""
_IMAGE = re.compile(r"[^/|]{1,100}\.(?:jpe?g|png)", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_POINTING = re.compile(r"\(\s*ảnh trên\s*\)$", re.IGNORECASE)  # "photo above"


@dataclass(frozen=True, slots=True)
class Seed:
    """A text with what must be made of it.

    `above` stand over the portal's title line, `under_title` between title and text, `below` under
    the byline: lines that are no part of the article.
    """

    name: str
    expected: dict[str, Any]
    story: Story
    above: tuple[str, ...]
    under_title: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def replica(self) -> str:
        """The name of the portal's replica, and of its platform."""
        return REPLICAS[self.expected["cms"]]

    @property
    def noise(self) -> tuple[str, ...]:
        """Every line that is no part of the article."""
        return (*self.above, *self.under_title, *self.below)

    def pour(self) -> Portal:
        """Return the replica with this article alone; raises KeyError where there is no replica."""
        kind = PORTALS[self.replica]

        def answer(portal: Portal, request: Request) -> Answer:
            found = kind.answer(portal, request)
            return replace(found, body=self._surround(found.body.decode()).encode())

        poured: type[Portal] = type(kind.__name__, (kind,), {"answer": answer})
        return poured(stories=(self.story,))

    def _surround(self, html: str) -> str:
        """Return an article's page with the lines around it where the text has them."""
        first, byline = (escape(t, quote=False) for t in (self._first, self.story.byline))
        if first not in html or byline not in html:
            return html
        start = rf"(?=<[^>/]+>(?:\s|&nbsp;)*{re.escape(first)})"
        signed = rf"{re.escape(byline)}(?:\s*</(?:strong|b|i|em|span)>)*\s*</\w+>"
        for place, lines in (
            (r"<body[^>]*>", self.above),
            (start, self.under_title),
            (signed, self.below),
        ):
            found = re.search(place, html)
            if found is None:
                message = f"{self.name}: the replica has no {place}"
                raise LookupError(message)
            printed = "".join(f"<p>{escape(line)}</p>" for line in lines)
            html = html[: found.end()] + printed + html[found.end() :]
        return html

    @property
    def _first(self) -> str:
        return self.story.paragraphs[0][:60]


def load_seeds(folder: Path) -> list[Seed]:
    """Read a folder's texts in the order of expected.json."""
    entries = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    texts = [(folder / entry["seed"]).read_text(encoding="utf-8") for entry in entries]
    return [_read(entry, text) for entry, text in zip(entries, texts, strict=True)]


def _read(expected: dict[str, Any], text: str) -> Seed:
    lines = [line for line in map(clean, text.splitlines()) if line]
    start = next(n for n, line in enumerate(lines) if line.startswith(expected["body_starts"]))
    end = next(n for n, line in enumerate(lines) if line.endswith(expected["body_ends"]))
    names = expected["byline"]["authors"]
    signed = next(n for n in range(end + 1, len(lines)) if all(m in lines[n] for m in names))
    title = expected["title"]
    head = lines.index(title) + 1 if title else 0
    under = [line for line in lines[head:start] if not _DATE.search(line)]
    story = Story(
        id=73091,
        section=next(iter(PORTALS[REPLICAS[expected["cms"]]].sections)),
        title=title or f"Tin {expected['portal']}",
        published_at=_published(expected["published_at"]),
        body=tuple(_blocks(lines[start : end + 1], expected["captions"])),
        authors=tuple(names),
        byline=lines[signed],
        office=expected["byline"]["office"] or "",
    )
    above, below = lines[: max(head - 1, 0)], lines[end + 1 : signed] + lines[signed + 1 :]
    return Seed(expected["seed"], expected, story, tuple(above), tuple(under), tuple(below))


def _published(stated: str | None) -> datetime:
    moment = UNTOLD if stated is None else datetime.fromisoformat(stated)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _blocks(lines: Sequence[str], captions: Sequence[str]) -> Iterator[Block]:
    """Yield paragraphs and images; an image's name stays a line of text where it leaked.

    A caption without a name before it has an image all the same: readers saw one. What its editor
    marked as a caption is a mere paragraph under the image.
    """
    around = zip(("", *lines[:-1]), lines, (*lines[1:], ""), strict=True)
    for number, (before, line, after) in enumerate(around):
        if _IMAGE.fullmatch(line):
            yield line
            if not _is_caption(after, captions):
                yield Figure(_file(line))
        elif _is_caption(line, captions):
            named = before if _IMAGE.fullmatch(before) else f"{number}.jpg"
            yield Figure(_file(named), line, plain=line not in captions)
        else:
            yield line


def _is_caption(line: str, captions: Sequence[str]) -> bool:
    return bool(_POINTING.search(line)) or line.strip("( )") in captions


def _file(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{slug(stem)}.{ending.lower()}"
