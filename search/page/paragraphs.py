"""A body's paragraphs as a reader sees them: texts, and tables of the rows that belong together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias

from search.page.marks import Mark, Segment, segments

SEPARATOR: Final = " | "
"""Between a table row's cells (docs/document.md, `body`)."""
Text: TypeAlias = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table: `text` is empty where there are `rows`."""

    text: Text
    rows: tuple[tuple[Text, ...], ...] = ()


def blocks(body: Sequence[str], marks: Mapping[int, Sequence[Mark]]) -> Iterable[Block]:
    """Yield the blocks of a body; `marks` are by the paragraphs' indices.

    Two or more rows with equally many cells, one after the other, are a table; what else has a
    separator is a paragraph.
    """
    for cells, group in groupby(enumerate(body), key=lambda each: each[1].count(SEPARATOR)):
        rows = list(group)
        if cells and len(rows) > 1:
            yield Block((), tuple(_cells(text, marks.get(index, ())) for index, text in rows))
        else:
            yield from (Block(segments(text, marks.get(index, ()))) for index, text in rows)


def _cells(row: str, marks: Sequence[Mark]) -> tuple[Text, ...]:
    cells, start = [], 0
    for cell in row.split(SEPARATOR):
        end = start + len(cell)
        cells.append(segments(row, marks, start, end))
        start = end + len(SEPARATOR)
    return tuple(cells)
