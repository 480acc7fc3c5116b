"""Who wrote an article: the signature under its text, or the field that a CMS prints."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.reading.body import Block, Content, Kind
from crawler.text import clean

MAX_LINE = 120
"""Characters. A longer line is a paragraph."""
_LINES = 3
"""How many blocks at the end of a text may be signature, source and photo credit."""

_UNIT = (
    r"(?:Trung tâm|TTVH\w*|TT ?VH|Phòng|Sở|UBND|HĐND|[ỦU][ỷy] ban|Uỷ ban|Văn phòng|VP|Đài|Công an"
    r"|Cục|Chi cục|Tổng cục|Vụ|Viện|Thanh tra|Báo|Cổng|Tạp chí"
    r"|(?:Huyện|Tỉnh|Thành|Thị|Đảng) [ủu][ỷy]"
    r"|Mặt trận|MTTQ|Liên đoàn|Bộ|Ban (?!biên tập\b)\w+"
    r"|Đoàn (?:Thanh niên|TNCS|xã|phường|huyện|trường)"
    r"|Hội (?:đồng|Nông|Liên|LHPN|Phụ|Cựu|CCB|Khuyến|Chữ)"
    r"|Trường (?:THPT|THCS|Tiểu|Mầm|Đại|Cao|Trung|Chính)|Xã|Phường|Thị trấn|Huyện|Quận)\b"
)
_OFFICE = re.compile(rf"(?:^|[,–—-]\s*|\()(?P<office>{_UNIT}[^()]*)\)?$", re.IGNORECASE)
_COLLECTIVE = re.compile(
    r"(?:ban|tổ|bộ phận) biên tập|nhóm (?:phóng viên|pv|tác giả)|phóng viên|bbt|pv|ctv"
    r"|cộng tác viên",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\(?(?:(?:tin|bài)(?: viết)?(?:(?: ?,| ?-| và| &| \+)? ?(?:bài|ảnh|video))*"
    r"|tác giả|người viết|thực hiện|biên tập)\s*:\s*(?P<names>.+?)\)?\.?",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|[\s(.;,–-])(?:nguồn )?ảnh(?:(?:,| và|/) ?(?:video|clip))?\s*:\s*"
    r"(?P<credit>[^():]{2,40}|https?://\S+?)\)?\.?$",
    re.IGNORECASE,
)
"""Who took the photos: "Tin, ảnh: Bùi Hiệp", or at the end of a caption "(Ảnh: Phạm Linh)"."""
_SOURCE = re.compile(
    r"\(?nguồn(?: tin)?\s*:\s*(?P<source>https?://\S{4,300}|[^:()]{2,100}?)\)?\.?", re.IGNORECASE
)
_ACCORDING = re.compile(r"\(?theo\s*:?\s+(?P<source>[^:]{2,60}?)\)?\.?", re.IGNORECASE)
_NOTE = re.compile(
    r"\s*(?:\((?:tổng hợp|sưu tầm|biên tập|thực hiện|t/?h)\.?\)|[-–]?\s*(?:tổng hợp|sưu tầm))\.?$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[,;&+]\s*|\s*[–—]\s*|\s+-\s*|\s*-\s+|\s+và\s+")
_ACCOUNT = re.compile(
    r"(?:(?:super ?)?ad ?min\w*|quan ?tri\w*|quản trị\w*|root|test|user\d*)\b.*", re.IGNORECASE
)
_SIGNED = re.compile(
    r"^(?:TM|KT|TL|TUQ|Q)\.|đã ký"
    r"|(?:^|\s)(?:GIÁM ĐỐC|CHỦ TỊCH|TRƯỞNG BAN|TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA"
    r"|THỦ TƯỚNG|BỘ TRƯỞNG|THỨ TRƯỞNG|BÍ THƯ)$"
)
_SENTENCE_END = (".", "…", "!", "?", "”", '"', "/.", ")")


@dataclass(frozen=True, slots=True)
class Byline:
    """Writers, the office they write for, and the source ("Nguồn") that the text was taken from.

    `photo_credits` are as printed: names, agencies, addresses.
    """

    authors: tuple[str, ...] = ()
    office: str | None = None
    source: str | None = None
    photo_credits: tuple[str, ...] = ()

    def complete(self, other: "Byline") -> "Byline":
        """Return it with what another place of the page says and this one does not."""
        return Byline(
            authors=self.authors or other.authors,
            office=self.office or other.office,
            source=self.source or other.source,
            photo_credits=self.photo_credits or other.photo_credits,
        )


def parse_field(text: str) -> Byline:
    """Read a CMS's own author field, which joins its authors by commas; accounts are left out."""
    parts = [clean(part) for part in text.split(",")]
    offices = [part for part in parts if _OFFICE.fullmatch(part)]
    authors = (p for p in parts if p and p not in offices and not _ACCOUNT.fullmatch(p))
    return Byline(authors=tuple(authors), office=next(iter(offices), None))


