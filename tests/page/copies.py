"""Archived copies written for tests: pages that would do harm, and files of an archive with them.

In HOSTILE `{there}` stands for the address of a host that must not be asked for anything.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from crawler.archive import Exchange, WarcFile
from tests.indexer.samples import CAPTURED

SITE: Final = "yenbai/mu-cang-chai"
FILE: Final = "copies.warc.gz"
TYPE: Final = b"text/html; charset=utf-8"
HOSTILE: Final[Mapping[str, str]] = {
    "script": "<script>fetch('{there}/script')</script>",
    "module": "<script type=module src='{there}/module.js'></script>",
    "refresh": "<meta http-equiv=refresh content='0;url={there}/refresh'>",
    "base": "<base href='{there}/'><img src='picture.png'>",
    "svg": "<svg onload=\"fetch('{there}/svg')\"></svg>",
    "error": "<img src='data:,' onerror=\"new Image().src='{there}/error'\">",
    "form": "<form action='{there}/form'><input autofocus onfocus='this.form.submit()'></form>",
    "style": "<style>@import '{there}/a.css'; body {{background: url({there}/b.png)}}</style>",
    "font": "<style>@font-face {{font-family: x; src: url({there}/f.woff)}}"
    "body {{font-family: x}}</style>Chữ",
    "frames": "<iframe src='{there}/frame'></iframe><object data='{there}/object'></object>",
    "links": "<link rel=stylesheet href='{there}/s.css'><link rel=icon href='{there}/icon.png'>"
    "<link rel=preload as=image href='{there}/p.png'><link rel=prefetch href='{there}/next'>",
    "media": "<video src='{there}/v.mp4' autoplay></video><img srcset='{there}/w.png 2x'>",
    "policy": "<meta http-equiv=Content-Security-Policy content='default-src *'>"
    "<img src='{there}/allowed.png'>",
    "top": "<script>top.location = '{there}/top'</script>",
}
"""Each asks the host for something when a browser shows it as it is."""
HARMFUL: Final = (
    (b"Set-Cookie", b"a=b"),
    (b"Refresh", b"0; url=https://example.vn/"),
    (b"Link", b"<https://example.vn/s.css>; rel=stylesheet"),
    (b"Content-Security-Policy", b"default-src *"),
    (b"Access-Control-Allow-Origin", b"*"),
    (b"Content-Disposition", b"inline"),
)
"""Headers of a portal's answer that nobody may get from us."""


def keep(
    data: Path, pages: Mapping[str, bytes], name: str = FILE, content_type: bytes = TYPE
) -> list[int]:
    """Write pages into a WARC file of SITE below `data`; return the offsets of their records.

    Keys are the pages' addresses. Each was answered with HARMFUL headers.
    """
    file = WarcFile(data / SITE / "warc" / name)
    answered = ((b"Content-Type", content_type), *HARMFUL)
    offsets = [
        file.append(Exchange(url, CAPTURED, (), 200, "OK", answered, body))
        for url, body in pages.items()
    ]
    file.flush()
    file.close()
    return offsets
