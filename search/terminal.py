"""The answer of `khotin search` for a person at a terminal."""

import html
import re
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.text import Text

from crawler.dates import VIETNAM
from search.highlights import MARK
from search.results import FacetValue, Hit, Results

FACET_NAMES: Final = {
    "site": "Cổng",  # portal
    "province": "Tỉnh, thành",  # province or city
    "province_then": "Tỉnh, thành lúc đăng",  # at the time
    "province_now": "Tỉnh, thành hiện nay",  # of today
    "district": "Huyện",
    "place": "Nơi được nhắc",  # named place
    "official": "Cán bộ",
    "organisation": "Cơ quan",
    "section": "Chuyên mục",
    "year": "Năm",
}
SHOWN_VALUES: Final = 6
_ENDS: Final = (".", "!", "?", "…", "”", '"', ":", ";")
SNIPPET: Final = 240
"""Letters of the lead or body where nothing in them was found."""
_INDENT: Final = "   "
_MARKED: Final = re.compile(f"({re.escape(MARK[0])}.*?{re.escape(MARK[1])})", re.DOTALL)


def render(results: Results, console: Console) -> None:
    """Print total, hits and facet counts; colours only where the console has them."""
    for notice in results.notices:
        console.print(Text(notice, style="yellow"))
    if not results.total:
        console.print(Text("Không tìm thấy bài nào."), Text(_advice(results)))
        return
    shown = f", hiện {len(results.hits)} bài đầu" if len(results.hits) < results.total else ""
    console.print(Text(f"{_number(results.total)} bài{shown}", style="bold"))
    for place, hit in enumerate(results.hits, start=1):
        _print_hit(place, hit, console)
    console.print()
    for name, values in results.facets.items():
        if values:
            console.print(_facet(FACET_NAMES[name], values))


def _advice(results: Results) -> str:
    if results.notices:
        return "Xem các cổng đã khai báo: khotin sites"
    return "Thử ít từ hơn, bỏ dấu ngoặc kép hoặc bỏ bớt điều kiện lọc."


def _print_hit(place: int, hit: Hit, console: Console) -> None:
    document = hit.document
    console.print()
    others = f" (và {_number(hit.others)} bài trùng)" if hit.others else ""  # the same text
    console.print(Text(f"{place}. ").append(_title(hit)).append(others, style="dim"))
    facts = (_day(document["published_at"]), document["portal"], document["section"])
    lines = [
        Text(" · ".join(fact for fact in facts if fact), style="dim"),
        _snippet(hit),
    ]
    for text in lines:
        for line in text.wrap(console, console.width - len(_INDENT)):
            console.print(Text(_INDENT).append(line))
    # A terminal can only follow an address that stands on one line.
    console.print(Text(_INDENT + document["canonical_url"], style="blue"), soft_wrap=True)


def _title(hit: Hit) -> Text:
    if marked := hit.highlights.get("title"):
        return _marked(marked[0], "bold")
    return Text(hit.document["title"] or "(không có tiêu đề)", style="bold")


def _snippet(hit: Hit) -> Text:
    for name in ("body", "lead", "attachments.text"):
        if marked := hit.highlights.get(name):
            cut = "" if marked[0].rstrip().endswith(_ENDS) else " …"
            return _marked(marked[0].rstrip(), "").append(cut)
    plain = hit.document["lead"] or " ".join(hit.document["body"])
    return Text(plain if len(plain) <= SNIPPET else f"{plain[:SNIPPET].rsplit(' ', 1)[0]} …")


def _marked(passage: str, style: str) -> Text:
    """Turn a highlight's HTML into styled text."""
    text = Text(style=style)
    for part in _MARKED.split(passage):
        found = part.startswith(MARK[0])
        inner = part.removeprefix(MARK[0]).removesuffix(MARK[1]) if found else part
        text.append(html.unescape(inner), style="bold green" if found else None)
    return text


def _facet(name: str, values: tuple[FacetValue, ...]) -> Text:
    shown = " · ".join(f"{value.value} {_number(value.count)}" for value in values[:SHOWN_VALUES])
    rest = len(values) - SHOWN_VALUES
    line = Text(f"{name}: ", style="bold")
    return line.append(shown + (f" · và {rest} mục nữa" if rest > 0 else ""), style="not bold")


def _day(moment: str | None) -> str:
    at = datetime.fromisoformat(moment).astimezone(VIETNAM) if moment else None
    return f"{at:%d/%m/%Y}" if at else "không rõ ngày"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
