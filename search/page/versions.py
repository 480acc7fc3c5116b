"""What changed in an article, short enough to be read: the text around it, not all of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from search.differences import Difference

AROUND: Final = 120
"""Letters of the unchanged text that are shown beside a change, to the next word."""
GAP: Final = " […] "


def shortened(differences: Sequence[Difference]) -> Iterable[Difference]:
    """Yield the differences, with GAP for what both texts have far from any change."""
    last = len(differences) - 1
    for place, run in enumerate(differences):
        if run.kind != "same":
            yield run
            continue
        head = "" if place == 0 else _to_word(run.text[:AROUND])
        tail = "" if place == last else _to_word(run.text[-AROUND:][::-1])[::-1]
        is_short = len(run.text) <= len(head) + len(tail) + len(GAP)
        yield run if is_short else replace(run, text=f"{head}{GAP}{tail}")


def _to_word(text: str) -> str:
    """Return a text up to its last blank, all of it if there is none."""
    return text.rpartition(" ")[0] or text
