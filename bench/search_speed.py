"""How quick the search is: p50 and p95 beside a bare match query on the standard analyzer.

    make bench-search [ARGS="--documents 50000 --keep"]

The documents are bench/recombined.py's, once in the project's index and once, title, lead, body and
captions, in one with the standard analyzer. Both are asked the judged queries of tests/relevance,
in turn: the project by `search`, with everything that a reader gets (ten hits with highlights, all
facets, the exact total), the peer by a bare `match` on its body that returns ten documents. As it
comes, that stops counting at 10,000; what it takes to count all that it finds stands beside it.
Times are those of the client, so all bear the same way there and back. Elasticsearch remembers
counts until the index changes; here it forgets them before each search, except for the kind "asked
again". Suggestions are asked over HTTP. Then 100 readers ask at once, each every ten seconds, idle
and while documents are indexed at 500/s.
"""

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

import click
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk
from rich.console import Console
from rich.table import Table

from bench.recombined import read_articles, recombine, to_action
from crawler.config import load_config
from crawler.errors import KhotinError
from crawler.text import fold_diacritics
from indexer.bulk import Loader
from indexer.client import connect, wait_until_ready
from indexer.indices import articles, ensure_indices, families
from search.query import SearchRequest
from search.reader import Reader
from search.searcher import ask
from tests.relevance.judging import load_queries

PREFIX: Final = "bench-search-speed"
PEER: Final = f"{PREFIX}-standard"
PEER_FIELDS: Final = ("title", "lead", "body", "captions")
STOPS: Final = 10_000
"""Where Elasticsearch stops counting what it finds unless it is told to go on."""
AGAIN: Final = "full, asked again"
READERS: Final = 100
THINKING: Final = 10.0
"""Seconds between a reader's questions, on average."""
CROWD_SECONDS: Final = 60.0
STARTING: Final = 60
"""Seconds that the server may take to start."""
WRITES: Final = 500
"""Documents a second that are indexed meanwhile."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds at the median and at the 95th percentile."""

    p50: float
    p95: float


def requests_by_kind(
    texts: Sequence[str], names: Sequence[str]
) -> Mapping[str, list[SearchRequest]]:
    """Return the requests by kind; "full" is what a reader's page asks."""
    full = [SearchRequest(text) for text in texts]
    return {
        "plain, no facets": [replace(request, facets=()) for request in full],
        "full: all facets, highlights": full,
        AGAIN: full,
        "full, a facet chosen": [replace(request, provinces=("Hà Nội",)) for request in full],
        "full, without diacritics": [SearchRequest(fold_diacritics(text)) for text in texts],
        "full, phrase": [SearchRequest(f'"{" ".join(text.split()[:3])}"') for text in texts],
        "full, official": [SearchRequest(f'quan-chuc:"{name}"') for name in names],
    }


def fill(client: Elasticsearch, count: int, status: Console) -> None:
    """Index the documents on both sides, and merge what was written into few segments."""
    sources = read_articles()
    ensure_indices(client, PREFIX)
    alias = articles(PREFIX).write
    status.print(f"indexing {count} documents…")
    actions = (to_action(d, alias, json.dumps(d).encode()) for d in recombine(sources, count))
    for outcome in Loader(client).load(actions):
        assert outcome.result == "indexed", outcome
    fields = {name: {"type": "text"} for name in PEER_FIELDS}
    client.indices.create(index=PEER, mappings={"dynamic": False, "properties": fields})
    writes = (
        {"_index": PEER, "_id": d["key"], **{name: d[name] for name in PEER_FIELDS}}
        for d in recombine(sources, count)
    )
    for _ in streaming_bulk(client, writes, chunk_size=1000):
        pass
    for index in (articles(PREFIX).read, PEER):
        client.options(request_timeout=3600).indices.forcemerge(index=index, max_num_segments=5)
        client.indices.refresh(index=index)


def times(calls: Iterable[Callable[[], object]]) -> list[float]:
    """Return the milliseconds of each call."""
    found = []
    for call in calls:
        start = time.perf_counter()
        call()
        found.append(1000 * (time.perf_counter() - start))
    return found


def summary(milliseconds: Sequence[float]) -> Times:
    """Return median and 95th percentile."""
    return Times(statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1])


def compare(client: Elasticsearch, rounds: int) -> Iterator[tuple[str, Times, Times, Times]]:
    """Yield for each kind our times, the peer's and those of the peer that counts, in turn."""
    queries = load_queries()
    texts = [each.text for each in queries if each.kind not in ("phrase", "bare")]
    names = [each.text for each in queries if each.kind == "official"][:14]
    reader = Reader(client, PREFIX)

    def bare(text: str, *, counted: bool = False) -> object:
        query, count = {"match": {"body": text}}, True if counted else STOPS
        return client.search(index=PEER, query=query, size=10, track_total_hits=count)

    for kind, requests in requests_by_kind(texts, names).items():
        found: list[list[float]] = []
        for turn in range(rounds + 1):  # the first warms up
            for request, text in zip(requests, texts, strict=False):
                if kind != AGAIN:
                    client.indices.clear_cache(index=articles(PREFIX).read, request=True)
                searches = (
                    partial(ask, reader, request),
                    partial(bare, text),
                    partial(bare, text, counted=True),
                )
                if turn:
                    found.append(times(searches))
                else:
                    times(searches)
        ours, theirs, counted = (summary(each) for each in zip(*found, strict=True))
        yield kind, ours, theirs, counted


