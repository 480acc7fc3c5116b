"""What ASP.NET WebForms puts into every page, and how it takes a post back.

Measured on the genuine server: a page signs its state (__VIEWSTATE) and the events that it offers
(__EVENTVALIDATION). A post that lacks either, was altered, or raises an event that its page did not
offer is answered 500.
"""

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterable
from html import escape
from typing import Any

from tests.portals.answer import Answer, Request, page
from tests.portals.markup import fill

KEY = b"replica"
NO_EVENT = ""


class RefusedPost(ValueError):
    """A post that the server does not take."""


def hidden(state: dict[str, Any], events: Iterable[str]) -> tuple[str, str]:
    """Return the hidden fields at a form's start and at its end; they differ at every fetch.

    `state` is what the page shows, `events` are those that it offers, as `call` names them.
    """
    first = _input("__VIEWSTATE", _sign({**state, "salt": random.random()}))
    offered = [NO_EVENT, *events]
    last = [
        _input("__EVENTARGUMENT", ""),
        _input("__EVENTVALIDATION", _sign(offered)),
        _input("__EVENTTARGET", ""),
    ]
    return first, "\n".join(last)


def event(target: str, argument: str = "") -> str:
    """Return an event's name."""
    return f"{target}|{argument}" if target or argument else NO_EVENT


def call(target: str, argument: str = "") -> str:
    """Return the link that raises an event, as it stands in an attribute."""
    return escape(f"javascript:__doPostBack('{target}','{argument}')")


def take_post(request: Request) -> tuple[dict[str, Any], str]:
    """Return the state of the page that a post comes from, and the event; raises RefusedPost."""
    form = request.form
    try:
        state, offered = _open(form["__VIEWSTATE"]), _open(form["__EVENTVALIDATION"])
        raised = event(form["__EVENTTARGET"], form["__EVENTARGUMENT"])
    except (KeyError, ValueError) as error:
        raise RefusedPost from error
    if raised not in offered:
        raise RefusedPost
    return state, raised


def server_error() -> Answer:
    """Return the yellow page."""
    return page(fill("webforms/error.html"), 500)


def _input(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" id="{name}" value="{escape(value)}" />'


def _sign(value: object) -> str:
    text = json.dumps(value).encode()
    return base64.b64encode(_digest(text) + text).decode()


def _open(signed: str) -> Any:  # noqa: ANN401 - what JSON holds
    raw = base64.b64decode(signed, validate=True)
    digest, text = raw[:20], raw[20:]
    if not hmac.compare_digest(digest, _digest(text)):
        message = "validation of viewstate MAC failed"
        raise ValueError(message)
    return json.loads(text)


def _digest(text: bytes) -> bytes:
    return hmac.new(KEY, text, hashlib.sha1).digest()
