"""nDCG@10 and recall@10 of the search beside the standard analyzer's; fails below a floor.

    python -m tests.relevance [--worst 10]

XQuAD-vi as typed and without diacritics, and the judged queries of queries.toml by kind, over the
replicas' articles and, where it lies beside the checkout, the recorded Hanoi portal. Figures and
the worst queries go to stdout. It asks ELASTICSEARCH_URL or the embedded server, which must run.
"""

import sys
from collections.abc import Sequence

import click
from elasticsearch import Elasticsearch
from rich.console import Console
from rich.table import Table

from bench.figure import NotMeasurable, shared
from bench.search_quality import Quality, index_passages, measure, read_xquad
from crawler.config import load_config
from crawler.text import fold_diacritics
from indexer.client import connect, wait_until_ready
from indexer.documents import Document
from tests.relevance.collection import hanoi, replicas
from tests.relevance.engines import (
    index_standard,
    khotin,
    removing,
    standard,
    standard_query,
)
from tests.relevance.judging import Judged, judge, load_queries, mean

FLOORS = {"XQuAD-vi": 0.966, "XQuAD-vi without diacritics": 0.962, "all queries": 0.97}
"""nDCG@10 that must be reached; it may only rise."""
Row = tuple[str, Quality, Quality]
"""What was asked, our figures, the standard analyzer's."""


def xquad(client: Elasticsearch) -> list[Row]:
    """Return the figures of XQuAD-vi's questions; raises NotMeasurable without them."""
    passages, judgements = read_xquad(shared("data", "xquad-vi.json"))
    sources = [(str(n), {"title": t, "body": b}) for n, (t, b) in enumerate(passages)]
    rows = []
    with removing(client) as prefix:
        ours = index_passages(client, prefix, passages).read
        theirs = index_standard(client, prefix, sources)
        for name, typed in (("", str), (" without diacritics", fold_diacritics)):
            found = measure(client, ours, judgements, typed)
            other = measure(client, theirs, judgements, typed, standard_query)
            rows.append((f"XQuAD-vi{name}", found, other))
    return rows


def judged(client: Elasticsearch, documents: Sequence[Document]) -> tuple[list[Row], list[Judged]]:
    """Return the figures by kind of query and of all that the documents answer, and each query."""
    queries = load_queries(among={document.article.key for document in documents})
    with removing(client) as prefix:
        ours = judge(khotin(client, prefix, documents), queries)
        theirs = judge(standard(client, prefix, documents), queries)
    rows = []
    for kind in dict.fromkeys(each.query.kind for each in ours):
        own, other = ([e for e in side if e.query.kind == kind] for side in (ours, theirs))
        rows.append((f"{kind}, {len(own)}", mean(own), mean(other)))
    return [*rows, ("all queries", mean(ours), mean(theirs))], ours


def read_documents(status: Console) -> list[Document]:
    """Return the articles that are there; says so where the Hanoi portal is not."""
    found = list(replicas())
    try:
        found += hanoi(shared("corpus", "hanoi-portal.tar.xz"))
    except NotMeasurable as error:
        status.print(f"only the replicas: {error}")
    return found


def figures_table(rows: Sequence[Row]) -> Table:
    """Return the figures beside the standard analyzer's."""
    table = Table("", "nDCG@10", "standard", "recall@10", "standard", box=None, pad_edge=False)
    for name, ours, theirs in rows:
        figures = (ours.ndcg, theirs.ndcg, ours.recall, theirs.recall)
        table.add_row(name, *(f"{figure:.4f}" for figure in figures))
    return table


@click.command()
@click.option("--worst", default=10, show_default=True, help="Queries to name, worst first.")
def main(worst: int) -> None:
    """Judge the search; exit code 1 below a floor."""
    console, status = Console(highlight=False, markup=False), Console(stderr=True)
    with connect(load_config()) as client:
        wait_until_ready(client, 60)
        rows, each = judged(client, read_documents(status))
        try:
            rows = [*xquad(client), *rows]
        except NotMeasurable as error:
            status.print(f"XQuAD-vi: not measured: {error}")
    console.print(figures_table(rows))
    for one in sorted(each, key=lambda one: one.ndcg)[:worst]:
        console.print(f"{one.ndcg:.2f}  {one.query.kind}: {one.query.text}")
    breaches = [name for name, ours, _ in rows if ours.ndcg < FLOORS.get(name, 0)]
    for name in breaches:
        status.print(f"below the floor: {name}, {FLOORS[name]}")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
