"""What a reader types, and which analysis it is for."""

import unicodedata

import pytest

from search.routing import ACCENTED, FOLDED, route
from search.syntax import Terms, parse_terms


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("lễ hội  xuống đồng", Terms("lễ hội xuống đồng")),
        ('"lễ hội" Thọ Xuân', Terms("Thọ Xuân", ("lễ hội",))),
        ("“lễ hội” -thể -“bóng đá”", Terms("", ("lễ hội",), ("thể", "bóng đá"))),
        ("công tác QS-QP - 2023", Terms("công tác QS-QP - 2023")),
        ('mở "ngoặc', Terms('mở "ngoặc')),
        ("", Terms()),
        (unicodedata.normalize("NFD", "Mù Cang Chải"), Terms("Mù Cang Chải")),
    ],
)
def test_syntax(typed: str, terms: Terms) -> None:
    assert parse_terms(typed) == terms


def test_a_pasted_book_is_cut() -> None:
    assert len(parse_terms("từ " * 5000).words.split()) == 200


@pytest.mark.parametrize("text", ["lễ hoi", "Đ/c", "đ", unicodedata.normalize("NFD", "Hòa")])
def test_a_single_diacritic_asks_for_the_exact_syllables(text: str) -> None:
    assert route(text) is ACCENTED


@pytest.mark.parametrize("text", ["le hoi", "2023", "VHTT&DL", ""])
def test_without_diacritics_the_folded_fields_are_searched(text: str) -> None:
    assert route(text) is FOLDED
