"""How editors mark a line as an image's caption without setting it apart."""

import re

from lxml import html

_POINTING = re.compile(r"\s*\(\s*ảnh (?:trên|dưới)\s*\)\s*\.?$", re.IGNORECASE)
_ENCLOSED = re.compile(r"\(\s*(?P<caption>[^()]{8,}?)\s*\)\.?")
_CREDIT = re.compile(r"\(\s*(?:theo|nguồn|tin|bài|tác giả)\b", re.IGNORECASE)
_CLASS = re.compile(
    r"(?<![\w-])(?:wp-caption-text|image-caption|img-caption|photo-caption|pic_desc|PCaption)"
    r"(?![\w-])",
    re.IGNORECASE,
)  # WordPress's classic editor, and those of newspapers


def is_caption(element: html.HtmlElement) -> bool:
    """Tell by class whether a block is an image's caption, as <figcaption> is by its name."""
    names = element.get("class")
    return bool(names and element.tag in ("p", "div", "td") and _CLASS.search(names))


def is_marked_caption(text: str) -> bool:
    """Tell whether a line after an image says by itself that it is the image's caption.

    It ends in "( Ảnh trên)" ("photo above": Mù Cang Chải's portal), or stands in parentheses (Thọ
    Xuân's); a source or signature in parentheses is none.
    """
    if _CREDIT.match(text):
        return False
    return bool(_POINTING.search(text) or _ENCLOSED.fullmatch(text))


def strip_marks(caption: str) -> str:
    """Return a caption without its parentheses and without "( Ảnh trên)"."""
    bare = _POINTING.sub("", caption)
    found = None if _CREDIT.match(bare) else _ENCLOSED.fullmatch(bare)
    return (found["caption"] if found else bare) or caption