def parse_authors(text: str) -> Byline:
    """Read names and office: "Lê Thơ- Khắc Cường, Trung tâm VHTT huyện".

    An office goes to the end of the text: offices have commas of their own. CMS accounts are never
    writers. Anything that is neither name nor office gives an empty Byline.
    """
    text = _NOTE.sub("", text).strip(" .,;-–")
    office = None
    if found := _OFFICE.search(text):
        office, text = found["office"].strip(), text[: found.start()].strip(" ,-–(")
    names = tuple(name for name in _SEPARATOR.split(text) if name)
    if any(_ACCOUNT.fullmatch(name) or not is_name(name) for name in names):
        return Byline()
    return Byline(authors=names, office=office)


def is_name(text: str) -> bool:
    """Tell whether the text is a name: "A Cớ", "H'Hen Niê", "Ban Biên tập" (editorial board)."""
    if _COLLECTIVE.fullmatch(text):
        return True
    words = text.replace("'", "").replace("’", "").split()
    return 1 <= len(words) <= 6 and all(word.isalpha() and word[0].isupper() for word in words)


def take_byline(content: Content) -> Byline:
    """Take the last lines that say who wrote the text out of the content.

    On the recorded Hanoi portal the byline is a last right-aligned, mostly bold paragraph. Lines
    without any such setting count only if labelled ("Tin, ảnh: Bùi Hiệp"), or after a finished
    sentence. The signature of an official under a document is none.
    """
    byline = Byline()
    written = [block for block in content.blocks if block.kind is not Kind.CAPTION]
    for place in range(len(written) - 1, max(len(written) - 1 - _LINES, 0), -1):
        line = written[place]
        found = _read_line(line, written[place - 1])
        if found is None:
            break
        content.blocks = [block for block in content.blocks if block is not line]
        byline = Byline(
            authors=found.authors + byline.authors,
            office=found.office or byline.office,
            source=found.source or byline.source,
            photo_credits=find_credits([line.text]) + byline.photo_credits,
        )
    return byline


def find_credits(lines: Iterable[str]) -> tuple[str, ...]:
    """Return whom captions, and lines such as "Tin, ảnh: Bùi Hiệp", name for the photos."""
    found = (_CREDIT.search(line) for line in lines)
    return tuple(dict.fromkeys(credit["credit"].strip(" .") for credit in found if credit))


def _read_line(block: Block, before: Block) -> Byline | None:
    text = block.text
    if found := _SOURCE.fullmatch(text):
        return Byline(source=found["source"].strip())
    if len(text) > MAX_LINE or block.kind is Kind.ROW:
        return None
    if (block.align == "right" or text.startswith("(")) and (found := _ACCORDING.fullmatch(text)):
        return Byline(source=found["source"].strip())
    if _CREDIT.fullmatch(text):
        return Byline()
    if found := _LABEL.fullmatch(text):
        return _filled(parse_authors(found["names"]))
    if _SIGNED.search(before.text) or block.align == "center":
        return None
    found_line = _filled(parse_authors(text))
    if found_line is None or block.align == "right":
        return found_line
    finished = before.text.endswith(_SENTENCE_END) or before.kind is Kind.ROW
    plausible = (
        len(text.split()) > 1 and (found_line.authors or block.bold) and text[-1] not in ".:;"
    )
    return found_line if finished and plausible else None


def _filled(byline: Byline) -> Byline | None:
    return byline if byline.authors or byline.office else None
