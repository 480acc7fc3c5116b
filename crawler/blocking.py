"""Answers that are not pages: challenges, maintenance, login, "not found" answered 200.

The one place that knows them. It looks at bytes only, and for an ordinary page at little more than
its title.
"""

import re
from enum import StrEnum
from html import unescape
from itertools import islice

from crawler.text import clean


class Blocked(StrEnum):
    """Why an answer is no page of the portal's content."""

    NOT_FOUND = "not_found"
    REFUSED = "refused"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    REDIRECT = "redirect"
    CHALLENGE = "challenge"
    MAINTENANCE = "maintenance"
    LOGIN = "login"
    EMPTY = "empty"
    NOT_HTML = "not_html"


_BY_STATUS = {
    401: Blocked.REFUSED,
    403: Blocked.REFUSED,
    404: Blocked.NOT_FOUND,
    410: Blocked.NOT_FOUND,
    429: Blocked.BUSY,
    503: Blocked.BUSY,
}
_SMALL = 16_384
"""Bytes. Challenge and maintenance pages are smaller; real pages carry Incapsula's script too."""
_TINY = 4096
"""Bytes. Below this a page says in its text alone what it is."""
_HEAD = 32_768
"""Bytes within which a title stands: Liferay 6.2 writes some 5 KB of blank lines before it."""
_FEW_LINKS = 5
"""A portal's page has a menu; an article on maintenance has one, a maintenance page has none."""

_CHALLENGE = re.compile(
    rb"_Incapsula_Resource|Incapsula incident"
    rb"|document\.cookie\s*=\s*[\"']D1N=|slowAES\.decrypt|/TSPD/|gokuProps"
    rb"|cf_chl_opt|cf-browser-verification|/cdn-cgi/challenge-platform/h/"
    rb"|AdfLoopbackUtils\.runLoopback"
)
"""Imperva; D1N and others that set a cookie by script; F5; AWS; Cloudflare; the
page by which Oracle WebCenter looks whether a browser runs scripts."""
_WALL = re.compile(
    rb"The requested URL was rejected|Your support ID is|Attack ID:|FortiGuard|fgd_icon"
    rb"|Sucuri Website Firewall|Mod_Security",
    re.IGNORECASE,
)
"""Firewalls that answer 200 in the portal's place: F5 and its like, FortiWeb, Sucuri."""
_TITLE = re.compile(rb"<title[^<>]*>([^<]{0,300})", re.IGNORECASE)
_LINK = re.compile(rb"<a\s[^<>]*href", re.IGNORECASE)
_CHALLENGE_TITLE = re.compile(
    r"^just a moment|attention required! \| cloudflare|ddos protection by|^ddos-guard",
    re.IGNORECASE,
)
_WALL_TITLE = re.compile(
    r"^(?:request rejected|web page blocked|access denied|403 forbidden"
    r"|(?:truy cập|yêu cầu)(?: của bạn)?(?: đã)? bị (?:từ chối|chặn))",
    re.IGNORECASE,
)
_WORK = r"(?:bảo trì|bảo dưỡng|nâng cấp)"
_PORTAL = r"(?:website|web|máy chủ|cổng (?:thông tin|dịch vụ|tt)|trang (?:web|tin|thông tin|tt))"
_MAINTENANCE = re.compile(
    rf"^(?:thông báo[ :-]+)?(?:(?:tạm )?(?:đang|dừng|ngừng)\s.{{0,20}})?{_WORK}"
    rf"(?: và nâng cấp)?(?: hệ thống)?(?: {_PORTAL}.*)?\W*$"
    rf"|(?:\bhệ thống|\b{_PORTAL}.{{0,80}}) (?:đang|tạm|sẽ) (?:.{{0,40}}\b{_WORK}|ngừng|dừng)"
    r"|under (?:maintenance|construction)|site (?:is )?(?:offline|temporarily)|^maintenance",
    re.IGNORECASE,
)
"""It is the portal that is being maintained, not a road: that is news."""
_COME_BACK = re.compile(
    rf"\b{_WORK}\b.{{0,200}}\b(?:quay|trở|truy cập) lại\b", re.IGNORECASE | re.DOTALL
)
_LOGIN = re.compile(
    r"(?:^|[-–—|»]\s*)(?:đăng nhập(?: hệ thống| tài khoản| quản trị)?|log ?in|sign ?in)"
    r"\s*(?:$|[-–—|»])",
    re.IGNORECASE,
)
_TIMEOUT = re.compile(
    r"^(?:phiên (?:làm việc|đăng nhập)(?: của bạn)?(?: đã)? hết (?:hạn|hiệu lực)"
    r"|session (?:has )?(?:expired|timed? ?out))",
    re.IGNORECASE,
)
_PASSWORD = re.compile(rb"type\s*=\s*[\"']?password", re.IGNORECASE)
_TO_LOGIN = re.compile(
    rb"(?:location(?:\.href)?\s*=\s*|location\.replace\(|;\s*url\s*=\s*)[\"']?"
    rb"[^\"'<>\s]*(?:/login|/dang-?nhap|/signin|authenticate\.aspx|/c/portal/login)",
    re.IGNORECASE,
)
"""A script or a meta refresh that leads to a login instead of a redirect."""
_ENDS = r"(?:\W*$|\s*[-–—|:.!»]\s)"
_SOUGHT = r"(?:trang|nội dung|bài(?: viết)?|tin|đường dẫn|địa chỉ|dữ liệu|kết quả|tài liệu|file)"
_NOT_FOUND = re.compile(
    r"^(?:(?:error|lỗi(?: truy cập)?)[ :]*404\b"
    rf"|404(?:{_ENDS}|\s(?:error|lỗi|(?:page |file )?not found))"
    r"|(?:page |file )?not found\b|file or directory not found"
    rf"|(?:404 )?không tìm thấy(?:{_ENDS}|\s{_SOUGHT}"
    rf"(?:{_ENDS}|\s(?:web|này|nào|bạn|mà|được|theo|phù hợp|yêu cầu)\b))"
    r"|trang (?:bạn yêu cầu |này )?không tồn tại)",
    re.IGNORECASE,
)
"""It is a page that is not found, not a missing person: that is news, as are 404 households."""
_UNSHOWN = re.compile(
    rb"<(head|script|style|noscript|template)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_SHOWN = re.compile(rb"<(?:a|img|iframe|frame|embed|object|video)\b", re.IGNORECASE)
"""What a page may consist of without a word: a scan, another page."""
_LIFERAY_STATUS = (b'id="portlet_status"', b"lfr-url-error")
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|div|p|table)\b", re.IGNORECASE)


