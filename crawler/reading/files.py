"""The text of a file: PDF, Word, Excel, OpenDocument and RTF."""

from kreuzberg import ExtractionConfig, KreuzbergError, detect_mime_type
from kreuzberg import extract_bytes_sync as extract_bytes

from crawler.attachments import READ_TYPES, FileText
from crawler.reading.attachments import MEDIA_TYPES
from crawler.text import clean

READER_VERSION = 1
"""Raised when files are read better: kept ones are then read again."""
MAX_TEXT = 500_000
"""Letters kept of a file: some 200 pages. Of a longer one the rest is cut, and flagged."""
_PDF = MEDIA_TYPES[".pdf"]
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
        content = extract_bytes(body, kind, _CONFIG).content
    except KreuzbergError:
        return FileText("unreadable")
    lines = filter(None, map(clean, content[: 2 * MAX_TEXT].splitlines()))
    text = "\n".join(lines)
    if not text:
        return FileText("scan_only" if kind == _PDF else "empty")
    return FileText("read", text[:MAX_TEXT], cut=len(text) > MAX_TEXT)
