"""Where a reader is in a list of hits, as one opaque word."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

MAX_LENGTH: Final = 4000
"""Letters; the id of a pinned view of one index has some 200."""


class CursorInvalid(ValueError):
    """A cursor that this search did not give out."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort values of the last hit seen, and the pinned view of the index if there is one."""

    after: tuple[Any, ...]
    view: str | None = None

    def encode(self, request: str) -> str:
        """Return the cursor as letters, digits, - and _, good for the same request alone."""
        parts = [_digest(request), list(self.after), self.view]
        text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(word: str, request: str) -> Cursor:
    """Read what `encode` wrote; raises CursorInvalid for anything else or another request."""
    try:
        if len(word) > MAX_LENGTH:
            raise ValueError
        padded = word + "=" * (-len(word) % 4)
        digest, after, view = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not (isinstance(after, list) and all(isinstance(v, str | int | float) for v in after)):
            raise ValueError
        if not (view is None or isinstance(view, str)):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        message = "This is no cursor that a search gave out."
        raise CursorInvalid(message) from None
    if digest != _digest(request):
        message = "This cursor belongs to another query: a cursor goes on with the same one."
        raise CursorInvalid(message)
    return Cursor(tuple(after), view)


def _digest(request: str) -> str:
    return hashlib.sha256(request.encode()).hexdigest()[:12]
