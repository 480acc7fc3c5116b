"""The Article: what one captured page says, and where it was kept. The crawler's product."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def values_of(record: "DataclassInstance") -> dict[str, Any]:
    """Return a flat record's fields by name, as `asdict` does, which copies them for nothing."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


class Precision(StrEnum):
    """How much of `published_at` the portal stated; `DAY` stands at 00:00 Vietnamese time."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    NONE = "none"


class DateSource(StrEnum):
    """Where `published_at` was read."""

    LABEL = "label"
    META = "meta"
    FEED = "feed"
    URL = "url"
    LIST = "list"


class Flag(StrEnum):
    """What a reader, or the next rule to be written, should know of an Article."""

    SHORT = "short"
    SCAN_ONLY = "scan_only"
    NO_DATE = "no_date"
    NO_TITLE = "no_title"
    NO_BODY = "no_body"
    FUTURE_DATE = "future_date"
    ABSURD_DATE = "absurd_date"
    LEGACY_ENCODING = "legacy_encoding"


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the article: its absolute address and the caption printed with it, or None."""

    url: str
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the article offers.

    Absolute address, printed name, media type by its ending or None.
    """

    url: str
    name: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One captured page as facts. All texts are NFC, all datetimes aware.

    `key` is unique in the archive: the site's id, a colon, and the platform's stable key of the
    article. `body` holds paragraphs in reading order; table rows are paragraphs whose cells are
    joined by " | ".
    """

    url: str
    canonical_url: str
    key: str
    site: str
    platform: str
    captured_at: datetime
    http_status: int
    title: str | None
    lead: str | None
    body: tuple[str, ...]
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    office: str | None = None
    source: str | None = None
    photo_credits: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision = Precision.NONE
    published_from: DateSource | None = None
    updated_at: datetime | None = None
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    language: str = "vi"
    flags: tuple[Flag, ...] = ()
    extractor_version: int = 0
    warc_file: str | None = None
    warc_offset: int | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 over title, lead and body.

        It changes when the text does, never with counters or menus.
        """
        text = "\x1f".join([self.title or "", self.lead or "", *self.body])
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def has_content(self) -> bool:
        """Tell whether there is anything beside a title: text, an image or a file."""
        return bool(self.lead or self.body or self.images or self.attachments)

    @property
    def day(self) -> str:
        """The day of publication as ISO 8601, question marks where it is unknown."""
        return f"{self.published_at:%Y-%m-%d}" if self.published_at else "????-??-??"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name with JSON's types: datetimes as ISO 8601, tuples as lists."""
        values = values_of(self)
        for name in ("captured_at", "published_at", "updated_at"):
            values[name] = values[name] and values[name].isoformat()
        for name, value in values.items():
            if isinstance(value, tuple):
                values[name] = list(value)
        for name in ("images", "attachments"):
            values[name] = [values_of(each) for each in values[name]]
        return values | {"content_hash": self.content_hash}

    def to_json(self) -> str:
        """Return `to_dict` as one line of JSON, Vietnamese letters unescaped."""
        return json.dumps(self.to_dict(), ensure_ascii=False)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Read what `to_dict` wrote, or a Document; raises KeyError or ValueError otherwise."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in values.items() if name in known}
        for name in ("captured_at", "published_at", "updated_at"):
            given[name] = given[name] and datetime.fromisoformat(given[name])
        for name in ("body", "captions", "authors", "photo_credits", "tags"):
            given[name] = tuple(given.get(name, ()))
        given["images"] = tuple(Image(**image) for image in given["images"])
        given["attachments"] = tuple(
            Attachment(file["url"], file["name"], file["type"]) for file in given["attachments"]
        )  # a Document's have their texts, too
        given["flags"] = tuple(Flag(flag) for flag in given["flags"])
        given["published_precision"] = Precision(given["published_precision"])
        source = given["published_from"]
        given["published_from"] = source and DateSource(source)
        return cls(**given)

    @classmethod
    def from_json(cls, line: str) -> Self:
        """Read what `to_json` wrote."""
        return cls.from_dict(json.loads(line))
