"""Addresses: one spelling for one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import normalise


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Yenbai.GOV.vn:443/A/b?x=1#top", "https://yenbai.gov.vn/A/b?x=1"),
        ("http://a.vn:8080", "http://a.vn:8080/"),
        ("https://u:p@a.vn/x", "https://a.vn/x"),
        ("https://a.vn/x;jsessionid=A1B2.n1?y=2", "https://a.vn/x?y=2"),
        ("https://a.vn/x?utm_source=zalo&id=3&fbclid=q", "https://a.vn/x?id=3"),
        ("https://a.vn/x?_afrLoop=1&dDocName=PORTAL077457", "https://a.vn/x?dDocName=PORTAL077457"),
        ("https://a.vn/x;jsessionid=p1!-7?_afrWindowMode=0&_adf.no-new-window=1", "https://a.vn/x"),
        (
            "https://a.vn/tin;jsessionid=A1.n2?/gia-mit/32403960",
            "https://a.vn/tin?/gia-mit/32403960",
        ),
        ("https://a.vn/tin?/gia-mit/32403960&fbclid=x", "https://a.vn/tin?/gia-mit/32403960"),
        ("https://a.vn/tin?/gia-mit-thái/32403960", "https://a.vn/tin?/gia-mit-th%C3%A1i/32403960"),
        ("https://a.vn/tin?/gia%2Dmit/32?b+c", "https://a.vn/tin?/gia%2Dmit/32?b+c"),
        ("https://a.vn/tin tức", "https://a.vn/tin%20t%E1%BB%A9c"),
        ("https://a.vn/2023/11/11/11/x", "https://a.vn/2023/11/11/11/x"),
        ("https://a.vn/en/x/en/y", "https://a.vn/en/x/en/y"),
    ],
)
def test_normalise(url: str, expected: str) -> None:
    assert normalise(url) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        *("mailto:a@b.vn", "javascript:void(0)", "/tin/1.html", "http://[lỗi", "http:///x", ""),
        *("https://a.vn/en/x.html/en/vi/en", "http://a.vn:cổng/"),
    ],
)
def test_what_must_not_be_fetched(url: str) -> None:
    assert normalise(url) is None


@given(st.text())
def test_junk_never_raises(text: str) -> None:
    normalise(text)


PIECES = st.sampled_from(
    (
        *("/tin", "/", "?", "&", "=", "utm_source=x", ";jsessionid=1", "#a", "%", "%C3", "ộ", " "),
        *("o\u0323", "/vi", "/../", "//", "@", ":443", "fbclid=", "+", "[", "\\", "\t", "|"),
        *("/32403960", "sid"),
    )
)


@given(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=10))
def test_normalise_is_idempotent(tail: str, junk: str) -> None:
    spelled = normalise(f"HTTPS://a.example.VN:443{tail}{junk}")
    assert spelled is None or normalise(spelled) == spelled
