"""What one person held over time, as the archive's articles say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dateutil.parser import isoparse

from search.reader import Reader

MAX_POSTS: Final = 200
"""Posts of one person; nobody holds so many under so many names."""
_POSTS: Final = "officials.posts"


@dataclass(frozen=True, slots=True)
class Held:
    """A post in full ("Chủ tịch UBND huyện Mù Cang Chải") and its organisation, None if untold.

    `first` and `last` are the earliest and the latest publication that says the person in it, None
    if none is dated; `count` is the number of articles.
    """

    title: str
    organisation: str | None
    first: datetime | None
    last: datetime | None
    count: int


def build_timeline(person: str) -> dict[str, Any]:
    """Return the body of the `_search` request for a person, a value of `official_keys`."""
    said = {
        "first": {"min": {"field": "published_at", "format": "strict_date_time"}},
        "last": {"max": {"field": "published_at", "format": "strict_date_time"}},
    }
    posts = {
        "terms": {"field": f"{_POSTS}.title", "size": MAX_POSTS},
        "aggs": {
            "organisation": {"terms": {"field": f"{_POSTS}.organisation", "size": 1}},
            "articles": {"reverse_nested": {}, "aggs": said},
        },
    }
    of_person = {
        "filter": {"term": {"officials.person": person}},
        "aggs": {"posts": {"nested": {"path": _POSTS}, "aggs": {"titles": posts}}},
    }
    return {
        "query": {"term": {"official_keys": person}},
        "aggs": {"officials": {"nested": {"path": "officials"}, "aggs": {"person": of_person}}},
        "size": 0,
    }


def read_timeline(answer: Mapping[str, Any]) -> tuple[Held, ...]:
    """Return the posts of Elasticsearch's answer to `build_timeline`, the earliest first.

    What no dated article says is last.
    """
    buckets = answer["aggregations"]["officials"]["person"]["posts"]["titles"]["buckets"]
    held = [_read(bucket) for bucket in buckets]
    return tuple(
        sorted(held, key=lambda post: (post.first is None, post.first and post.first.timestamp()))
    )


def find_timeline(reader: Reader, person: str) -> tuple[Held, ...]:
    """Return what a person held, asked by a value of `official_keys`; nothing if nobody has it.

    Raises as `Reader.search`.
    """
    return read_timeline(reader.search(build_timeline(person)))


def _read(bucket: Mapping[str, Any]) -> Held:
    said = bucket["articles"]
    organisations = bucket["organisation"]["buckets"]
    return Held(
        title=bucket["key"],
        organisation=organisations[0]["key"] if organisations else None,
        first=_moment(said["first"]),
        last=_moment(said["last"]),
        count=said["doc_count"],
    )


def _moment(value: Mapping[str, Any]) -> datetime | None:
    text = value.get("value_as_string")
    return isoparse(text) if text else None
