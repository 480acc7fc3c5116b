"""Everything found as CSV or as JSON lines, a line a document, written as it is read."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

Format = Literal["csv", "jsonl"]
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
}
COLUMNS: Final = (
    *("key", "title", "published_at", "event_dates", "portal", "site", "section", "authors"),
    *("source", "province", "province_now", "district", "commune", "place_paths"),
    *("official_labels", "lead", "body", "canonical_url", "captured_at", "revision", "gone_since"),
    *("duplicate_cluster", "warc_file", "warc_offset"),
)
"""Fields of the document; lists are joined by " | ", paragraphs by line ends."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute, were it the first letter of a cell."""


def write_lines(documents: Iterable[Mapping[str, Any]], form: Format) -> Iterator[str]:
    """Yield each document as text that ends with a line end; CSV (RFC 4180) begins with the names.

    CSV begins with a byte-order mark, without which spreadsheets misread Vietnamese. A text that
    they would take for a formula gets an apostrophe before it. JSON lines are whole documents.
    """
    if form == "jsonl":
        for document in documents:
            yield json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
        return
    yield "\ufeff" + _row(COLUMNS)
    for document in documents:
        yield _row(_cell(name, document.get(name)) for name in COLUMNS)


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = ("\n" if name == "body" else " | ").join(map(str, value))
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
