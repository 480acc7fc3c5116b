"""One pattern for many words, as a tree of their letters.

`re` tries the alternatives of a group one by one, but skips at once to a letter that any of them
begins with.
"""

import re
from collections import defaultdict
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of any of the words as they stand, of several the longest.

    Raises ValueError without a word: the pattern would match everywhere.
    """
    rests: dict[str, list[str]] = defaultdict(list)
    for word in sorted(set(words)):
        rests[word[:1]].append(word[1:])
    if not rests:
        message = "a pattern needs a word"
        raise ValueError(message)
    ends = rests.pop("", None)
    branches = [re.escape(first) + any_of(rest) for first, rest in rests.items()]
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}" if branches else ""
