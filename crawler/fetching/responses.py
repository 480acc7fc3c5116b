"""What Scrapy's responses mean: kept, judged, redirected or worth another try."""

from http import HTTPStatus
from urllib.parse import urljoin

from scrapy.http import Response

from crawler.archive import Exchange
from crawler.blocking import classify
from crawler.clock import now
from crawler.outcomes import State
from crawler.page import Page
from crawler.platforms.base import Platform

REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
TRANSIENT = frozenset({408, 425})


def page_of(response: Response) -> Page:
    """Return the response as the rules see it."""
    return Page(response.url, response.body, content_type(response))


def content_type(response: Response) -> str | None:
    """Return the Content-Type header as text, None without one."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None


def is_transient(response: Response) -> bool:
    """Tell whether the same request may be answered better later."""
    return response.status >= 500 or response.status in TRANSIENT


def redirect_target(response: Response) -> str | None:
    """Return the absolute address that a redirect names, None for any other answer."""
    location = response.headers.get("Location")
    if response.status not in REDIRECTS or not location:
        return None
    try:
        return urljoin(response.url, location.decode("utf-8", "replace").strip())
    except ValueError:  # "http://[": no address at all
        return None


def list_problem(response: Response) -> str | None:
    """Return why an answer is no list page, None if it is one."""
    if response.status != HTTPStatus.OK:
        return f"http_{response.status}"
    return classify(response.status, response.body, content_type(response))


def judge_article(response: Response, platform: Platform) -> tuple[State, str | None]:
    """Return the state that an answer puts an article's address in, and why.

    Redirects and transient answers are judged elsewhere.
    """
    if response.status in GONE:
        return State.NOT_FOUND, f"http_{response.status}"
    reason = classify(response.status, response.body, content_type(response))
    if reason == "not_found" or platform.is_not_found(page_of(response)):
        return State.NOT_FOUND, "answered_200"
    if reason:
        return State.BLOCKED, reason
    if response.status != HTTPStatus.OK:
        return State.FAILED, f"http_{response.status}"
    return State.CAPTURED, None


def exchange_of(response: Response) -> Exchange:
    """Return what went over the wire for a response; middlewares.KeepWireBody noted it."""
    request = response.request
    if request is None:
        message = f"{response.url}: a response without its request"
        raise ValueError(message)
    known = response.status in HTTPStatus._value2member_map_
    return Exchange(
        url=response.url,
        at=now(),
        request_headers=[(n, v) for n, values in request.headers.items() for v in values],
        status=response.status,
        reason=HTTPStatus(response.status).phrase if known else "",
        response_headers=request.meta["wire_headers"],
        body=request.meta["wire_body"],
        ip_address=str(response.ip_address) if response.ip_address else None,
        method=request.method,
        request_body=request.body,
        rendered=request.meta.get("rendered"),
    )
