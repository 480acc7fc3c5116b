"""What the three replicas' pages are made of: template files, addresses from titles, dates."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

TEMPLATES = Path(__file__).parent / "templates"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
TONES = dict.fromkeys([0x300, 0x301, 0x303, 0x309, 0x323])
"""The five tone marks; circumflex, breve and horn make other letters and are not among them."""


@lru_cache(maxsize=64)
def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def fill(name: str, /, **values: object) -> str:
    """Return the template file with its $names filled in; raises KeyError if one is not given."""
    return _template(name).substitute(values)


def slug(title: str) -> str:
    """Return the title as it stands in an address.

    NukeViet folds letters that it finds composed. Of decomposed ones it drops the tone mark only,
    so that any other mark breaks the word ("ho-i"): recorded for a title in NFD.
    """
    composed = unicodedata.is_normalized("NFC", title)
    text = unicodedata.normalize("NFD", title.lower().replace("đ", "d"))
    if composed:
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    else:
        text = text.translate(TONES)
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def weekday(moment: datetime) -> str:
    """Return the Vietnamese name of the day."""
    return WEEKDAYS[moment.weekday()]


def today() -> str:
    """Return the banner that portals print on every page: today's weekday and date."""
    now = datetime.now(VIETNAM)
    return f"{weekday(now)}, {now:%d/%m/%Y, %H:%M}"
