"""An article's texts in reading order, and places in them: what every facet reads and points at."""

from dataclasses import dataclass

from crawler.article import Article


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
    """Return title, lead, paragraphs and captions; what the article lacks is left out."""
    single = (("title", article.title), ("lead", article.lead))
    found = [Passage(field, 0, text) for field, text in single if text]
    for field, texts in (("body", article.body), ("captions", article.captions)):
        found += [Passage(field, index, text) for index, text in enumerate(texts) if text]
    return tuple(found)
