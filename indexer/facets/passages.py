"""An article's texts in reading order, and places in them: what every facet reads and points at."""

from dataclasses import dataclass
from typing import Final

from crawler.article import Article

LONGEST: Final = 200_000
"""Letters of an article that are read for facts; the longest recorded one has 28,000."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of an article: `field` is "title", "lead", "body" or "captions".

    `index` counts the paragraphs of the body and the captions from 0.
    """

    field: str
    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a fact is said: characters `start` to `end` of a passage."""

    field: str
    index: int
    start: int
    end: int


def passages(article: Article) -> tuple[Passage, ...]:
    """Return title, lead, paragraphs and captions; what the article lacks is left out.

    So is what is beyond the first `LONGEST` letters.
    """
    found: list[Passage] = []
    left = LONGEST
    titles, leads = (article.title,), (article.lead,)
    texts = (("title", titles), ("lead", leads), ("body", article.body))
    for field, parts in (*texts, ("captions", article.captions)):
        for index, text in enumerate(parts):
            if text and left > 0:
                found.append(Passage(field, index, text[:left]))
                left -= len(text)
    return tuple(found)
