"""What holds the pipe up next: each stage by itself on the recorded Hanoi portal.

`khotin crawl`, `khotin extract` and `khotin index`, one after another, each get all that the one
before has left, and the whole machine. Pages/s includes the start of each; a page is an article
that is searchable in the end. The stage that takes longest by itself would hold up the others if
each had a machine of its own. What takes most of a page's processor time, the server's included and
the replica's not, is the next thing to make cheaper where all share one machine, as in `khotin
run`. A stage that leaves processors idle waits: the crawl for the portal, the index for the server.
"""

import os
import sys
import tempfile
from pathlib import Path

from bench.fetch import free_port, khotin_environment, write_registry
from bench.figure import CHECKOUT, Figure, shared
from bench.processes import Usage, run_measured
from bench.server import count_documents, remove_indices, server, server_seconds
from indexer.indices import articles
from tests.pipeline.recorded import read_recording, replay

PREFIX = "bench-bottleneck"
STAGES = ("crawl", "extract", "index")


def measure() -> list[Figure]:
    """Return each stage's rate, use of the processors, share and memory; raises NotMeasurable."""
    recording, port = read_recording(shared("corpus", "hanoi-portal.tar.xz")), free_port()
    with tempfile.TemporaryDirectory() as name, server() as client:
        folder = Path(name)
        write_registry(folder, [f"http://127.0.0.1:{port}{path}" for path in recording.sections])
        variables = khotin_environment(folder, "data") | {"KHOTIN_INDEX_PREFIX": PREFIX}
        usages: dict[str, Usage] = {}
        remove_indices(client, PREFIX)
        try:
            for stage in STAGES:
                before = server_seconds(client)
                command = (sys.executable, "-m", "khotin", stage, "--json")
                with replay(shared(), "hanoi-portal", port, folder / "replay.log"):
                    usages[stage] = run_measured(command, within=CHECKOUT, environment=variables)
            indexing = server_seconds(client) - before
            pages = count_documents(client, articles(PREFIX).read)
        finally:
            remove_indices(client, PREFIX)
    return figures(usages, indexing, pages)


def figures(usages: dict[str, Usage], server_processor: float, pages: int) -> list[Figure]:
    """Return the figures of the stages, for so many pages; the server's is that of the index."""
    spent = {stage: usage.processor for stage, usage in usages.items()}
    spent["Elasticsearch"] = server_processor
    cores = os.cpu_count() or 1
    found = [Figure(f"{stage}, pages/s", pages / usages[stage].seconds) for stage in usages]
    found += [Figure(f"{each}, ms of a core a page", s / pages * 1000) for each, s in spent.items()]
    for stage, usage in usages.items():
        busy = spent[stage] + (server_processor if stage == "index" else 0)
        found.append(Figure(f"{stage}, share of {cores} cores used", busy / usage.seconds / cores))
    found += [Figure(f"{stage}, peak memory, MB", usage.peak) for stage, usage in usages.items()]
    costliest = max(spent, key=lambda each: spent[each])
    share = spent[costliest] / sum(spent.values())
    slowest = max(usages, key=lambda stage: usages[stage].seconds)
    return [
        *found,
        Figure(f"slowest by itself: {slowest}, pages/s", pages / usages[slowest].seconds),
        Figure(f"most costly: {costliest}, share of CPU", share),
    ]
