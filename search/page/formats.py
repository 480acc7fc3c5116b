"""Numbers and moments as readers of either language write them."""

from datetime import date, datetime

from crawler.article import Precision
from crawler.dates import VIETNAM
from search.page.words import Language


def number(count: int, language: Language) -> str:
    """Return 1234567 as 1.234.567 or 1,234,567."""
    return f"{count:,}".replace(",", "." if language == "vi" else ",")


def seconds(count: float, language: Language) -> str:
    """Return seconds with two decimals as 0,05 or 0.05."""
    return f"{count:.2f}".replace(".", "," if language == "vi" else ".")


def moment(text: str | None, precision: str = Precision.MINUTE) -> str:
    """Return a moment of a document (ISO 8601) in Vietnam as precisely as it is known, "" if not.

    In both languages as portals write it: 05/02/2023, with the time before it 08:30.
    """
    if not text or precision == Precision.NONE:
        return ""
    at = datetime.fromisoformat(text)
    at = at.astimezone(VIETNAM) if at.tzinfo else at
    match precision:
        case Precision.MONTH:
            return f"{at:%m/%Y}"
        case Precision.DAY:
            return f"{at:%d/%m/%Y}"
        case _:
            return f"{at:%H:%M %d/%m/%Y}"


def day(text: str) -> str:
    """Return a day (ISO 8601, or a moment whose day in Vietnam is meant) as 05/02/2023."""
    if len(text) == len("2023-02-05"):
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    return moment(text, Precision.DAY)
