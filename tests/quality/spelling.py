"""What counts as the same words when a fact is compared with its label.

Case, punctuation, dashes and the place of a tone mark do not matter ("Uỷ viên", "Ủy viên"), nor
whether an abbreviation of `WRITTEN_OUT` is written out. Everything else does.

- A name is right if all its words are.
- A position is right if its words are the label's; or if one of the two only goes on where the
  other stops, and what it goes on with is the end of the label's organisation or of the issuer's
  name: "Chủ tịch UBND huyện" and "Chủ tịch UBND huyện Cai Lậy" on Cai Lậy's portal.
- An organisation is right if its words are the label's, "tỉnh" and "thành phố" apart: "Sở Xây dựng
  Hà Nội" and "Sở Xây dựng thành phố Hà Nội".
- A place is right if its name with its type is, and the names of the units above that are stated.
"""

import re
import unicodedata
from collections.abc import Iterable

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
WRITTEN_OUT = {
    "&": "và",
    "bcđ": "ban chỉ đạo",
    "bch quân sự": "ban chỉ huy quân sự",
    "bch": "ban chấp hành",
    "btv": "ban thường vụ",
    "chqs": "chỉ huy quân sự",
    "cntt": "công nghệ thông tin",
    "gd và đt": "giáo dục và đào tạo",
    "gtvt": "giao thông vận tải",
    "hđnd": "hội đồng nhân dân",
    "kt xh": "kinh tế xã hội",
    "lhpn": "liên hiệp phụ nữ",
    "lđ tb và xh": "lao động thương binh và xã hội",
    "mttq": "mặt trận tổ quốc",
    "nn và ptnt": "nông nghiệp và phát triển nông thôn",
    "pct": "phó chủ tịch",
    "ptnt": "phát triển nông thôn",
    "qp an": "quốc phòng an ninh",
    "qltt": "quản lý thị trường",
    "tnmt": "tài nguyên và môi trường",
    "tp": "thành phố",
    "thông tin truyền thông": "thông tin và truyền thông",
    "tt tt": "thông tin và truyền thông",
    "tt và tt": "thông tin và truyền thông",
    "tttt": "thông tin và truyền thông",
    "tuv": "tỉnh ủy viên",
    "tw": "trung ương",
    "ubkt": "ủy ban kiểm tra",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "ubnd": "ủy ban nhân dân",
    "uv": "ủy viên",
    "vh và tt": "văn hóa và thông tin",
}
"""Abbreviations that mean one thing wherever they stand in an office or an organisation."""
_HIGH_TYPES = ("tỉnh", "thành phố")
_TYPES = re.compile(
    r"^(?:tỉnh|thành phố|thành phố trực thuộc|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu) ",
    re.IGNORECASE,
)


def _word(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in letters if letter in _TONES)
    bare = "".join(letter for letter in letters if letter not in _TONES)
    return unicodedata.normalize("NFC", bare) + tones


def words(text: str) -> str:
    """Return a text as it is compared, its words with one space between; see the module."""
    found = re.findall(r"\w+|&", unicodedata.normalize("NFC", text).lower())
    spelled = f" {' '.join(map(_word, found))} "
    for short, long in _SPELLED_OUT:
        spelled = spelled.replace(short, long)
    return spelled.strip()


_SPELLED_OUT = tuple(
    tuple(f" {' '.join(map(_word, text.split()))} " for text in pair)
    for pair in WRITTEN_OUT.items()
)


def same_position(found: str, label: str, owners: Iterable[str]) -> bool:
    """Tell whether a position is the label's; `owners` are its organisation and the issuer."""
    shorter, longer = sorted((words(found), words(label)), key=len)
    if shorter == longer:
        return True
    rest = longer.removeprefix(shorter)
    return rest != longer and rest[0] == " " and any(f" {words(o)}".endswith(rest) for o in owners)


def organisation_words(text: str) -> str:
    """Return an organisation's name as it is compared."""
    spelled = f" {words(text)} "
    for kind in _HIGH_TYPES:
        spelled = spelled.replace(f" {words(kind)} ", " ")
    return spelled.strip()


def place_key(parts: Iterable[str | None]) -> tuple[str, ...]:
    """Return a place as it is compared: its name with its type, the names above without theirs."""
    name, *above = [part for part in parts if part]
    return (words(name), *(words(_TYPES.sub("", part.strip())) for part in above))
