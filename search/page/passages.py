"""A hit's title and passages as HTML that holds nothing but `<mark>`."""

import html
import re
from typing import Final

from markupsafe import Markup, escape

from search.highlights import MARK
from search.results import Hit

LENGTH: Final = 240
"""Letters of the lead or body where nothing in them was found."""
FRAGMENTS: Final = 2
_ENDS: Final = (".", "!", "?", "…", "”", '"', ":", ";")
_MARKED: Final = re.compile(f"{re.escape(MARK[0])}(.*?){re.escape(MARK[1])}", re.DOTALL)


def marked(passage: str) -> Markup:
    """Return a highlight's HTML, each of its texts escaped anew."""
    parts = (escape(html.unescape(part)) for part in _MARKED.split(passage))
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )


def title(hit: Hit) -> Markup:
    """Return the title with what was found in it, "" if there is none."""
    if found := hit.highlights.get("title"):
        return marked(found[0])
    return escape(hit.document["title"] or "")


def snippet(hit: Hit) -> Markup:
    """Return passages in which something was found, otherwise the text's beginning."""
    for name in ("body", "lead", "attachments.text"):
        if found := hit.highlights.get(name):
            passages = [_ended(part.rstrip()) for part in found[:FRAGMENTS]]
            return Markup(" ").join(marked(passage) for passage in passages)
    plain = hit.document["lead"] or " ".join(hit.document["body"])
    return escape(plain if len(plain) <= LENGTH else f"{plain[:LENGTH].rsplit(' ', 1)[0]} …")


def _ended(passage: str) -> str:
    return passage if passage.endswith(_ENDS) else f"{passage} …"
