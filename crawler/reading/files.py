"""The text of a file: PDF, Word, Excel, OpenDocument and RTF."""

import io
from zipfile import BadZipFile, ZipFile

from kreuzberg import ExtractionConfig, KreuzbergError, detect_mime_type
from kreuzberg import extract_bytes_sync as extract_bytes

from crawler.attachments import READ_TYPES, FileText
from crawler.reading.attachments import MEDIA_TYPES
from crawler.text import clean

READER_VERSION = 1
"""Raised when files are read better: kept ones are then read again."""
MAX_TEXT = 500_000
"""Letters kept of a file: some 200 pages. Of a longer one the rest is cut, and flagged."""
MAX_UNPACKED = 100 << 20
"""Bytes of XML of a Word document; the reader refuses more, too."""
_PDF, _DOCX = MEDIA_TYPES[".pdf"], MEDIA_TYPES[".docx"]
_REFERENCES = {"&amp;": "\ue000", "&lt;": "\ue001", "&gt;": "\ue002"}
_MEANT = str.maketrans({"\ue000": "&", "\ue001": "<", "\ue002": ">"})
# Its stubs do not know `disable_ocr` yet.
_CONFIG = ExtractionConfig(use_cache=False, disable_ocr=True)  # type: ignore[call-arg]


def read_file(body: bytes) -> FileText:
    """Return a file's text, its kind told by its content: names and headers lie.

    Memory and time are as the file has it: call it in a process that may die.
    """
    try:
        kind = detect_mime_type(body)
        if kind not in READ_TYPES:
            return FileText("unknown_type")
        content = extract_bytes(_mended(body) if kind == _DOCX else body, kind, _CONFIG).content
    except (KreuzbergError, BadZipFile):
        return FileText("unreadable")
    lines = filter(None, map(clean, content[: 2 * MAX_TEXT].translate(_MEANT).splitlines()))
    text = "\n".join(lines)
    if not text:
        return FileText("scan_only" if kind == _PDF else "empty")
    return FileText("read", text[:MAX_TEXT], cut=len(text) > MAX_TEXT)


def _mended(body: bytes) -> bytes:
    """Return a Word document, without its pictures, whose references stand as other letters.

    Kreuzberg 4.10 drops them: "GD&ĐT" would become one word. Raises BadZipFile.
    """
    mended = io.BytesIO()
    with ZipFile(io.BytesIO(body)) as packed, ZipFile(mended, "w") as package:
        parts = [part for part in packed.infolist() if part.filename.endswith((".xml", ".rels"))]
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            return body
        for part in parts:
            text = packed.read(part)
            for reference, letter in _REFERENCES.items():
                text = text.replace(reference.encode(), letter.encode())
            package.writestr(part.filename, text)
    return mended.getvalue()
