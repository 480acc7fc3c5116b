"""Asking the API over HTTP, and what its answers say."""

import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests

from search.api.problems import MEDIA_TYPE

Get = Callable[..., requests.Response]
"""Gets a path of the API, with the query's parameters as arguments: a trailing _ is left out."""


def found(answer: requests.Response) -> list[int]:
    """Return the found articles' numbers in ARCHIVE; fails unless the answer is one."""
    assert answer.status_code == 200, answer.text
    return [int(hit["document"]["key"].rpartition(":")[2]) for hit in answer.json()["hits"]]


def assert_problem(answer: requests.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["title"]
    assert said["detail"]
    return said


def raw(base: str, target: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """Send a request target as it is; no client mends it."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
    try:
        connection.putrequest("GET", target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
    finally:
        connection.close()
