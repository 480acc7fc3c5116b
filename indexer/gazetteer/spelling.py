"""One key for all spellings of a Vietnamese name: tone placement, i and y, capitals, hyphens.

"Hoà Bình" and "HÒA BÌNH", "Mỹ Đức" and "Mĩ Đức", "Bà Rịa-Vũng Tàu" and "Bà Rịa – Vũng Tàu",
"Đắk Lắk", "Đăk Lăk" and "Đắc Lắc" have one key each; "Thúy" and "Thùy" have two.
"""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\w+(?:['’ʼ`]\w+)*")
"""A syllable, with the apostrophes of the Highlands: "H'Leo"."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_SHARP = "\u0301"
_VOWELS = frozenset("aeiou")


def spelling(name: str) -> str:
    """Return the name's key: its syllables by `spell_syllable`, one space between them."""
    return " ".join(map(spell_syllable, WORD.findall(name)))


@lru_cache(maxsize=1 << 14)
def spell_syllable(word: str) -> str:
    """Return a syllable in lower case, decomposed, its tone last.

    A y that is the only vowel is i. A final k is c, and a syllable that ends in c, p or t without
    a tone gets the one it is spoken with. A number loses its leading zeros.
    """
    if word.isdigit():
        return word.lstrip("0")
    letters = unicodedata.normalize("NFD", re.sub("['’ʼ`]", "", word.lower()))
    tone = "".join(letter for letter in letters if letter in _TONES)
    base = "".join(letter for letter in letters if letter not in _TONES)
    if base.endswith("y") and (base == "quy" or _VOWELS.isdisjoint(base)):
        base = base[:-1] + "i"
    if base.endswith("k"):
        base = base[:-1] + "c"
    if not tone and base.endswith(("c", "p", "t")):
        tone = _SHARP
    return base + tone
