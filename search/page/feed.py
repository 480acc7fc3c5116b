"""The Atom feed (RFC 4287) at /atom: the newest articles that a search finds."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Query, Request, Response
from lxml import etree
from lxml.builder import ElementMaker
from pydantic import ConfigDict

from search.api.parameters import Archive, Filters
from search.page.addresses import Address
from search.page.article import article_address
from search.page.links import web_address
from search.page.rendering import language_of
from search.page.words import words
from search.results import Hit
from search.searcher import ask

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
ENTRIES: Final = 30
SUMMARY: Final = 500
"""Letters of an entry's summary where the article has no lead."""
BEGUN: Final = "2025"
"""The year in the tags (RFC 4151) of entries; never to be changed, or all entries are new."""
NOTHING_YET: Final = datetime.fromtimestamp(0, UTC).isoformat()
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""
_E: Final = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})

router = APIRouter(include_in_schema=False)


class Feed(Filters):
    """Which articles; what else the address of a page of results says does not matter."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


@router.get("/atom")
def feed(request: Request, archive: Archive, asked: Annotated[Feed, Query()]) -> Response:
    """Return the newest articles of a search."""
    wanted = replace(asked.to_request(), order="newest", size=ENTRIES, facets=())
    here = Address("/atom", tuple(request.query_params.multi_items()))
    authority = urlsplit(request.app.state.config.contact).hostname or "example.org"
    t = words(language_of(request))
    title = " · ".join(filter(None, (asked.q, *map(str, _chosen(asked)), t.archive)))
    content = write_feed(ask(archive, wanted).hits, title, here, f"tag:{authority},{BEGUN}:")
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    return Response(content, headers=headers, media_type=MEDIA_TYPE)


def write_feed(hits: tuple[Hit, ...], title: str, here: Address, tag: str) -> bytes:
    """Return the feed as UTF-8; `here` is its own address, `tag` what every id begins with.

    Addresses of ours are relative to where the feed was read, so no request can name their host.
    """
    entries = [_entry(hit.document, tag) for hit in hits]
    root = _E.feed(
        _E.id(tag + str(here)),
        _E.title(_clean(title)),
        _E.updated(max((_updated(hit.document) for hit in hits), key=_moment, default=NOTHING_YET)),
        _E.link(rel="self", type=MEDIA_TYPE, href=str(here)),
        _E.link(rel="alternate", type="text/html", href=str(here.at("/"))),
        *entries,
    )
    content: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _chosen(asked: Feed) -> Iterator[object]:
    request = asked.to_request()
    for values in request.selections.values():
        yield from values
    yield from request.bounds.values()


def _entry(document: Mapping[str, Any], tag: str) -> object:
    parts = [
        _E.id(tag + quote(document["key"], safe="/:@")),
        _E.title(_clean(document["title"] or document["key"])),
        _E.updated(_updated(document)),
        _E.author(_E.name(_clean(document["portal"]))),
        _E.link(rel="alternate", type="text/html", href=str(article_address(document["key"]))),
        _E.summary(_clean(_summary(document))),
    ]
    if original := web_address(document["canonical_url"]):
        parts.append(_E.link(rel="via", href=_clean(original)))
    if document["published_at"]:
        parts.append(_E.published(document["published_at"]))
    if document["section"]:
        parts.append(_E.category(term=_clean(document["section"])))
    return _E.entry(*parts)


def _updated(document: Mapping[str, Any]) -> str:
    """Return the moment of publication, of the capture where none is known (ISO 8601)."""
    return str(document["published_at"] or document["captured_at"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _summary(document: Mapping[str, Any]) -> str:
    text = document["lead"] or " ".join(document["body"])
    return text if len(text) <= SUMMARY else f"{text[:SUMMARY].rsplit(' ', 1)[0]} …"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)
