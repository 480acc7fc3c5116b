"""What NukeViet 4.5 gets wrong in metadata and what changes at every fetch, all of it recorded."""

import random
from datetime import datetime, timedelta
from html import escape

from tests.portals.story import Story

SPECIAL = {"/": "&#x002F;", "(": "&#40;", ")": "&#41;", ":": "&#x3A;"}
"""What NukeViet writes as an entity in titles and leads, and in them only."""


def encode(text: str) -> str:
    """Escape a title or a lead the way NukeViet does."""
    return "".join(SPECIAL.get(letter, letter) for letter in escape(text))


def edited_at(story: Story) -> datetime:
    """Return when the article was last saved: minutes after its publication unless stated."""
    later = timedelta(minutes=story.id % 50, seconds=9 + story.id % 50)
    return story.edited_at or story.published_at + later


def broken_time(moment: datetime) -> str:
    """Return article:published_time as recorded, the zone inside: "2023-12-08+0714:05:00"."""
    return f"{moment:%Y-%m-%d}+07{moment:%H:%M:%S}"


def broken_date(moment: datetime) -> str:
    """Return RSS pubDate as recorded: GMT, but the month stands where the minutes belong."""
    utc = moment - timedelta(hours=7)
    return f"{utc:%a}, {utc.day} {utc:%b %Y %H:%m}:00 GMT"


def views() -> int:
    """Return a view count, another at every fetch."""
    return random.randrange(20, 2000)
