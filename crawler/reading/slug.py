"""Addresses of CMSs that make an article's address of its title's words."""

import re
from urllib.parse import unquote, urlsplit

_ENDING = re.compile(r"\.(?:html?|php|aspx)$", re.IGNORECASE)
_WORDS = re.compile(r"[-_]+")


def split_path(url: str) -> tuple[str, ...]:
    """Return the path's segments, percent-decoded, lower case; none for what is no address."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ()
    return tuple(unquote(part).lower() for part in path.split("/") if part)


def count_words(segment: str) -> int:
    """Return how many words a path's segment is made of, its ending (".html") left out.

    A title has more words than a section's name: "tin-tuc-su-kien" has four.
    """
    return len([word for word in _WORDS.split(_ENDING.sub("", segment)) if word])
