"""Text as every stage keeps it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text import clean, fold_diacritics, has_diacritics


def test_clean_composes_and_collapses() -> None:
    decomposed = unicodedata.normalize("NFD", "Mù Cang\u00a0Chải\u200b")
    assert clean(f"  {decomposed} \t\n xã\ufeff ") == "Mù Cang Chải xã"
    assert clean(None) == ""


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("hograve;a bình", "hòa bình"),
        ("sách ;ETH;ường về", "sách Đường về"),
        ("ldquo;Hội sáchrdquo; 2015 &ndash; 2016&hellip;", "“Hội sách” 2015 – 2016…"),
        ("d&amp;otilde;i theo", "dõi theo"),
        ("Sở TTamp;TT", "Sở TT&TT"),
        ("thôn; xã; A&B; quot;", "thôn; xã; A&B; quot;"),
    ],
)
def test_broken_entities_are_read_as_they_were_meant(broken: str, meant: str) -> None:
    assert clean(broken) == meant


@given(st.text())
def test_clean_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đắk Lắk", "Dak Lak"),
        ("Mù Cang Chải", "Mu Cang Chai"),
        ("thuỷ lợi", "thuy loi"),
        ("abc", "abc"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold_diacritics(text) == folded
    assert fold_diacritics(unicodedata.normalize("NFD", text)) == folded
    assert has_diacritics(text) is (text != folded)
    assert not has_diacritics(folded)
