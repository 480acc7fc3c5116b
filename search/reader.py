"""What the search may ask of Elasticsearch: reading the archive, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.exceptions import HTTP_EXCEPTIONS

from indexer.client import explained, is_foreign, reason_of
from indexer.indices import IndexNotReady, articles, revisions

SEARCH_TIMEOUT: Final = 10.0
"""Seconds after which Elasticsearch gives up a search; half an answer would be a wrong one."""
ANSWER_TIMEOUT: Final = 15.0
"""Seconds after which we do: its own limit is looked at between two batches of documents only."""
KEPT: Final = "2m"
"""For how long after the last request a pinned view of the index is kept."""
_GONE: Final = "search_context_missing_exception"


class ViewExpired(Exception):
    """A pinned view of the index that is gone: nobody asked for it for some minutes."""


class Reader:
    """Searches an archive's two aliases. It has no way to write, and none to other indices."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        """Take a connection, which stays the caller's to close, and the archive's prefix."""
        self._client = client
        self._patient = client.options(request_timeout=ANSWER_TIMEOUT)
        self._articles = articles(prefix).read
        self._revisions = revisions(prefix).read

    def search(self, body: Mapping[str, Any], view: str | None = None) -> Mapping[str, Any]:
        """Answer a `_search` of the articles, as they are or as a pinned view shows them.

        Raises IndexNotReady if nothing was ever indexed, ElasticsearchUnavailable if the server
        does not answer, or not in time, ViewExpired for a view that is gone.
        """
        if view is None:
            return self._search(self._articles, body)
        return self._search(None, {**body, "pit": {"id": view, "keep_alive": KEPT}})

    def search_together(
        self, bodies: Sequence[Mapping[str, Any]], view: str | None = None
    ) -> list[Mapping[str, Any]]:
        """Answer several `_search`es of the articles, made at the same time; raises as `search`."""
        target: dict[str, Any] = {"allow_partial_search_results": False}
        pinned: dict[str, Any] = {"timeout": f"{SEARCH_TIMEOUT:.0f}s"}
        if view is None:
            target["index"] = self._articles
        else:
            pinned["pit"] = {"id": view, "keep_alive": KEPT}
        searches = [line for body in bodies for line in (target, {**body, **pinned})]
        with self._worded(self._articles):
            answer = self._patient.msearch(searches=searches)
            for each in answer["responses"]:
                if "error" in each:
                    meta = replace(answer.meta, status=each["status"])
                    kind = HTTP_EXCEPTIONS.get(meta.status, ApiError)
                    raise kind(each["error"]["type"], meta, each)
        return list(answer["responses"])

    def search_revisions(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer a `_search` of the articles' earlier texts; raises as `search`."""
        return self._search(self._revisions, body)

    def pin(self) -> str:
        """Open a view of the articles as they are now, and return its id; raises as `search`."""
        with self._worded(self._articles):
            answer = self._patient.open_point_in_time(index=self._articles, keep_alive=KEPT)
        return str(answer["id"])

    def unpin(self, view: str) -> None:
        """Let a view go; one that is gone is no failure."""
        with explained(self._client):
            self._patient.options(ignore_status=404).close_point_in_time(id=view)

    def _search(self, index: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._worded(self._articles):
            answer: dict[str, Any] = self._patient.search(
                index=index,
                timeout=f"{SEARCH_TIMEOUT:.0f}s",
                allow_partial_search_results=False,
                **body,
            ).body
        return answer

    @contextmanager
    def _worded(self, index: str) -> Iterator[None]:
        with explained(self._client):
            try:
                yield
            except NotFoundError as error:
                if is_foreign(error):
                    raise
                if _GONE in str(error.body):
                    raise ViewExpired(reason_of(error)) from error
                message = f"there is no index {index} yet: run `khotin index`"
                raise IndexNotReady(message) from error
