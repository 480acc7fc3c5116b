"""Searches of the small archive on the real server."""

import json
import unicodedata
from datetime import date
from io import StringIO
from typing import Literal

import pytest
from rich.console import Console

from crawler.article import Article
from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable
from indexer.client import connect
from indexer.indices import IndexNotReady
from search.query import FACETS, SearchRequest
from search.results import Results
from search.searcher import search
from search.terminal import render
from tests.search.conftest import THO_XUAN, Ask, article_of, numbers


def facet(results: Results, name: str) -> dict[str | int, int]:
    return {value.value: value.count for value in results.facets[name]}


def test_the_best_match_is_first_and_a_short_query_does_not_match_everything(ask: Ask) -> None:
    assert numbers(ask("lễ hội xuống đồng")) == [1]
    assert numbers(ask("lễ hội xuống đồng ở đâu?")) == [1, 4, 5]
    assert sorted(numbers(ask("lễ hội"))) == [1, 4]


def test_an_empty_query_lists_everything_newest_first(ask: Ask) -> None:
    assert numbers(ask()) == [3, 2, 1, 5, 4, 6]


@pytest.mark.parametrize("typed", ["Nguyễn Thị Thúy", "nguyễn thị thuý", "NGUYỄN THỊ THÚY"])
def test_either_tone_placement_finds_both(ask: Ask, typed: str) -> None:
    assert sorted(numbers(ask(typed))) == [1, 3]
    assert sorted(numbers(ask(unicodedata.normalize("NFD", typed)))) == [1, 3]


def test_with_diacritics_only_the_syllables_as_typed_are_found(ask: Ask) -> None:
    assert numbers(ask("hội nông")) == [5]
    assert ask("hoà thuận").notices == ()


@pytest.mark.parametrize("typed", ["hoa thuận", "hòa thuân", "hoà thuậnn"])
def test_what_nobody_writes_so_finds_what_is_written_alike(ask: Ask, typed: str) -> None:
    results = ask(typed)
    assert numbers(results) == [3]
    assert typed in results.notices[0]
    assert any("<mark>thuận</mark>" in part for part in results.hits[0].highlights["body"])


def test_without_diacritics_the_accented_are_found_and_marked(ask: Ask) -> None:
    results = ask("le hoi xuong dong")
    assert numbers(results)[0] == 1
    assert results.hits[0].highlights["title"] == [
        "<mark>Lễ</mark> <mark>hội</mark> <mark>xuống</mark> <mark>đồng</mark> xã Púng Luông"
    ]


def test_a_phrase_must_stand_as_it_is(ask: Ask) -> None:
    assert numbers(ask('"lễ hội xuống đồng"')) == [1]
    assert numbers(ask('"le hoi xuong dong"')) == [1]
    assert numbers(ask('"xuống đồng gặt"')) == [5]
    assert numbers(ask('"đồng xuống"')) == []
    assert numbers(ask('"hội nghị" giao thông')) == [2]


def test_what_is_excluded_does_not_occur(ask: Ask) -> None:
    assert numbers(ask("lễ hội -Kinh")) == [1]
    assert numbers(ask('lễ hội -"xuống đồng"')) == [4]
    assert sorted(numbers(ask('-"lễ hội"'))) == [2, 3, 5, 6]


def test_highlights_are_html_of_all_three_fields(ask: Ask) -> None:
    highlights = ask('"khai mạc" lễ hội').hits[0].highlights
    assert set(highlights) == {"title", "body"}
    assert any(
        "&lt;<mark>lễ</mark> <mark>hội</mark>&gt; &amp;" in part for part in highlights["body"]
    )


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2023, 2, 5), date(2023, 2, 5), [2, 1]),
        (date(2023, 2, 6), None, [3]),
        (None, date(2022, 12, 31), [5, 4]),
        (date(2024, 1, 1), date(2024, 1, 1), [3]),
        (date(2023, 2, 6), date(2023, 12, 31), []),
        (None, date.max, [3, 2, 1, 5, 4]),
    ],
)
def test_dates_are_whole_days_in_vietnam(
    ask: Ask, first: date | None, last: date | None, found: list[int]
) -> None:
    results = ask(date_from=first, date_to=last)
    assert numbers(results) == found
    assert sum(facet(results, "year").values()) == len(found)


def test_facets_count_what_is_found(ask: Ask) -> None:
    results = ask()
    assert facet(results, "site") == {"yenbai/mu-cang-chai": 3, THO_XUAN: 2, "laocai/bao": 1}
    assert facet(results, "province") == {"Yên Bái": 3, "Lào Cai": 3, "Thanh Hóa": 2}
    assert facet(results, "district") == {"Mù Cang Chải": 3, "Thọ Xuân": 2}
    assert facet(results, "section")["Văn hóa"] == 2
    assert [value.value for value in results.facets["year"]] == [2024, 2023, 2022]
    assert facet(ask("lễ hội"), "district") == {"Mù Cang Chải": 1, "Thọ Xuân": 1}


