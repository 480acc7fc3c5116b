"""How well duplicates are told: precision and recall by threshold.

    python -m tests.quality.duplicates

Three sets: the labelled pairs of the recorded Hanoi portal (`duplicates.toml`), and what is made by
rule from texts written for the project, edited postings and notices from templates
(`duplicate_pairs`). "Triples alone" leaves out the rule of facts. Then every pair of the Hanoi
portal's articles that is called the same and not labelled so is named, and what a page costs.
"""

import re
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table

from bench.body_quality import CAPTURED, read_corpus
from bench.figure import SHARED
from crawler.article import Article
from crawler.extract import NotAnArticle, extract
from crawler.page import Page
from crawler.platforms import make
from indexer.clusters import Clusters, Entry
from indexer.facets.duplicates import THRESHOLD, Signature, is_duplicate, sign, similarity
from tests.quality.duplicate_pairs import edited_pairs, stories, template_pairs

LABELS: Final = Path(__file__).with_name("duplicates.toml")
CORPUS: Final = SHARED / "corpus" / "hanoi-portal.tar.xz"
THRESHOLDS: Final = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
_NUMBER: Final = re.compile(r"/view_content/(\d+)")


class Judged(NamedTuple):
    """A pair: what it belongs to, whether it is the same text, and both signatures."""

    group: str
    same: bool
    one: Signature | None
    other: Signature | None

    def told(self, threshold: float, *, facts: bool = True) -> bool:
        """Tell whether the rule calls them the same, at a threshold for longer texts."""
        if self.one is None or self.other is None:
            return False
        if not facts:
            return similarity(self.one, self.other) >= threshold
        return is_duplicate(self.one, self.other, threshold)


def made_pairs() -> list[Judged]:
    """Return the pairs that are made by rule, from texts written for the project."""
    edited = edited_pairs(list(stories()))
    return [
        *(Judged(f"edited: {name}", True, sign(a), sign(b)) for name, a, b in edited),
        *(Judged(f"template: {n}", False, sign(a), sign(b)) for n, a, b in template_pairs()),
    ]


def read_hanoi() -> Iterator[Article]:
    """Yield the recorded portal's articles."""
    platform = make("liferay62")
    for _, url, body in read_corpus(CORPUS):
        page = Page(url, body, "text/html; charset=utf-8")
        try:
            yield extract(page, site="hanoi/sotttt", platform=platform, captured_at=CAPTURED)
        except NotAnArticle:
            continue


def number(of: Article) -> int:
    """Return the number in a Hanoi article's address; raises TypeError for another portal's."""
    return int(_NUMBER.search(of.url)[1])  # type: ignore[index]


def labelled_pairs(signatures: dict[int, Signature | None]) -> list[Judged]:
    """Return the labelled pairs of the Hanoi portal."""
    labels = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    pairs = [(True, *pair) for group in labels["same"] for pair in combinations(group, 2)]
    pairs += [(False, *pair) for pair in labels["different"]]
    return [Judged("Hanoi", same, signatures[a], signatures[b]) for same, a, b in pairs]


def unlabelled(signatures: dict[int, Signature | None]) -> list[tuple[int, int]]:
    """Return the pairs of the Hanoi portal that are called the same and are not labelled so."""
    labels = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    known = {pair for group in labels["same"] for pair in product(group, group)}
    in_band: defaultdict[int, list[int]] = defaultdict(list)
    for article, signature in sorted(signatures.items()):
        for band in signature.bands if signature else ():
            in_band[band].append(article)
    met = {pair for articles in in_band.values() for pair in combinations(articles, 2)}
    found = {pair: (signatures[pair[0]], signatures[pair[1]]) for pair in met - known}
    return sorted(pair for pair, (a, b) in found.items() if a and b and is_duplicate(a, b))


def score(pairs: Iterable[Judged], threshold: float, *, facts: bool) -> tuple[float, float]:
    """Return precision and recall."""
    told = [(pair.same, pair.told(threshold, facts=facts)) for pair in pairs]
    right = told.count((True, True))
    called, there = right + told.count((False, True)), right + told.count((True, False))
    return (right / called if called else 1.0), (right / there if there else 1.0)


def figures(pairs: list[Judged]) -> Table:
    """Return precision and recall by threshold, with the rule of facts and without it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Threshold")
    for name in ("Precision", "Recall", "Triples alone: precision", "recall"):
        table.add_column(name, justify="right")
    for threshold in THRESHOLDS:
        found = (*score(pairs, threshold, facts=True), *score(pairs, threshold, facts=False))
        chosen = " (ours)" if threshold == THRESHOLD else ""
        table.add_row(f"{threshold:.2f}{chosen}", *(f"{figure:.3f}" for figure in found))
    return table


def groups_right(pairs: list[Judged]) -> dict[str, tuple[float, int]]:
    """Return by group the share told right at the threshold, and how many pairs there are."""
    right = Counter(pair.group for pair in pairs if pair.told(THRESHOLD) == pair.same)
    counts = Counter(pair.group for pair in pairs)
    return {group: (right[group] / count, count) for group, count in counts.items()}


def groups(pairs: list[Judged]) -> Table:
    """Return `groups_right` as a table."""
    table = Table("Group", "Pairs", "Right", box=None, pad_edge=False, header_style="bold")
    for group, (share, count) in groups_right(pairs).items():
        table.add_row(group, str(count), f"{share:.3f}")
    return table


def cost(articles: list[Article]) -> str:
    """Return what the signature and the clusters take for each article, in milliseconds."""
    started = time.process_time()
    entries = [Entry(found.key, 0, sign(found)) for found in articles]
    signed = time.process_time()
    with TemporaryDirectory() as folder, Clusters(Path(folder)) as clusters:
        for start in range(0, len(entries), 1000):
            with clusters.transaction():
                for entry in entries[start : start + 1000]:
                    clusters.note(entry)
        for entry in entries:
            clusters.find(entry.key)
    ended = time.process_time()
    each = [1000 * seconds / len(articles) for seconds in (signed - started, ended - signed)]
    return f"{each[0]:.2f} ms a page for the signature, {each[1]:.2f} ms to take up and look up"


def main() -> None:
    """Print the figures, then what is called the same in the Hanoi portal and not labelled so."""
    console = Console(highlight=False)
    pairs = made_pairs()
    articles = list(read_hanoi()) if CORPUS.exists() else []
    signatures = {number(found): sign(found) for found in articles}
    if articles:
        pairs += labelled_pairs(signatures)
    console.print(figures(pairs), groups(pairs), sep="\n\n")
    if articles:
        console.print(f"Not labelled as the same: {unlabelled(signatures) or 'none'}")
        console.print(cost(articles))


if __name__ == "__main__":
    main()