def suggestions(rounds: int) -> Times:
    """Return the times of suggestions over HTTP, for every beginning of the queries' first words.

    Each of the first round is a new one to the server, later ones are remembered.
    """
    begun = [q.text[:end] for q in load_queries() for end in range(1, min(len(q.text), 12))]
    with served() as connection:

        def ask_for(typed: str) -> None:
            connection.request("GET", f"/suggest?q={quote(typed)}")
            answer = connection.getresponse()
            assert answer.status == HTTPStatus.OK, answer.read()
            answer.read()

        ask_for("a")  # counts the values
        return summary(times(partial(ask_for, typed) for typed in begun * rounds))


@contextmanager
def served() -> Iterator[HTTPConnection]:
    """Run `khotin serve` on the bench's index, and give a connection to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (sys.executable, "-m", "khotin", "serve", "--port", str(port))
    environment = os.environ | {"KHOTIN_INDEX_PREFIX": PREFIX}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(STARTING):
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                with suppress(ConnectionRefusedError):
                    connection.connect()
                    break
                time.sleep(1)
            yield connection
            connection.close()
        finally:
            server.terminate()


def crowd(client: Elasticsearch, writes: Iterator[dict[str, Any]] | None) -> tuple[Times, int, int]:
    """Let READERS ask for CROWD_SECONDS; return their times, the failures, what was indexed."""
    end = time.monotonic() + CROWD_SECONDS
    texts = [query.text for query in load_queries()]
    reader = Reader(client, PREFIX)
    found: list[float] = []
    failures: list[KhotinError] = []

    def read(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, THINKING))
        while time.monotonic() < end:
            request = SearchRequest(chance.choice(texts))
            try:
                found.extend(times([partial(ask, reader, request)]))
            except KhotinError as error:
                failures.append(error)
            time.sleep(chance.expovariate(1 / THINKING))

    written = 0
    with ThreadPoolExecutor(READERS) as pool:
        pending = [pool.submit(read, number) for number in range(READERS)]
        while writes is not None and time.monotonic() < end:
            written += _write_a_second(client, writes)
        for each in pending:
            each.result()
    return summary(found), len(failures), written


def _write_a_second(client: Elasticsearch, writes: Iterator[dict[str, Any]]) -> int:
    """Index WRITES documents, and wait for the rest of a second if it took less."""
    start = time.monotonic()
    alias = articles(PREFIX).write
    batch = [to_action(d, alias, json.dumps(d).encode()) for d in islice(writes, WRITES)]
    done = sum(outcome.result == "indexed" for outcome in Loader(client).load(batch))
    threading.Event().wait(max(0.0, start + 1 - time.monotonic()))
    return done


def sizes(client: Elasticsearch, count: int) -> str:
    """Return the bytes that a document takes on either side."""
    stats = client.indices.stats(index=f"{PREFIX}*", metric="store")["indices"]
    ours = sum(
        each["primaries"]["store"]["size_in_bytes"] for n, each in stats.items() if n != PEER
    )
    theirs = stats[PEER]["primaries"]["store"]["size_in_bytes"]
    return f"{ours / count / 1000:.1f} KB a document, standard analyzer {theirs / count / 1000:.1f}"


def table(rows: Iterable[tuple[str, Times, Times, Times]]) -> Table:
    """Return the figures as multiples of the peer's."""
    found = Table(
        *("ms", "p50", "p95", "bare p50", "p95", "×p50", "×p95"),
        *("counted p95", "×p95"),
        box=None,
        pad_edge=False,
    )
    for kind, ours, theirs, counted in rows:
        own = (ours.p50, ours.p95, theirs.p50, theirs.p95)
        ratios = (ours.p50 / theirs.p50, ours.p95 / theirs.p95)
        found.add_row(
            kind,
            *(f"{each:.1f}" for each in own),
            *(f"{each:.2f}" for each in ratios),
            f"{counted.p95:.1f}",
            f"{ours.p95 / counted.p95:.2f}",
        )
    return found


@click.command()
@click.option("--documents", default=200_000, show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Of each kind, after one to warm up.")
@click.option("--keep", is_flag=True, help="Keep the indices, and use them if they are there.")
@click.option("--readers/--no-readers", default=True, help="Let a crowd of readers ask, too.")
def main(documents: int, rounds: int, *, keep: bool, readers: bool) -> None:
    """Measure the search; figures go to stdout."""
    console, status = Console(highlight=False), Console(stderr=True)
    with connect(load_config()) as client:
        wait_until_ready(client, 60)
        try:
            if not client.indices.exists(index=PEER):
                fill(client, documents, status)
            console.print(f"{documents} documents, {sizes(client, documents)}")
            console.print(table(compare(client, rounds)))
            quick = suggestions(rounds)
            console.print(f"suggestions: p50 {quick.p50:.2f} ms, p95 {quick.p95:.2f} ms")
            if readers:
                more = islice(recombine(read_articles(), 10 * documents), documents, None)
                for name, writes in (("idle", None), ("while indexing", more)):
                    shown, failed, written = crowd(client, writes)
                    told = f"p50 {shown.p50:.0f} ms, p95 {shown.p95:.0f} ms, {failed} failures"
                    rate = f"{written / CROWD_SECONDS:.0f} documents/s"
                    console.print(f"{READERS} readers, {name}: {told}, {rate}")
        finally:
            if not keep:
                _remove(client)


def _remove(client: Elasticsearch) -> None:
    names = [each.read for each in families(PREFIX) if client.indices.exists(index=each.read)]
    for name in names:
        client.indices.delete(index=list(client.indices.get(index=name)))
    client.options(ignore_status=404).indices.delete(index=PEER)


if __name__ == "__main__":
    main()
