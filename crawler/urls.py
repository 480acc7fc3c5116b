"""Addresses: one spelling for one page."""

import re
from collections import Counter
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

MAX_REPEATS = 2
"""How often one segment may stand in a path. The Hanoi portal's relative language links grew
`…html/en/en/vi/en.html` without end: 1,023 copies of one article."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?#]*", re.IGNORECASE)
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|zarsrc|zalo_\w+|mc_[ce]id|_ga|_gl|yclid|msclkid"
    r"|jsessionid|phpsessid|sessionid|_afr\w+|_adf\.[\w.-]+)(?:=|$)",
    re.IGNORECASE,
)
_REFUSALS = {
    "print": r"/print(?:\.aspx|/|$)|/(?:savefile|in-tin|in-bai-viet)/|[?&]print=|p_p_state=pop_up",
    "email": r"/(?:sendmail|gui-mail|emailto)\b|[?&]share=email",
    "login": r"p_p_id=58|/(?:login|dang-nhap|signin|users?|c/portal/login|user/login|_layouts)\b",
    "download": r"[?&](?:download|pdf)=|\.(?:pdf|docx?|xlsx?|pptx?|rar|zip|7z|mp[34])(?:$|[?/])",
    "search": r"/(?:search|seek|tim-kiem|tags?|tu-khoa)\b|[?&](?:s|q|keyword)=",
    "feed": r"/(?:rss|feeds?|atom)\b|sitemap[\w.-]*\.xml",
    "style": r"\.(?:css|js|jpe?g|png|gif|svg|webp|ico|woff2?)(?:$|[?])",
}
_REFUSED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _REFUSALS.items()}


def host_of(url: str) -> str:
    """Return the host of an address, lower case, with its port unless the scheme implies it.

    Empty for what is no address of http or https.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    port = _DEFAULT_PORTS.get(parts.scheme.lower())
    return parts.netloc.lower().removesuffix(port) if port else ""


def refusal(url: str) -> str:
    """Return what an address that is no article is instead.

    One of the names above, "trap" for a path that repeats itself, "other" for lists and the rest.
    """
    kinds = (kind for kind, pattern in _REFUSED.items() if pattern.search(url))
    return next(kinds, "other" if normalise(url) else "trap")


def normalise(url: str) -> str | None:
    """Return the one spelling of an absolute address, or None if it must not be fetched.

    Scheme and host become lower case; the default port, the fragment, tracking parameters and
    session ids go. The rest of the query keeps its order and its spelling to the letter: some
    portals put slug and id there without a key. None: not http(s), malformed, or a segment repeated
    more than `MAX_REPEATS` times (a trap of relative links; purely numeric segments may repeat).
    """
    try:
        place, mark, query = _CONTROL.sub("", url).strip().partition("?")
        parts = urlsplit(place.replace("\\", "/") + mark + query)  # as browsers read "\\"
        scheme, host = parts.scheme.lower(), parts.netloc.rpartition("@")[2].lower()
        if scheme not in _DEFAULT_PORTS or not parts.hostname or parts.port == 0:
            return None
        path = _SESSION_IN_PATH.sub("", parts.path) or "/"
        if _repeats(path):
            return None
        spelled = f"{scheme}://{host.removesuffix(_DEFAULT_PORTS[scheme])}{path}"
        if query := _without_tracking(parts.query):
            spelled += f"?{query}"
        return spelled if spelled.isascii() and " " not in spelled else safe_url_string(spelled)
    except ValueError:
        return None


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    return "&".join(part for part in query.split("&") if part and not _TRACKING.match(part))


def _repeats(path: str) -> bool:
    segments = [part for part in path.split("/") if part and not part.isdigit()]
    return len(segments) > MAX_REPEATS and max(Counter(segments).values()) > MAX_REPEATS
