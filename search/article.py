"""One article with all that the archive knows around it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final

from search.differences import Difference, compare
from search.query import REPRESENTATIVES
from search.reader import Reader

MAX_REVISIONS: Final = 50
MAX_DUPLICATES: Final = 100
RELATED: Final = 5
BRIEF: Final = (
    *("key", "title", "published_at", "published_precision", "portal", "site", "section"),
    "canonical_url",
)
"""Fields of the articles that are named beside one."""
WHOLE: Final[Mapping[str, Any]] = {"excludes": ["attachments.text"]}
_ALIKE: Final = {"fields": ["title", "lead", "body"], "min_term_freq": 1, "min_doc_freq": 2}
"""`more_like_this` by its 25 most telling terms; short news say most things once."""

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier text of an article, and what the next one changed in title, lead and body."""

    document: Found
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as the index has it; `duplicates` and `related` have the fields of BRIEF.

    `revisions` are its earlier texts, the first one first.
    """

    document: Found
    revisions: tuple[Revision, ...]
    duplicates: tuple[Found, ...]
    related: tuple[Found, ...]

    @property
    def warc(self) -> dict[str, Any]:
        """Where the page is kept: a path below the data folder, and the record's first byte."""
        path = f"{self.document['site']}/warc/{self.document['warc_file']}"
        return {"path": path, "offset": self.document["warc_offset"]}

    def to_dict(self) -> dict[str, Any]:
        """Return everything with JSON's types."""
        return {
            "document": self.document,
            "warc": self.warc,
            "revisions": [
                {
                    "document": each.document,
                    "differences": [asdict(part) for part in each.differences],
                }
                for each in self.revisions
            ],
            "duplicates": self.duplicates,
            "related": self.related,
        }


def read_article(reader: Reader, key: str) -> ArticleView | None:
    """Return the article with a key, None if there is none; raises as `Reader.search`."""
    body = {"query": {"term": {"key": key}}, "size": 1, "_source": WHOLE}
    hits = reader.search(body)["hits"]["hits"]
    if not hits:
        return None
    document = hits[0]["_source"]
    return ArticleView(
        document,
        _revisions(reader, document),
        _duplicates(reader, document),
        _related(reader, hits[0]),
    )


def _revisions(reader: Reader, document: Found) -> tuple[Revision, ...]:
    query = {"term": {"key": document["key"]}}
    order = [{"revision": "asc"}, {"captured_at": "asc"}]
    body = {"query": query, "sort": order, "size": MAX_REVISIONS, "_source": WHOLE}
    earlier = [hit["_source"] for hit in reader.search_revisions(body)["hits"]["hits"]]
    return tuple(
        Revision(old, compare(_paragraphs(old), _paragraphs(new)))
        for old, new in pairwise([*earlier, document])
    )


def _paragraphs(document: Found) -> Sequence[str]:
    return [text for text in (document["title"], document["lead"], *document["body"]) if text]


def _duplicates(reader: Reader, document: Found) -> tuple[Found, ...]:
    if not document.get("duplicate_cluster"):
        return ()
    query = {
        "filter": {"term": {"duplicate_cluster": document["duplicate_cluster"]}},
        "must_not": {"term": {"key": document["key"]}},
    }
    return _brief(reader, query, MAX_DUPLICATES, [{"published_at": "asc"}, {"key": "asc"}])


def _related(reader: Reader, hit: Found) -> tuple[Found, ...]:
    like = [{"_index": hit["_index"], "_id": hit["_id"]}]
    cluster = hit["_source"].get("duplicate_cluster")
    same_text = [{"term": {"duplicate_cluster": cluster}}] if cluster else []
    query = {
        "must": {"more_like_this": {"like": like, **_ALIKE}},
        "filter": REPRESENTATIVES,
        "must_not": [*same_text, {"exists": {"field": "moved_to"}}],
    }
    return _brief(reader, query, RELATED, [{"_score": "desc"}, {"key": "asc"}])


def _brief(
    reader: Reader, query: Found, size: int, order: list[dict[str, str]]
) -> tuple[Found, ...]:
    body = {"query": {"bool": query}, "size": size, "sort": order, "_source": list(BRIEF)}
    return tuple(hit["_source"] for hit in reader.search(body)["hits"]["hits"])
