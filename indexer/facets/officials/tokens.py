"""Words of a text with their places, one spelling for all, and tables of phrases over them."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

_MARKED: Final = r"[đĐ][/.][cC]\b|[HKY]['’]\w+"
_JOINED: Final = r"[^\W\d_]+?(?:(?:&amp;|amp;|&)[^\W\d_]+)+"
_TOKEN: Final = re.compile(rf"{_MARKED}|{_JOINED}|\w+|[^\w\s]")
_PLAIN_TOKEN: Final = re.compile(rf"{_MARKED}|\w+|[^\w\s]")
"""The same for a text without "&" and "amp;", which looks for them at no letter."""
_NEW_TONES: Final = "oá oà oả oã oạ oé oè oẻ oẽ oẹ uý uỳ uỷ uỹ uỵ"
_OLD_TONES: Final = "óa òa ỏa õa ọa óe òe ỏe õe ọe úy ùy ủy ũy ụy"
_PLACED: Final = {
    case(new): case(old)
    for new, old in zip(_NEW_TONES.split(), _OLD_TONES.split(), strict=True)
    for case in (str.lower, str.capitalize, str.upper)
}
_MISPLACED: Final = re.compile(f"[ouOU](?<![qQ].)[{''.join({pair[1] for pair in _PLACED})}](?!\\w)")


class Token(NamedTuple):
    """A word or a sign: as it stands, in lower case, from which character to which.

    `capital` tells whether it begins with a capital letter.
    """

    text: str
    key: str
    start: int
    end: int
    capital: bool


_Node: TypeAlias = "dict[str, _Node]"


_DASH: Final = re.compile(r"(?:&(?:amp;)?)?[mn]dash;")


def _place(found: re.Match[str]) -> str:
    return _PLACED.get(found[0], found[0])


def spell(text: str) -> str:
    """Return the text with each tone where the old rule puts it ("Uỷ" is "Ủy"), equally long.

    A dash that its editor's program left as "&ndash;" or "ndash;" is one.
    """
    if "dash;" in text:
        text = _DASH.sub(lambda found: "–".ljust(len(found[0])), text)
    return text if text.isascii() else _MISPLACED.sub(_place, text)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words and signs of a text's part; "đ/c", "H'Hen" and "TT&TT" are one each."""
    pattern = _TOKEN if "&" in text or "amp;" in text else _PLAIN_TOKEN
    found = pattern.finditer(text, start, len(text) if end is None else end)
    return [Token(text := word[0], _key(text), *word.span(), text[0].isupper()) for word in found]


def _key(word: str) -> str:
    return word.lower().replace("amp;", "") if ";" in word else word.lower()


class Phrases:
    """A table of phrases, found over tokens whatever their case."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases as `spell` writes them."""
        self._root: _Node = {}
        for phrase in phrases:
            node = self._root
            for word in _TOKEN.findall(phrase.lower()):
                node = node.setdefault(word, {})
            node[""] = {}

    @property
    def first(self) -> frozenset[str]:
        """The words with which phrases begin."""
        return frozenset(self._root)

    def match(self, tokens: Sequence[Token], start: int) -> int:
        """Return the index behind the longest phrase that begins at `start`; `start` if none."""
        node, end = self._root, start
        for index in range(start, len(tokens)):
            found = node.get(tokens[index].key)
            if found is None:
                break
            node = found
            if "" in node:
                end = index + 1
        return end

    def __contains__(self, phrase: str) -> bool:
        """Tell whether the phrase, in any case, is in the table."""
        tokens = tokenize(phrase)
        return bool(tokens) and self.match(tokens, 0) == len(tokens)