def test_values_of_a_facet_are_alternatives_and_facets_narrow_each_other(ask: Ask) -> None:
    one = ask(sites=(THO_XUAN,))
    assert numbers(one) == [5, 4]
    assert one.total == 2
    assert facet(one, "site") == facet(ask(), "site"), "a second portal can still be chosen"
    assert facet(one, "year") == {2022: 2}
    both = ask(sites=(THO_XUAN,), sections=("Kinh tế", "Giáo dục"))
    assert numbers(both) == [5]
    assert facet(both, "section") == {"Kinh tế": 1, "Văn hóa": 1}
    assert facet(both, "site") == {THO_XUAN: 1, "yenbai/mu-cang-chai": 1}
    assert sorted(numbers(ask(years=(2022, 2024)))) == [3, 4, 5]
    assert numbers(ask(districts=("Thọ Xuân",))) == [5, 4]


def test_a_province_is_found_by_its_name_then_and_now(ask: Ask) -> None:
    assert sorted(numbers(ask(provinces=("Yên Bái",)))) == [1, 2, 3]
    assert sorted(numbers(ask(provinces=("Lào Cai",)))) == [1, 2, 3]


@pytest.mark.parametrize("path", ["Yên Bái/Mù Cang Chải/Púng Luông", "Lào Cai/Púng Luông"])
def test_a_place_that_a_text_names_is_found_by_its_path_then_and_now(ask: Ask, path: str) -> None:
    assert numbers(ask(places=(path,))) == [1]
    assert facet(ask(places=(path,)), "province") == {"Yên Bái": 1, "Lào Cai": 1}


def test_what_no_article_has_is_said(ask: Ask) -> None:
    results = ask(sites=("thanhhoa/tho-xuam",), provinces=("Hà Tiên", "Yên Bái"))
    assert (results.total, results.hits) == (0, ())
    assert len(results.notices) == 2
    assert "thanhhoa/tho-xuam" in results.notices[0]
    assert THO_XUAN in results.notices[0]
    assert ask("không có từ nào như thế cả", sites=(THO_XUAN,)).notices == ()


def test_pages_follow_each_other_without_gap(ask: Ask) -> None:
    first = ask(size=4)
    second = ask(size=4, after=first.after)
    assert numbers(first) + numbers(second) == numbers(ask())
    assert second.after is None


def test_the_answer_as_json(ask: Ask) -> None:
    answer = json.loads(json.dumps(ask("Lam Kinh").to_dict()))
    assert set(answer) == {"total", "hits", "facets"}
    assert set(answer["facets"]) == set(FACETS)
    assert answer["facets"]["site"] == [{"value": THO_XUAN, "count": 1}]
    (hit,) = answer["hits"]
    assert set(hit) == {"score", "others", "document", "highlights"}
    assert hit["score"] > 0
    assert Article.from_dict(hit["document"]) == article_of(4)


def test_a_very_long_query_is_answered(ask: Ask) -> None:
    assert {1, 4} <= set(numbers(ask("lễ hội " * 3000)))
    assert numbers(ask(" ".join(f"chữ{n}" for n in range(5000)))) == []


def test_before_the_first_index(elasticsearch_url: str) -> None:
    config = Config(elasticsearch_url=elasticsearch_url, index_prefix="never-made")
    with connect(config) as client, pytest.raises(IndexNotReady, match="khotin index"):
        search(client, config, SearchRequest("lễ"))


def test_no_server() -> None:
    config = Config(elasticsearch_url="http://127.0.0.1:9")
    with connect(config) as client, pytest.raises(ElasticsearchUnavailable, match="No Elastic"):
        search(client, config, SearchRequest("lễ"))


def printed(results: Results, *, terminal: bool = False) -> str:
    out = StringIO()
    colours: Literal["truecolor"] | None = "truecolor" if terminal else None
    render(results, Console(file=out, width=80, force_terminal=terminal, color_system=colours))
    return out.getvalue()


def test_the_terminal_shows_what_a_reader_needs_in_80_columns(ask: Ask) -> None:
    text = printed(ask("le hoi"))
    assert max(map(len, text.splitlines())) <= 80
    for part in (
        "2 bài",
        "2. Lễ hội xuống đồng xã Púng Luông\n",
        "05/02/2023 · Cổng thông tin điện tử huyện Mù Cang Chải · Văn hóa",
        "https://example.vn/tin/1",
        "Huyện: Mù Cang Chải 1 · Thọ Xuân 1",
    ):
        assert part in text
    assert "\x1b" not in text
    assert "<lễ hội> &" in printed(ask("khai mac trao giai"))


def test_colour_marks_what_was_found_on_a_terminal_only(ask: Ask) -> None:
    text = printed(ask("le hoi Lam Kinh"), terminal=True)
    assert "\x1b[1;32mLễ" in text
    assert "<mark>" not in text


def test_nothing_found_says_what_to_do(ask: Ask) -> None:
    assert "Thử ít từ hơn" in printed(ask("voi biển"))
    assert "khotin sites" in printed(ask(sites=("a/b",)))