def classify(status: int, body: bytes, content_type: str | None = None) -> Blocked | None:
    """Tell why an answer is no content page; None for one that may be.

    `body` is decoded from its content encoding, `content_type` is the header. Never parses.
    """
    if content_type and not content_type.lstrip().lower().startswith(
        ("text/html", "application/xhtml", "text/plain", "text/xml", "application/xml")
    ):
        return _by_status(status) or Blocked.NOT_HTML
    small = len(body) < _SMALL
    title = _title(body)
    if _CHALLENGE_TITLE.search(title) or (small and _CHALLENGE.search(body)):
        return Blocked.CHALLENGE
    if status < 400 and small and (_WALL_TITLE.search(title) or _WALL.search(body)):
        return Blocked.REFUSED
    return _by_status(status) or _by_content(body, title, small=small)


def _by_status(status: int) -> Blocked | None:
    if status < 300:
        return None
    if status < 400:
        return Blocked.REDIRECT
    return _BY_STATUS.get(status, Blocked.REFUSED if status < 500 else Blocked.SERVER_ERROR)


def _by_content(body: bytes, title: str, *, small: bool) -> Blocked | None:
    if not body.strip():
        return Blocked.EMPTY
    if not _MARKUP.search(body[:_HEAD]):
        return Blocked.NOT_HTML
    if _NOT_FOUND.search(title) or any(mark in body for mark in _LIFERAY_STATUS):
        return Blocked.NOT_FOUND
    if _LOGIN.search(title) and _PASSWORD.search(body):
        return Blocked.LOGIN
    return _by_its_emptiness(body, title) if small and _is_bare(body) else None


def _is_bare(body: bytes) -> bool:
    return sum(1 for _ in islice(_LINK.finditer(body), _FEW_LINKS + 1)) <= _FEW_LINKS


def _by_its_emptiness(body: bytes, title: str) -> Blocked | None:
    """Tell what a small page without a menu is, None if it may be an article all the same."""
    tiny = len(body) < _TINY
    if _MAINTENANCE.search(title) or (tiny and _COME_BACK.search(body.decode("utf-8", "replace"))):
        return Blocked.MAINTENANCE
    if _TIMEOUT.search(title) or (tiny and _TO_LOGIN.search(body)):
        return Blocked.LOGIN
    if tiny and not _SHOWN.search(body) and not _UNSHOWN.sub(b"", body).strip():
        return Blocked.EMPTY  # a script is to build it: of a redesigned portal every page
    return None


def _title(body: bytes) -> str:
    found = _TITLE.search(body, 0, _HEAD)
    return clean(unescape(found[1].decode("utf-8", "replace"))) if found else ""
