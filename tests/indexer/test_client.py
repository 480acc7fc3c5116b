"""One line for each way in which a server cannot be used."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import SecretStr

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable
from indexer.client import address, connect, wait_until_ready
from tests.serving import in_a_thread


class Foreign(BaseHTTPRequestHandler):
    """Answers as the test wants, with JSON that no Elasticsearch signed."""

    status = 200
    headers_sent: tuple[tuple[str, str], ...] = ()
    body = b'{"version": {"number": "1.3.2"}}'

    def do_GET(self) -> None:
        self.send_response(self.status)
        for name, value in (*self.headers_sent, ("content-type", "application/json")):
            self.send_header(name, value)
        self.send_header("content-length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def foreign() -> Iterator[tuple[str, type[Foreign]]]:
    """Give the address of a server that is not ours and the class that says what it answers."""
    handler = type("Handler", (Foreign,), {})
    with in_a_thread(HTTPServer(("127.0.0.1", 0), handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}", handler


def failure(url: str, seconds: float = 30, key: str | None = None) -> str:
    config = Config(elasticsearch_url=url, elasticsearch_api_key=SecretStr(key) if key else None)
    with (
        connect(config) as client,
        pytest.raises(ElasticsearchUnavailable) as error,
    ):
        wait_until_ready(client, seconds)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_the_real_server_is_ready(elasticsearch_url: str) -> None:
    with connect(Config(elasticsearch_url=elasticsearch_url)) as client:
        wait_until_ready(client, 30)


def test_the_embedded_server_is_the_default() -> None:
    with connect(Config(es_port=9333)) as client:
        assert address(client) == "http://127.0.0.1:9333"


def test_nobody_listens() -> None:
    said = failure("http://elastic:secret@127.0.0.1:9", seconds=0)
    assert "http://127.0.0.1:9 " in said
    assert "khotin es start" in said
    assert "secret" not in said


def test_another_product(foreign: tuple[str, type[Foreign]]) -> None:
    assert f"{foreign[0]} is not Elasticsearch" in failure(foreign[0])


def test_a_web_server_without_such_a_page(foreign: tuple[str, type[Foreign]]) -> None:
    foreign[1].status = 404
    assert "is not Elasticsearch" in failure(foreign[0])


def test_another_version(foreign: tuple[str, type[Foreign]]) -> None:
    foreign[1].headers_sent = (("x-elastic-product", "Elasticsearch"),)
    foreign[1].body = b'{"version": {"number": "7.17.1"}}'
    assert "is version 7.17.1: 8.19 or 9 is needed" in failure(foreign[0])


def test_refused_credentials(foreign: tuple[str, type[Foreign]]) -> None:
    foreign[1].status = 401
    said = failure(foreign[0], key="c2VjcmV0")
    assert "set ELASTICSEARCH_API_KEY" in said
    assert "c2VjcmV0" not in said


@pytest.mark.parametrize("url", ["http://", "http://user:secret@:9200", "https://a:secret@b:x"])
def test_no_address(url: str) -> None:
    with pytest.raises(ElasticsearchUnavailable) as error:
        connect(Config(elasticsearch_url=url))
    assert "secret" not in str(error.value)


def test_a_server_that_comes_late_is_waited_for(foreign: tuple[str, type[Foreign]]) -> None:
    url, handler = foreign
    handler.status = 503
    handler.headers_sent = (("x-elastic-product", "Elasticsearch"),)
    handler.body = b'{"version": {"number": "8.19.13"}}'
    timer = threading.Timer(0.7, setattr, (handler, "status", 200))
    timer.start()
    with connect(Config(elasticsearch_url=url)) as client:
        wait_until_ready(client, 30)
    timer.join()
