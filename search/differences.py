"""What changed from one text of an article to the next, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

MAX_WORDS: Final = 2000
"""Longer passages that changed are shown as one replaced by the other: comparing is quadratic."""
_WORD: Final = re.compile(r"\S+|\s+")
Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of text that both versions have, or one of them."""

    kind: Kind
    text: str


def compare(old: Sequence[str], new: Sequence[str]) -> tuple[Difference, ...]:
    """Return what makes the new paragraphs of the old ones, in reading order.

    The runs that are not "added" are the old text, those that are not "removed" the new one,
    paragraphs apart by a line end. Paragraphs are compared first, words within those that differ.
    """
    old, new = [f"{text}\n" for text in old], [f"{text}\n" for text in new]
    runs: list[Difference] = []
    for run in _paragraphs(old, new):
        if runs and runs[-1].kind == run.kind:
            runs[-1] = Difference(run.kind, runs[-1].text + run.text)
        elif run.text:
            runs.append(run)
    return tuple(runs)


def _paragraphs(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if tag == "replace":
            yield from _words(_WORD.findall(before), _WORD.findall(after))
        elif tag == "equal":
            yield Difference("same", before)
        else:
            yield from _replaced(before, after)


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    if max(len(old), len(new)) > MAX_WORDS:
        yield from _replaced("".join(old), "".join(new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Difference("same", "".join(old[a:b]))
        else:
            yield from _replaced("".join(old[a:b]), "".join(new[c:d]))


def _replaced(before: str, after: str) -> Iterator[Difference]:
    if before:
        yield Difference("removed", before)
    if after:
        yield Difference("added", after)
