"""Answers that are not pages: challenges, maintenance, login, "not found" answered 200.

The one place that knows them. It looks at bytes only, and for an ordinary page at little more than
its title.
"""

import re
from enum import StrEnum
from html import unescape

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
_HEAD = 32_768
"""Bytes within which a title stands: Liferay 6.2 writes some 5 KB of blank lines before it."""

_CHALLENGE = re.compile(
    rb"_Incapsula_Resource|Incapsula incident"
    rb"|document\.cookie\s*=\s*[\"']D1N=|cf_chl_opt|cf-browser-verification"
    rb"|/cdn-cgi/challenge-platform/h/"
)
_TITLE = re.compile(rb"<title[^>]*>([^<]{0,300})", re.IGNORECASE)
_CHALLENGE_TITLE = re.compile(
    r"just a moment|attention required! \| cloudflare|ddos protection", re.IGNORECASE
)
_MAINTENANCE = re.compile(
    r"bảo trì|đang nâng cấp|tạm ngừng hoạt động|under (?:maintenance|construction)"
    r"|site (?:is )?(?:offline|temporarily)|^maintenance",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"^(?:đăng nhập|login|sign ?in|log ?in)\b", re.IGNORECASE)
_NOT_FOUND = re.compile(
    r"^(?:(?:error |lỗi )?404\b|(?:page |file )?not found|không tìm thấy"
    r"|trang (?:bạn yêu cầu |này )?không tồn tại|file or directory not found)",
    re.IGNORECASE,
)
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
    if small and _MAINTENANCE.search(title):
        return Blocked.MAINTENANCE
    if _LOGIN.search(title) and b'type="password"' in body:
        return Blocked.LOGIN
    return None


def _title(body: bytes) -> str:
    found = _TITLE.search(body, 0, _HEAD)
    return clean(unescape(found[1].decode("utf-8", "replace"))) if found else ""
