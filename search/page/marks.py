"""Facts marked in a text: characters with what they mean to segments that never overlap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from search.page.addresses import Address

Kind = Literal["official", "place", "event"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact that a text names from character `start` to `end`; `address` leads to more of it.

    `title` says in words what the fact is.
    """

    start: int
    end: int
    kind: Kind
    title: str
    address: Address


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, plain text and not markup, and the fact that it names if it names one."""

    text: str
    mark: Mark | None = None


def segments(
    text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None
) -> tuple[Segment, ...]:
    """Part the characters `start` to `end` of a text, the whole unless given, by the marks in them.

    Joined, the segments are that text. Of marks that overlap the one that begins first counts, of
    those the longest; a mark that is empty, or not within the characters, is left out.
    """
    end = len(text) if end is None else end
    return tuple(_segments(text, _disjoint(marks, start, end), start, end))


def _segments(text: str, marks: Iterable[Mark], start: int, end: int) -> Iterator[Segment]:
    for mark in marks:
        if start < mark.start:
            yield Segment(text[start : mark.start])
        yield Segment(text[mark.start : mark.end], mark)
        start = mark.end
    if start < end:
        yield Segment(text[start:end])


def _disjoint(marks: Iterable[Mark], start: int, end: int) -> Iterator[Mark]:
    for mark in sorted(marks, key=lambda each: (each.start, -each.end)):
        if start <= mark.start < mark.end <= end:
            yield mark
            start = mark.end
