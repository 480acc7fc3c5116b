"""The benches: what a figure says, and that what is missing is named."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from bench import figure
from bench.figure import Figure, NotMeasurable, figures_table, shared
from bench.memory import PER_LIST, serve
from crawler.page import Page
from crawler.platforms import make


@pytest.mark.parametrize(
    ("measured", "reached"),
    [
        (Figure("rate", 80, 0.8, 100), True),
        (Figure("rate", 79, 0.8, 100), False),
        (Figure("growth", 50, 50, at_most=True), True),
        (Figure("growth", 51, 50, at_most=True), False),
        (Figure("score", 0.9, 0.985, 0.5, by_itself=True), False),
    ],
)
def test_a_figure_is_held_as_its_ratio_or_by_itself(measured: Figure, reached: bool) -> None:
    assert measured.is_reached is reached


def test_the_table_fits_a_terminal() -> None:
    names = ("extraction, known platform, pages/s", "search without diacritics, nDCG@10")
    printed = io.StringIO()
    console = Console(width=80, file=printed)
    console.print(figures_table([Figure(name, 1234.5, 0.8, 1000) for name in names]))
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
        page = Page(found[0], portal.page(found[0]).encode())
    assert {platform.article_key(address) for address in found} == {
        str(n) for n in range(1, articles + 1)
    }
    assert len(page.body) > 10_000
