"""Names as the sources of build.py write them."""

import re
import unicodedata

from indexer.gazetteer.unit import TYPES

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng


def split_name(text: str) -> tuple[str, str]:
    """Return type and bare name: ("Thị trấn", "Prao") of "Thị Trấn  Prao".

    The sources' own type columns are not used: eight of them contradict the name.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    for kind in TYPES:
        if text.casefold().startswith(f"{kind} ".casefold()):
            name = text[len(kind) + 1 :]
            return kind, name.lstrip("0") if name.isdigit() else name
    message = f"no type of unit in {text!r}"
    raise ValueError(message)


def fold(name: str) -> str:
    """Return the name in the form in which vietnamadminunits keys it: a-z and digits only."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]", "", plain)


def same_spelling(name: str) -> list[str]:
    """Return what two spellings share that differ in case or tone placement (Hoà, Hòa)."""
    words = re.findall(r"[^\s'-]+", unicodedata.normalize("NFD", name.casefold()))
    return ["".join(sorted(word, key=TONES.__contains__)) for word in words]
