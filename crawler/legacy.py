"""Text typed in the Vietnamese fonts from before Unicode, TCVN3 (ABC) and VNI, to Unicode.

Such fonts show accented letters in the places of others, so that a page says "Céng hoµ x· héi" or
"Coäng hoøa xaõ hoäi" where its readers saw "Cộng hòa xã hội". Editors pasted such text into pages
whose menus are in Unicode: each text of a page is judged by itself. No library on PyPI is both kept
and free of guessing; the tables are those of the fonts.
"""

import re
from enum import StrEnum
from itertools import islice

from lxml import html


class Legacy(StrEnum):
    """A font encoding."""

    TCVN3 = "tcvn3"
    VNI = "vni"


ENOUGH = 5
"""Different spellings of a page that no Unicode text has, before any is converted."""

_TCVN3 = dict(
    zip(
        "¡¢§£¤¥¦µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáãâä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ",
        "ĂÂĐÊÔƠƯàảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏóõọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_MARKED = {
    "ùøûõï": {
        "a": "áàảãạ",
        "e": "éèẻẽẹ",
        "o": "óòỏõọ",
        "u": "úùủũụ",
        "y": "ýỳỷỹ",
        "ô": "ớờởỡợ",
        "ö": "ứừửữự",
    },
    "âáàåãä": {"a": "âấầẩẫậ", "e": "êếềểễệ", "o": "ôốồổỗộ"},
    "êéèúüë": {"a": "ăắằẳẵặ"},
}
"""Letters that VNI sets behind a vowel, and what each vowel becomes with them."""
_SMALL = {
    base + mark: meant
    for marks, vowels in _MARKED.items()
    for base, letters in vowels.items()
    for mark, meant in zip(marks, letters, strict=False)  # "ỵ" is a letter of its own
} | dict(zip("ôöñæóòî", "ơưđỉĩịỵ", strict=True))
_VNI = _SMALL | {
    spelled: meant.upper()
    for code, meant in _SMALL.items()
    for spelled in (code.upper(), code[0].upper() + code[1:])
}
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_MARKS = {
    Legacy.TCVN3: re.compile(
        r"[¸µ¶·¹»¼½¾Æ®©ª«¬\u00ad¨×ØÜÞÖ÷](?<=[A-Za-z].)\w?|[®µ¸¹](?=[A-Za-z])",
    ),
    Legacy.VNI: re.compile(r"[øûïåäëüØÛÏÅÄËÜ](?<=[AEOUYÔÖaeouyôö].)\w?|ñ(?=[aeiouyöô])"),
}
"""Letters in neighbourhoods that neither Vietnamese nor French nor English has in Unicode."""
_RARE = re.compile("[¸µ¶·¹¼½¾Æ®ª¬\u00ad¨ØÜÞÖ÷øûïåäëüÛÏÅÄË]")
_REFERENCE = re.compile(
    r"&(?:micro|para|cedil|sup1|reg|ordf|not|shy|uml|oslash|aring|auml);|&#1[6-9]"
)
_MODERN = re.compile(r"[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


def decode(body: bytes, text: str) -> str:
    """Return `text`, how the bytes were read, or, if mostly in vain, how they read without UTF-8.

    That is Windows-1258, or Windows-1252 where that shows one of the fonts.
    """
    lost = text.count("\ufffd")
    if lost <= sum(letter.isalpha() for letter in text if not letter.isascii()):
        return text
    western = body.decode("cp1252", "replace")
    if any(_count(western, font) >= ENOUGH for font in Legacy):
        return western
    return body.decode("cp1258", "replace")


def may_be_legacy(text: str) -> bool:
    """Tell quickly whether a document has enough of the letters that the fonts use."""
    return any(
        len(list(islice(rare.finditer(text), ENOUGH))) == ENOUGH for rare in (_RARE, _REFERENCE)
    )


def repair(root: html.HtmlElement) -> Legacy | None:
    """Convert, in place, the texts of a document that were typed in such a font; name it.

    None, and nothing is changed, unless `ENOUGH` spellings of the document are the font's. Of a
    document that has Unicode texts as well only those that show it themselves are converted.
    """
    whole = "".join(root.itertext())
    font = max(Legacy, key=lambda font: _count(whole, font))
    if _count(whole, font) < ENOUGH:
        return None
    mixed = _MODERN.search(whole) is not None
    for element in root.iter():
        for place in ("text", "tail"):
            text = getattr(element, place)
            if text and not _MODERN.search(text) and (not mixed or _MARKS[font].search(text)):
                setattr(element, place, convert(text, font))
    return font


def _count(text: str, font: Legacy) -> int:
    return len(set(_MARKS[font].findall(text)))


def convert(text: str, font: Legacy) -> str:
    """Return the text as its readers saw it in the font."""
    if font is Legacy.TCVN3:
        return "".join(_TCVN3.get(letter, letter) for letter in text)
    return _VNI_CODE.sub(lambda found: _VNI[found.group()], text)
