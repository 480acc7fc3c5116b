"""What the address of a results page may say: the API's filters, and where the reader is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from pydantic import ConfigDict, Field, model_validator

from search.api.parameters import Filters
from search.charts import Era
from search.cursor import MAX_LENGTH
from search.page.addresses import Address
from search.page.words import Language
from search.query import FACETS, Order, SearchRequest

SIZE: Final = 10
"""Articles a page."""
COUNTED: Final = 100
"""Values a facet that are counted: the map shows all 63 provinces of before July 2025."""


class Shown(Filters):
    """A page of results. What the address says beside is ignored: others add words of theirs."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    order: Order = "relevance"
    map: Annotated[Era, Field(description="Which provinces the map shows.")] = "now"
    hl: Language = "vi"
    cursor: Annotated[str | None, Field(max_length=MAX_LENGTH)] = None
    page: Annotated[int, Field(ge=1, le=10**6, description="The number shown; cursor leads.")] = 1

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, given: object) -> object:
        """Leave out what a form sends for a field that nothing was typed in."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value not in ("", [""])}

    def to_request(self) -> SearchRequest:
        """Return the search that is meant, but for the place in it."""
        request = super().to_request()
        return replace(request, order=self.order, size=SIZE, facet_size=COUNTED)

    @property
    def filters(self) -> Address:
        """The filters alone, as the API takes them, in one order however they were given."""
        return Address("/", tuple(self._pairs(set(Filters.model_fields))))

    @property
    def address(self) -> Address:
        """The page's own address: the same for the same state."""
        return Address("/", tuple(self._pairs(set(type(self).model_fields))))

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """Every condition but the query: facet values and days."""
        names = {*FACETS, "from", "to", "event_from", "event_to"}
        return tuple(pair for pair in self.filters.pairs if pair[0] in names)

    def _pairs(self, names: set[str]) -> Iterator[tuple[str, str]]:
        stated = self.model_dump(by_alias=True, exclude_defaults=True, include=names)
        for name, value in stated.items():
            for each in value if isinstance(value, list) else [value]:
                yield name, _spelled(each)


def _spelled(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)
