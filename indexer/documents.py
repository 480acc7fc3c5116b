"""From an Article to what Elasticsearch holds of it. Pure: no clock, no network, no settings."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from crawler.article import Article, Attachment, values_of
from crawler.attachments import FileText
from indexer.facets.dates import find_event_dates, year_in_vietnam
from indexer.facets.duplicates import Duplicates
from indexer.facets.locality import PlaceFacts, find_places, locality, place_fields
from indexer.facets.officials import Official, find_officials, official_fields
from indexer.gazetteer.unit import Unit

DOCUMENT_VERSION: Final = 2
"""Raise it when an article makes another document than before: all of them are then sent anew."""
MAX_ID_BYTES: Final = 400
"""Longer keys are hashed: Elasticsearch takes 512 bytes, and a revision's number follows."""
MAX_EXTRACTOR_VERSION: Final = 999
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Portal:
    """What the index says of an article's portal: its name and the unit that it belongs to."""

    name: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What the ledger knows of an article over time; `revision` counts its texts from 1.

    `changed_at` is when its text was last seen changed; `gone_since` is set while the portal
    no longer shows the article, `moved_to` (a key) when it shows it under another address now;
    `moved_from` are the addresses where it showed this one before.
    """

    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime | None = None
    revision: int = 1
    gone_since: datetime | None = None
    moved_to: str | None = None
    moved_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An Article with what only the index needs. `mappings/article.json` holds the same fields."""

    article: Article
    portal: Portal
    history: History
    published_year: int | None = None
    event_dates: tuple[date, ...] = ()
    """Every day on which what the article reports took place, in order."""
    texts: Mapping[str, FileText] = field(default_factory=dict)
    """What the article's files say, by their addresses; only of those that were read."""
    places: PlaceFacts = field(default_factory=PlaceFacts)
    officials: tuple[Official, ...] = ()
    duplicates: Duplicates = field(default_factory=Duplicates)

    @property
    def id(self) -> str:
        """The article's key; its SHA-1 where the key is longer than Elasticsearch takes."""
        key = self.article.key.encode()
        return self.article.key if len(key) <= MAX_ID_BYTES else _sha1(key)

    @property
    def version(self) -> int:
        """Grows with the capture's millisecond and, for one capture, with the extractor's version.

        Raises ValueError for an extractor version that would reach into the milliseconds.
        """
        extractor = self.article.extractor_version
        if not 0 <= extractor <= MAX_EXTRACTOR_VERSION:
            raise ValueError(f"extractor version {extractor} is not in 0..{MAX_EXTRACTOR_VERSION}")
        milliseconds = (self.article.captured_at - _EPOCH) // timedelta(milliseconds=1)
        return milliseconds * (MAX_EXTRACTOR_VERSION + 1) + extractor

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name with JSON's types; the Article's are those of its `to_dict`."""
        return {
            **self.article.to_dict(),
            "attachments": [self._attachment(file) for file in self.article.attachments],
            "portal": self.portal.name,
            "published_year": self.published_year,
            "event_dates": [day.isoformat() for day in self.event_dates],
            **{name: _json(value) for name, value in values_of(self.history).items()},
            **locality(self.portal.unit),
            **place_fields(self.places),
            **official_fields(self.officials),
            "duplicate_cluster": self.duplicates.cluster,
            "duplicate_count": self.duplicates.count,
            "is_representative": self.duplicates.is_representative,
        }

    def _attachment(self, file: Attachment) -> dict[str, Any]:
        found = self.texts.get(file.url)
        return {
            **values_of(file),
            "text": found and found.text,
            "text_cut": found and found.cut,
            "scan_only": found and found.outcome == "scan_only",
        }


@dataclass(frozen=True, slots=True)
class Action:
    """One document to be written: `index` is a write alias, `source` one line of UTF-8 JSON."""

    key: str
    index: str
    id: str
    version: int
    source: bytes


def build_document(
    article: Article,
    *,
    portal: Portal,
    history: History,
    texts: Mapping[str, FileText] | None = None,
    duplicates: Duplicates | None = None,
) -> Document:
    """Join an article with what the registry, the ledger and the clusters know of it.

    `texts` are by address; without `duplicates` the article stands alone.
    """
    year = year_in_vietnam(article.published_at)
    days = sorted({day for event in find_event_dates(article) for day in event.days})
    places = find_places(article, portal.unit)
    officials = find_officials(article, portal.unit)
    return Document(
        article,
        portal,
        history,
        year,
        tuple(days),
        texts or {},
        places,
        officials,
        duplicates or Duplicates(),
    )


def index_action(document: Document, index: str) -> Action:
    """Return the write of an article's present text to the alias `index`."""
    return Action(document.article.key, index, document.id, document.version, _source(document))


def revision_action(document: Document, index: str, number: int) -> Action:
    """Return the write of one of an article's texts, beside its others, to the alias `index`.

    `number` names the text: its place among the others may change.
    """
    revision_id = f"{document.id}@{number}"
    return Action(document.article.key, index, revision_id, document.version, _source(document))


def _source(document: Document) -> bytes:
    return json.dumps(document.to_dict(), ensure_ascii=False, separators=(",", ":")).encode()


def _sha1(key: bytes) -> str:
    return hashlib.sha1(key, usedforsecurity=False).hexdigest()


def _json(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, datetime) else value
