"""ASP.NET WebForms: what a click on a `__doPostBack` link sends, and which click turns the page.

A pure function of the page. The server takes a post only with the __VIEWSTATE and
__EVENTVALIDATION that it rendered into the same page and only for an event that this page offers;
a missing, stale or unrendered one is answered 500 (measured on Mono). So nothing is ever made up:
each post carries the whole form of the page that holds the link. A plain post is answered with the
whole page even where the portal's own script would ask for a part of it (UpdatePanel).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, Self
from urllib.parse import unquote, urljoin

from lxml import html

from crawler.page import Page
from crawler.reading.pager import find_next
from crawler.text import clean

EVENT_TARGET, EVENT_ARGUMENT = "__EVENTTARGET", "__EVENTARGUMENT"
MAX_CLIMB = 4
"""Elements between a pager's link and the element that holds the whole pager."""

_CALL = re.compile(
    r"""(?:__doPostBack|WebForm_PostBackOptions)\(\s*(["'])(?P<target>[^"']*)\1"""
    r"""\s*,\s*(["'])(?P<argument>[^"']*)\3"""
)
_PAGE = re.compile(r"(?:Page\$)?(\d{1,6})")
_ELSEWHERE = frozenset(("page$first", "page$last", "page$prev"))
_GAP = frozenset(("...", "…"))
_BUTTONS = frozenset(("submit", "image", "reset", "button", "file"))
_MARKS = (
    "descendant::*[self::span or self::b or self::strong or self::em or self::li or self::td"
    " or self::a][not(descendant-or-self::a[@href] or ancestor::a[@href])]"
)

Form = tuple[tuple[str, str], ...]


class Post(NamedTuple):
    """A post: the absolute address and its fields, in the order of the document."""

    url: str
    fields: Form


class Event(NamedTuple):
    """What a link raises on the server: the control's name and the argument."""

    target: str
    argument: str


def parse_event(href: str) -> Event | None:
    """Return the event of `javascript:__doPostBack('grid','Page$2')`, None for other links."""
    found = _CALL.search(unquote(href))
    return Event(found["target"], found["argument"]) if found else None


def post_back(page: Page, event: Event) -> Post | None:
    """Return the post that raises an event, None for a page without a WebForms form.

    No button is among the fields, nor anything unnamed, disabled or unticked.
    """
    forms = (form for form in page.root.iter("form") if "__VIEWSTATE" in form.fields)
    form = next(forms, None)
    if form is None:
        return None
    raised = {EVENT_TARGET: event.target, EVENT_ARGUMENT: event.argument}
    buttons = {field.get("name") for field in form.inputs if field.get("type") in _BUTTONS}
    own = [(name, value) for name, value in form.form_values() if name not in buttons]
    fields = [(name, raised.pop(name, value)) for name, value in own]
    try:
        return Post(urljoin(page.url, form.get("action") or ""), (*fields, *raised.items()))
    except ValueError:  # an action that is no address
        return None


def find_next_page(
    page: Page, ways: Iterable[tuple[str, html.HtmlElement]]
) -> tuple[str | None, Form]:
    """Return the next list page's address, and the fields to post there if its pager posts.

    `ways` are the page's ordinary links that may lead there, as for `crawler.reading.pager`; they
    count where no pager posts.
    """
    turning = _Pager.of(page)
    if turning is None:
        return find_next(page, ways), ()
    post = post_back(page, turning.onward) if turning.onward else None
    return post or (None, ())


class _Pager(NamedTuple):
    """A pager that posts, and the event of its next page, None on the last one."""

    onward: Event | None

    @classmethod
    def of(cls, page: Page) -> Self | None:
        """Return the page's posting pager: one of numbers, else one with a link named "next".

        Numbers come in tens, the rest is behind "…": next is the smallest above the current one.
        """
        links = [(event, link) for link, event in _events(page)]
        numbered = [link for event, link in links if _number(event, link) is not None]
        for link in numbered:
            holder, current = _holder_of(link)
            if holder is not None:
                within = (
                    (event, other) for event, other in links if holder in other.iterancestors()
                )
                found = {_number(event, other): event for event, other in within}
                above = [number for number in found if number is not None and number > current]
                return cls(found[min(above)] if above else None)
        events = {f"{place}": event for place, (event, _) in enumerate(links)}
        named = find_next(page, ((f"{place}", link) for place, (_, link) in enumerate(links)))
        return cls(events[named]) if named else None


def _events(page: Page) -> Iterator[tuple[html.HtmlElement, Event]]:
    for link in page.many("a[href*='javascript']"):
        event = parse_event(link.get("href"))
        if event and event.argument.lower() not in _ELSEWHERE:
            yield link, event


def _number(event: Event, link: html.HtmlElement) -> int | None:
    """Return the page that a link leads to, None if it turns no page.

    A calendar's days are numbers, too, but their arguments are other numbers.
    """
    text = clean(link.text_content())
    asked = _PAGE.fullmatch(event.argument)
    if asked and (text in _GAP or text == asked[1]):
        return int(asked[1])
    return int(text) if not event.argument and _PAGE.fullmatch(text) else None


def _holder_of(link: html.HtmlElement) -> tuple[html.HtmlElement | None, int]:
    """Return the smallest element that holds the link and the current page's number, and that."""
    for outer in islice(link.iterancestors(), MAX_CLIMB):
        for mark in outer.xpath(_MARKS):
            text = clean(mark.text_content())
            if _PAGE.fullmatch(text):
                return outer, int(text)
    return None, 0
