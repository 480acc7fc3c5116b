"""What extraction must yield from each article page of a replica: other tests compare with it."""

from typing import Any

from tests.portals.portal import Portal
from tests.portals.server import PORTALS
from tests.portals.story import Story, load_stories

SHORT = 200
"""Letters of lead and body under which the Article's flag is `short`."""


def expected(portal: str, *, edited: bool = False) -> list[dict[str, Any]]:
    """Return the facts of every article that can be fetched, newest first, all texts NFC.

    Keys: path (canonical, from the host on), id, title, lead, body (paragraphs; table rows with
    cells joined by " | "), captions, authors, office, source, section, tags, published_at (ISO
    8601), precision, images (path, caption), attachments (path, name), flags (those that must be
    among the Article's). An empty string or list is a fact that the page does not state. Raises
    KeyError for an unknown portal.
    """
    replica = PORTALS[portal](edited=edited)
    stories = load_stories(portal, edited=edited)
    return [_facts(replica, story) for story in stories if not (story.missing or story.external)]


def _facts(replica: Portal, story: Story) -> dict[str, Any]:
    return {
        "path": replica.path(story.served()),
        "id": story.id,
        "title": story.title,
        "lead": story.lead,
        "body": list(story.paragraphs),
        "captions": [figure.caption for figure in story.figures if figure.caption],
        "authors": list(story.authors),
        "office": story.office,
        "source": story.source,
        "section": replica.sections[story.section],
        "tags": list(story.tags),
        "published_at": story.published_at.isoformat(),
        "precision": "day" if story.day_only else "minute",
        "images": [
            {"path": replica.figure_path(story, figure), "caption": figure.caption}
            for figure in story.figures
        ],
        "attachments": [
            {"path": replica.file_path(story.served(), file), "name": file.name}
            for file in story.attachments
        ],
        "flags": _flags(story),
    }


def _flags(story: Story) -> list[str]:
    text = "".join((story.lead, *story.paragraphs))
    if not text:
        return ["scan_only"]
    return ["short"] if len(text) < SHORT else []
