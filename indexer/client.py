"""The connection to Elasticsearch: the only place that makes a client or words its failures."""

import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import responses
from typing import Any, Final

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    Elasticsearch,
    SSLError,
    TransportError,
)

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable

REQUEST_TIMEOUT: Final = 30.0
"""Seconds for one answer."""
SUPPORTED: Final = (8, 9)
"""Major versions that the 8.19 client was tried on."""
NOT_YET: Final = frozenset({408, 429, 502, 503, 504})
"""Statuses of a server that is starting, busy, or behind a proxy that cannot reach it."""
_POLL: Final = 0.5
_UNVERIFIED: Final = re.compile(r"certificate verify failed: (.+?)[.]? \(_ssl")
_EXPIRED: Final = re.compile(r"api key (?:is expired|\[.+?\] has been invalidated)")


def connect(config: Config) -> Elasticsearch:
    """Make a client for the configured server, or for the embedded one; sends nothing yet.

    Of several nodes each is asked in turn, and another one at once where one cannot be reached.
    Raises ElasticsearchUnavailable for an address that cannot be one.
    """
    url = config.elasticsearch_url or f"http://127.0.0.1:{config.es_port}"
    key = config.elasticsearch_api_key
    return _client(url, _context(config), api_key=key.get_secret_value() if key else None)


def connect_as_administrator(config: Config, user: str, password: str) -> Elasticsearch:
    """Make a client that may do what a user may; sends nothing yet.

    The configuration's API key is left out, a user in its address is overruled. Raises
    ElasticsearchUnavailable for an address that cannot be one.
    """
    url = config.elasticsearch_url or f"http://127.0.0.1:{config.es_port}"
    return _client(url, _context(config), basic_auth=(user, password))


def _client(url: str, context: ssl.SSLContext | None, **credentials: Any) -> Elasticsearch:
    nodes = url.split(",")
    try:
        return Elasticsearch(
            nodes,
            ssl_context=context,
            request_timeout=REQUEST_TIMEOUT,
            max_retries=len(nodes) - 1,  # another node for each that cannot be reached
            retry_on_status=(),  # what a node answers is judged by whoever asked
            **credentials,
        )
    except ValueError:  # its text may repeat the password in the address
        message = (
            "ELASTICSEARCH_URL is no address of a server: it must look like https://host:9200, "
            "with either a user in it or ELASTICSEARCH_API_KEY set; KHOTIN_ELASTICSEARCH_CA is for "
            "https alone"
        )
        raise ElasticsearchUnavailable(message) from None


def _context(config: Config) -> ssl.SSLContext | None:
    """Return what verifies the server's certificate by the configured authority, if one is."""
    if config.elasticsearch_ca is None:
        return None
    try:
        return ssl.create_default_context(cafile=config.elasticsearch_ca)
    except OSError as error:  # ssl.SSLError is one, too
        message = f"KHOTIN_ELASTICSEARCH_CA: {config.elasticsearch_ca} is no PEM file: {error}"
        raise ElasticsearchUnavailable(message) from None


def address(client: Elasticsearch) -> str:
    """Return the server's address, or its nodes' addresses, without credentials."""
    return ", ".join(sorted(node.base_url for node in client.transport.node_pool.all()))


def wait_until_ready(client: Elasticsearch, seconds: float) -> None:
    """Return once the server answers and has started its shards.

    Raises ElasticsearchUnavailable after `seconds` without an answer, and at once where waiting
    cannot help: refused credentials, another product, another version.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            _check_version(client)
            _wait_for_shards(client, max(1.0, deadline - time.monotonic()))
        except (TransportError, ApiError) as error:
            if not _may_pass(error) or time.monotonic() >= deadline:
                raise explain(client, error) from error
        else:
            return
        time.sleep(min(_POLL, max(0.0, deadline - time.monotonic())))


@contextmanager
def explained(client: Elasticsearch) -> Iterator[None]:
    """Turn a request's failure into ElasticsearchUnavailable with one line that says what to do."""
    try:
        yield
    except (TransportError, ApiError) as error:
        raise explain(client, error) from error


def explain(client: Elasticsearch, error: TransportError | ApiError) -> ElasticsearchUnavailable:
    """Word a failure in one line: the address without credentials, what happened, what to do."""
    url = address(client)
    match error:
        case AuthenticationException():
            why = _EXPIRED.search(str(error.body))
            text = (
                f"{url} refuses our credentials{f' ({why[0]})' if why else ''}: "
                "set ELASTICSEARCH_API_KEY to a valid key"
            )
        case AuthorizationException():
            text = f"{url} forbids this to our API key: {reason_of(error)}"
        case ApiError(meta=meta) if is_foreign(error) and meta.status not in NOT_YET:
            text = f"{url} is not Elasticsearch: set ELASTICSEARCH_URL to one that is"
        case ApiError(meta=meta):
            text = f"Elasticsearch at {url} answers {meta.status}: {reason_of(error)}"
        case SSLError():
            why = _UNVERIFIED.search(error.message)
            text = (
                f"{url} cannot be trusted: {why[1] if why else 'it speaks no TLS that we do'}; "
                "KHOTIN_ELASTICSEARCH_CA names the PEM file of its authority"
            )
        case ConnectionTimeout():
            text = f"Elasticsearch at {url} did not answer in time: is it overloaded or starting?"
        case _:
            text = (
                f"No Elasticsearch answers at {url} ({type(error).__name__}): "
                "start it with `khotin es start` or set ELASTICSEARCH_URL"
            )
    return ElasticsearchUnavailable(text)


def reason_of(error: ApiError) -> str:
    """Return what the server says of a failed request: type and reason in one line."""
    body = error.body or responses.get(error.meta.status, "")  # a 413 comes without one
    cause = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(cause, dict):
        cause = f"{cause.get('type')}: {cause.get('reason')}"
    return " ".join(str(cause).split())[:300]


def is_foreign(error: ApiError) -> bool:
    """Tell whether no Elasticsearch wrote the answer: each names itself in a header."""
    return error.meta.headers.get("x-elastic-product") != "Elasticsearch"


def _may_pass(error: TransportError | ApiError) -> bool:
    if isinstance(error, ApiError):
        return error.meta.status in NOT_YET
    return not isinstance(error, SSLError)


def _check_version(client: Elasticsearch) -> None:
    try:
        number = str(client.info()["version"]["number"])
    except AuthorizationException:
        return  # a key that is restricted to our indices may not ask for the version
    if int(number.partition(".")[0]) not in SUPPORTED:
        message = f"Elasticsearch at {address(client)} is version {number}: 8.19 or 9 is needed"
        raise ElasticsearchUnavailable(message)


def _wait_for_shards(client: Elasticsearch, seconds: float) -> None:
    patient = client.options(request_timeout=seconds + REQUEST_TIMEOUT, ignore_status=(403, 408))
    patient.cluster.health(
        wait_for_no_initializing_shards=True, wait_for_events="languid", timeout=f"{seconds:.0f}s"
    )
