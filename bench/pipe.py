"""The whole pipe on the recorded Hanoi portal, from the start to searchable, beside news-please.

Ours is `khotin run`: it finds the articles by the lists of all sections, keeps every answer in
WARC, extracts, finds places, officials, dates and duplicates, and indexes. The peer, of which
bench/news_please.py says how it is set up, is handed the addresses of a sample of the same
articles. Both ask the same replica and write into empty indices of the same server, in turn. The
clock runs from the start of the first process until the last has ended and a search counts the
documents; a page is an article that the search counts. Processor time and memory are those of all
processes of a side, without the replica; the server's processor time is told apart.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch

from bench import news_please
from bench.body_quality import SEED, read_corpus
from bench.fetch import free_port, khotin_environment, write_registry
from bench.figure import CHECKOUT, Figure, NotMeasurable, shared
from bench.processes import Usage, run_measured
from bench.server import count_documents, remove_indices, server, server_seconds
from indexer.indices import articles
from tests.pipeline.recorded import ASSET, Recording, read_recording, replay

ROUNDS = 3
PEER_PAGES = 300
PREFIX = "bench-pipe"


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many searchable articles have cost.

    `rate` in articles/s; `processor` and `server` (Elasticsearch's) in seconds of processor time
    for 1,000 articles; `peak` in MB.
    """

    articles: int
    rate: float
    processor: float
    server: float
    peak: float


def measure(rounds: int = ROUNDS) -> list[Figure]:
    """Return rate, processor time and memory beside the peer's; raises NotMeasurable."""
    corpus = shared("corpus", "hanoi-portal.tar.xz")
    recording, port = read_recording(corpus), free_port()
    with tempfile.TemporaryDirectory() as name, server() as client:
        folder = Path(name)
        peer = news_please.install(folder / "news-please")
        write_registry(folder, [f"http://127.0.0.1:{port}{path}" for path in recording.sections])
        urls = peer_urls(corpus, recording, port)
        pairs = []
        with replay(shared(), "hanoi-portal", port, folder / "replay.log"):
            for number in range(rounds):
                ours = run_khotin(client, folder, f"ours-{number}")
                theirs = run_peer(client, peer, urls, folder / f"peer-{number}")
                pairs.append((ours, theirs))
    return [
        _beside("start to searchable, pages/s", pairs, lambda cost: cost.rate, 1),
        _beside("CPU, s/1,000 pages", pairs, lambda cost: cost.processor, 1, at_most=True),
        _beside("Elasticsearch's CPU, s/1,000 pages", pairs, lambda cost: cost.server),
        _beside("peak memory, MB", pairs, lambda cost: cost.peak),
        Figure(
            "share of the articles searchable",
            min(ours.articles for ours, _ in pairs) / len(recording.listed & recording.articles),
            1,
            min(theirs.articles for _, theirs in pairs) / len(urls),
            by_itself=True,
        ),
    ]


def peer_urls(corpus: Path, recording: Recording, port: int) -> list[str]:
    """Return the addresses that the peer is handed: listed articles, always the same sample."""
    paths = [urlsplit(url).path for _, url, _ in read_corpus(corpus)]
    listed = [path for path in paths if ASSET.findall(path)[-1] in recording.listed]
    chosen = random.Random(SEED).sample(listed, min(PEER_PAGES, len(listed)))
    return [f"http://127.0.0.1:{port}{path}" for path in chosen]


def run_khotin(client: Elasticsearch, folder: Path, name: str) -> Cost:
    """Run `khotin run` on the registry below `folder`, with the data folder `name`."""
    variables = khotin_environment(folder, name) | {"KHOTIN_INDEX_PREFIX": PREFIX}
    command = (sys.executable, "-m", "khotin", "run", "--json")
    remove_indices(client, PREFIX)
    try:
        return cost(
            client,
            articles(PREFIX).read,
            lambda: run_measured(command, within=CHECKOUT, environment=variables),
        )
    finally:
        remove_indices(client, PREFIX)


def run_peer(
    client: Elasticsearch, peer: news_please.NewsPlease, urls: Sequence[str], within: Path
) -> Cost:
    """Let news-please fetch, extract and index the pages, in the new folder `within`."""
    news_please.remove_indices(client)
    try:
        return cost(client, news_please.INDEX, lambda: peer.crawl(urls, client, within))
    finally:
        news_please.remove_indices(client)


def cost(client: Elasticsearch, index: str, work: Callable[[], Usage]) -> Cost:
    """Return what a piece of work has cost; raises NotMeasurable if nothing is searchable."""
    before, start = server_seconds(client), time.perf_counter()
    usage = work()
    count = count_documents(client, index)
    usage = replace(usage, seconds=time.perf_counter() - start)
    if not count:
        message = f"nothing is searchable in {index}"
        raise NotMeasurable(message)
    thousands = count / 1000
    return Cost(
        articles=count,
        rate=count / usage.seconds,
        processor=usage.processor / thousands,
        server=(server_seconds(client) - before) / thousands,
        peak=usage.peak,
    )


def _beside(
    what: str,
    pairs: Sequence[tuple[Cost, Cost]],
    value: Callable[[Cost], float],
    reach: float | None = None,
    *,
    at_most: bool = False,
) -> Figure:
    values = [(value(ours), value(peer)) for ours, peer in pairs]
    ours, peer = (statistics.median(side) for side in zip(*values, strict=True))
    return Figure(what, ours, reach, peer, at_most, rounds=tuple(a / b for a, b in values))
