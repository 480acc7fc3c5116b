"""The benches: what a figure says, and that what is missing is named."""

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from bench import figure, report, soak
from bench.__main__ import BENCHES
from bench.bottleneck import figures as stage_figures
from bench.figure import Figure, NotMeasurable, figures_lines, figures_table, shared
from bench.memory_picture import draw
from bench.portal import PARAGRAPHS, PER_LIST, serve
from bench.processes import Usage, run_measured
from bench.soak import STAGES, Sample, Soak
from crawler.config import Config
from crawler.extract import extract
from crawler.page import Page
from crawler.platforms import make

EMPTY = "| x | 2.0 |  |  |  |  |  |"


@pytest.mark.parametrize(
    ("measured", "reached"),
    [
        (Figure("rate", 80, 0.8, 100), True),
        (Figure("rate", 79, 0.8, 100), False),
        (Figure("growth", 50, 50, at_most=True), True),
        (Figure("growth", 51, 50, at_most=True), False),
        (Figure("score", 0.9, 0.985, 0.5, by_itself=True), False),
        (Figure("told and not held", 1, None, 100), True),
    ],
)
def test_a_figure_is_held_as_its_ratio_or_by_itself(measured: Figure, reached: bool) -> None:
    assert measured.is_reached is reached


def test_the_table_fits_a_terminal() -> None:
    names = ("extraction, known platform, pages/s", "search without diacritics, nDCG@10")
    printed = io.StringIO()
    console = Console(width=80, file=printed)
    figures = [Figure(name, 1234.5, 0.8, 1000, rounds=(1.1, 1.3)) for name in names]
    console.print(figures_table(figures))
    lines = printed.getvalue().splitlines()
    assert len(lines) == 3
    assert all(name in line for name, line in zip(names, lines[1:], strict=True))


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(figure, "SHARED", tmp_path)
    with pytest.raises(NotMeasurable, match=r"\.\./shared/corpus/x is not there"):
        shared("corpus", "x")


def test_the_made_up_portal_pages_on_to_every_article() -> None:
    platform, articles, url = make("liferay62"), 2 * PER_LIST + 1, "http://127.0.0.1/tin"
    found: list[str] = []
    with serve(articles) as portal:
        while url:
            listing = platform.parse_list(Page(url, portal.page(url).encode()))
            found += listing.articles
            url = listing.next_url or ""
        page, again = (Page(found[0], portal.page(found[0]).encode()) for _ in range(2))
    assert {platform.article_key(address) for address in found} == {
        str(n) for n in range(1, articles + 1)
    }
    article = extract(
        page, site="bench/portal", platform=platform, captured_at=datetime.now(tz=UTC)
    )
    assert len(page.body) > 10_000
    assert page.body == again.body
    assert (article.title, len(article.body)) == ("Phiên họp thứ 1", PARAGRAPHS)


def test_a_row_tells_the_ratio_and_its_spread_over_the_rounds() -> None:
    told = figures_lines([Figure("rate", 90, 0.8, 100, rounds=(0.95, 0.85, 0.9)), Figure("x", 2)])
    assert told[2:] == ["| rate | 90.0 | 100.0 | 0.90 | 0.85–0.95 | ≥ 0.8 | yes |", EMPTY]


def test_a_bench_replaces_its_own_section_of_the_report_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    for name, line in (("soak", "flat"), ("fetch", "slow"), ("pipe", "long"), ("fetch", "quick")):
        report.write_section(path, name, [line])
    head, *sections = path.read_text(encoding="utf-8").split("\n## ")
    assert head.strip() == report.HEAD.strip()
    assert [section.split() for section in sections] == [
        ["pipe", "long"],
        ["fetch", "quick"],
        ["soak", "flat"],
    ]


def test_every_bench_has_its_place_in_the_report() -> None:
    assert (*BENCHES, "soak") == report.ORDER


def test_what_a_command_costs_includes_the_processes_that_nobody_waits_for(tmp_path: Path) -> None:
    work = "import time; kept = b'x' * 200_000_000; t = time.process_time()\n"
    work += "while time.process_time() - t < 0.3: pass"
    parent = f"import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', {work!r}])"
    parent += "\nwhile open(f'/proc/{p.pid}/stat').read().split()[2] != 'Z': time.sleep(0.1)"
    parent += "\ntime.sleep(1)"
    usage = run_measured((sys.executable, "-c", parent), within=tmp_path, environment={})
    assert usage.processor >= 0.3
    assert usage.peak >= 200


def test_a_command_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(NotMeasurable, match=r"ended with 3: no such portal"):
        run_measured(
            (sys.executable, "-c", "import sys; print('no such portal', file=sys.stderr); exit(3)"),
            within=tmp_path,
            environment={},
        )


def test_the_bottleneck_is_named_by_time_and_by_cost() -> None:
    usages = {"crawl": Usage(20, 9, 100), "extract": Usage(10, 18, 400), "index": Usage(12, 3, 90)}
    found = {each.what: each.ours for each in stage_figures(usages, 10, 1000)}
    assert found["slowest by itself: crawl, pages/s"] == 50
    assert found["most costly: extract, share of CPU"] == 0.45


def test_a_soak_tells_the_peaks_of_each_stage_in_equal_parts() -> None:
    seen = ((0, 80), (9, 90), (11, 85), (20, 99))
    samples = tuple(Sample("crawl", done, memory) for done, memory in seen)
    soaked = Soak(pages=20, searchable=19, seconds=2.0, samples=samples)
    assert soaked.peaks("crawl", 2) == [90, 99]
    held = {each.what: each.is_reached for each in soaked.figures()}
    assert not held["soak, share searchable"]
    picture = draw({stage: soaked.peaks(stage, 4) for stage in STAGES}, 20)
    assert len(ET.fromstring(picture).findall(".//{*}polyline")) == len(STAGES)


def test_a_small_soak_sees_every_stage_at_work(
    isolated_config: Callable[..., Config],
    elasticsearch_url: str,
    index_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    isolated_config(elasticsearch_url=elasticsearch_url)
    monkeypatch.setattr(soak, "PREFIX", index_prefix)
    seen = soak.measure(PER_LIST + 10)
    assert seen.searchable == seen.pages
    assert {each.stage for each in seen.samples} == set(STAGES)
    assert all(min(seen.peaks(stage)) > 10 for stage in STAGES)
