"""Addresses of other hosts that a page may link to."""

from urllib.parse import urlsplit


def web_address(url: str | None) -> str | None:
    """Return an address if it is one of the web, None otherwise: `javascript:` and the like."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
