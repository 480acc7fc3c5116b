"""Extraction in pages/s on one core, from bytes, beside trafilatura.bare_extraction.

    python -m bench.extraction ../shared/corpus/hanoi-portal.tar.xz [--pages 100]

Each page is read by every side in turn, three rounds; the best round of each counts, and the
ratio is what is held. A warming run keeps imports and word lists out of the figures.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from bench.body_quality import CAPTURED, sample
from bench.figure import Figure, shared
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make

ROUNDS = 3
PAGES = 100
Side = Callable[[str, bytes], object]


def read_liferay62(url: str, body: bytes) -> object:
    page = Page(url, body, "text/html;charset=UTF-8")
    return extract(page, site="hanoi/so", platform=make("liferay62"), captured_at=CAPTURED)


def read_generic(url: str, body: bytes) -> object:
    return make("generic").parse_article(Page(url, body, "text/html;charset=UTF-8"))


def read_whole_page(url: str, body: bytes) -> object:
    return trafilatura.bare_extraction(body, url=url)


def measure(pages: list[tuple[str, bytes]], sides: dict[str, Side]) -> dict[str, float]:
    """Return each side's seconds of processor time for all pages."""
    seconds = dict.fromkeys(sides, 0.0)
    for url, body in pages:
        for name, side in sides.items():
            start = time.process_time()
            side(url, body)
            seconds[name] += time.process_time() - start
    return seconds


def rates(pages: list[tuple[str, bytes]]) -> dict[str, list[float]]:
    """Return each side's pages/s, of every round."""
    sides: dict[str, Side] = {
        "known platform": read_liferay62,
        "generic": read_generic,
        "trafilatura": read_whole_page,
    }
    measure(pages[:20], sides)
    rounds = [measure(pages, sides) for _ in range(ROUNDS)]
    return {name: [len(pages) / times[name] for times in rounds] for name in sides}


def figures(pages: int = PAGES) -> list[Figure]:
    """Return the rates of a known platform and of `generic` beside trafilatura's."""
    recorded = sample(shared("corpus", "hanoi-portal.tar.xz"), pages)
    found = rates([(url, body) for _, url, body in recorded])
    peer = found["trafilatura"]

    def beside(name: str, reach: float) -> Figure:
        ratios = tuple(ours / theirs for ours, theirs in zip(found[name], peer, strict=True))
        what = f"extraction, {name}, pages/s"
        return Figure(what, max(found[name]), reach, max(peer), rounds=ratios)

    return [beside("known platform", 5), beside("generic", 0.9)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int, default=PAGES)
    options = parser.parse_args()
    found = rates([(url, body) for _, url, body in sample(options.corpus, options.pages)])
    for name, rounds in found.items():
        ratio = max(rounds) / max(found["trafilatura"])
        sys.stdout.write(f"{name:<16}{max(rounds):8.1f} pages/s  {ratio:6.2f} x\n")


if __name__ == "__main__":
    main()
