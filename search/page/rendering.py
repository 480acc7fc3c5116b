"""How a page is made of a template: the environment, and the headers of every page."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from search.page import formats, passages
from search.page.addresses import Address
from search.page.assets import asset
from search.page.words import Language, words

TEMPLATES: Final = Path(__file__).parent / "templates"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; "  # the script asks for suggestions
    "frame-src 'self'; "  # archived copies, which are sandboxed
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page: nothing inline, nothing from other hosts."""


def language_of(request: Request) -> Language:
    """Return the language that an address asks for by `hl`, Vietnamese unless it is English."""
    return "en" if request.query_params.get("hl") == "en" else "vi"


def render(
    request: Request,
    template: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """Return a template as a page.

    Beside `values` templates have `t` (words), `language`, `here` (the page's own address, unless
    `values` have a better one), and `to(path)` (another one's, in the same language).
    """
    language = language_of(request)
    said: tuple[tuple[str, str], ...] = (("hl", "en"),) if language == "en" else ()
    given: dict[str, object] = {
        "t": words(language),
        "language": language,
        "here": Address(request.scope["path"], tuple(request.query_params.multi_items())),
        "to": lambda path: Address(path, said),
    }
    content = _environment().get_template(template).render(given | values)
    own = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache", **(headers or {})}
    return HTMLResponse(content, status, own)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Any] = {
        "number": _number,
        "moment": formats.moment,
        "day": formats.day,
        "seconds": _seconds,
        "hit_title": passages.title,
        "snippet": passages.snippet,
    }
    environment.filters |= filters
    environment.globals |= {"asset": asset}
    return environment


@pass_context
def _number(context: Context, count: int) -> str:
    return formats.number(count, context["language"])


@pass_context
def _seconds(context: Context, seconds: float) -> str:
    return formats.seconds(seconds, context["language"])
