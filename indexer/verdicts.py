"""What Elasticsearch says of one action, and whether it may be said of all, or for ever."""

from dataclasses import dataclass
from typing import Any, Final

TRANSIENT: Final = frozenset({408, 429, 500, 502, 503, 504})
SPLIT: Final = frozenset({400, 413})
"""A whole request that is answered so may hold one action that is at fault."""
NO_ANSWER: Final = "no_answer"
_REFUSED: Final = frozenset({401, 403, 404})
_BLOCKED: Final = "cluster_block_exception"
_MISSING: Final = "index_not_found_exception"
_CLOSED: Final = "index_closed_exception"
_NO_WRITE_INDEX: Final = "no write index is defined"
"""How the reason begins where the alias stands on several indices; its type is that of many."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the server says of one action: HTTP status, Elasticsearch's error type, its reason.

    Status 0 stands for a request that got no answer of use; then the reason is a sentence of its
    own. `is_whole` says that the status is that of the whole request.
    """

    status: int
    type: str = ""
    reason: str = ""
    is_whole: bool = False

    @property
    def may_pass(self) -> bool:
        """Whether the same action may be taken later."""
        return self.status in TRANSIENT or self.type in {_BLOCKED, NO_ANSWER}

    @property
    def may_be_its_own(self) -> bool:
        """Whether others may be taken while this one is not: no outage, no block of the index."""
        return self.status in TRANSIENT and self.type != _BLOCKED

    @property
    def is_the_documents_fault(self) -> bool:
        """Whether this document will never be taken, and others will."""
        return self.status // 100 == 4 and self.status not in _REFUSED and not self.names_the_index

    @property
    def names_the_index(self) -> bool:
        """Whether the alias has no index to write to: missing, closed, or one of several."""
        return self.type in {_MISSING, _CLOSED} or self.reason.startswith(_NO_WRITE_INDEX)

    def __str__(self) -> str:
        return f"{self.type}: {self.reason}" if self.type else f"{self.status} {self.reason}"

    def explain(self) -> str:
        """Say in a person's words why writes do not get through."""
        if self.type == _MISSING:
            return f"the write alias is missing ({self.reason}): run `khotin index` to create it"
        if self.type == _CLOSED:
            return "the index behind the write alias is closed: open it (POST <index>/_open)"
        if self.names_the_index:
            return f"the write alias stands on several indices: leave it on one ({self.reason})"
        if self.type == _BLOCKED and "read-only-allow-delete" in self.reason:
            return (
                "Elasticsearch's disk is above its flood stage and takes no writes: "
                f"free some space on that machine ({self.reason})"
            )
        if self.type == _BLOCKED:
            return (
                "the index is blocked for writes, by a migration that runs or was killed "
                f"(then run `khotin migrate` again) or by hand: {self.reason}"
            )
        return self.reason if not self.status else f"Elasticsearch answers {self}"


def item_verdict(item: dict[str, Any]) -> Verdict:
    """Read one item of a bulk request's answer."""
    error = item.get("error") or {}
    cause = (error.get("caused_by") or {}).get("reason")
    reason = f"{error.get('reason')} ({cause})" if cause else str(error.get("reason", ""))
    return Verdict(int(item["status"]), str(error.get("type", "")), reason)


def type_of(body: object) -> str:
    """Return the type of error that a refused request's body names, "" if none."""
    cause = body.get("error") if isinstance(body, dict) else None
    return str(cause.get("type", "")) if isinstance(cause, dict) else ""
