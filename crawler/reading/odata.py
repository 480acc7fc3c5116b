"""Lists of items as SharePoint's interface (OData) gives them: addresses, and where more is."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin

from crawler.page import Page

_ONWARD = ("odata.nextLink", "@odata.nextLink", "__next")
_PATHS = ("FileRef", "ServerRelativeUrl")


class Items(NamedTuple):
    """Absolute addresses of a page of items, and of the next page if there is one."""

    addresses: tuple[str, ...] = ()
    next_url: str | None = None


def parse_items(page: Page) -> Items:
    """Read `{"value": […], "odata.nextLink": …}`, or `{"d": {"results": […], "__next": …}}`.

    An item names its address in full (EncodedAbsUrl) or from the host on (FileRef, or that of the
    File that it expands to). Anything else gives no Items.
    """
    try:
        answer: Any = json.loads(page.body)
    except ValueError:
        return Items()
    holder = _fields(_fields(answer).get("d", answer))
    items = holder.get("value", holder.get("results"))
    addresses = [a for item in (items if isinstance(items, list) else ()) for a in _address(item)]
    onward = [link for name in _ONWARD if isinstance(link := holder.get(name), str) and link]
    return Items(tuple(_joined(page.url, addresses)), next(_joined(page.url, onward), None))


def _address(item: object) -> Iterator[str]:
    fields = _fields(item)
    if isinstance(spelled := fields.get("EncodedAbsUrl"), str):
        yield spelled
        return
    for holder in (fields, _fields(fields.get("File"))):
        for name in _PATHS:
            if isinstance(path := holder.get(name), str):
                yield quote(path)
                return


def _fields(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _joined(base: str, addresses: list[str]) -> Iterator[str]:
    for address in addresses:
        with suppress(ValueError):
            yield urljoin(base, address)
