"""What holds for the facets of any text: facts stand where they say, garbage costs little."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.article import Article
from indexer.facets.dates import find_event_dates
from indexer.facets.duplicates import Signature, is_duplicate, sign
from indexer.facets.locality import find_places
from indexer.facets.officials import find_officials
from indexer.facets.officials.tokens import spell
from indexer.facets.passages import LONGEST, Mention, passages
from indexer.facets.place_names import ALL_TYPES
from indexer.facets.place_words import SHORT_NAMES
from indexer.gazetteer import find_unit
from indexer.gazetteer.names import units_named
from indexer.gazetteer.spelling import WORD, spelling

VAN_LANG = find_unit("182", date(2025, 6, 30))
PUBLISHED = datetime(2024, 12, 1, tzinfo=UTC)
PIECES = st.sampled_from(
    [
        *(
            "ông ",
            "các đồng chí: ",
            "Chủ tịch ",
            "Phó ",
            "nguyên ",
            "UBND ",
            "Sở Y tế ",
            "Thượng tá ",
        ),
        *("Nguyễn Văn An", "Lò Thị Y", "H'Hen", "NGUYỄN ", "Thuý ", "A ", "công ty ", "đ/c "),
        *(
            "xã ",
            "huyện ",
            "TP. ",
            "Hà Nội",
            "Văn Lãng",
            "Tân Lập",
            "Quận 1",
            "HCM",
            "các xã ",
            "thuộc ",
        ),
        *("ngày ", "sáng 1/12", "từ 28/11 đến ", "-", "30", "tháng 11 ", "/2024", "tại hội nghị "),
        *(", ", ". ", "; ", ": ", " (", ")", " và ", " - ", "– ", "“", "! ", "&", "amp;", "ndash;"),
        *("\u0301", "\xa0", "İ", "ß", "ǅ", "٣", "\x00", "😀"),
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join))
"""Any letters, and the facets' own words in any order."""


def article(title: str, lead: str, body: tuple[str, ...], captions: tuple[str, ...]) -> Article:
    return Article(
        url="https://a.example.vn/1",
        canonical_url="https://a.example.vn/1",
        key="a/b:1",
        site="a/b",
        platform="generic",
        captured_at=PUBLISHED,
        http_status=200,
        title=title,
        lead=lead,
        body=body,
        captions=captions,
        published_at=PUBLISHED,
    )


ARTICLES = st.builds(
    article,
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=2).map(tuple),
)


def said(of: Article, mentions: tuple[Mention, ...]) -> Iterator[str]:
    """Yield what stands at the mentions' places; fails for a place outside of the text."""
    texts = {(passage.field, passage.index): passage.text for passage in passages(of)}
    for mention in mentions:
        text = texts[mention.field, mention.index]
        assert 0 <= mention.start < mention.end <= len(text)
        yield text[mention.start : mention.end]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ARTICLES)
@example(article("", "Chủ tịch UBND xã Nguyễn Thuý An&ndash;ông An. Bà Thúy An", (), ()))
def test_officials_are_named_where_they_are_mentioned(of: Article) -> None:
    for official in find_officials(of, VAN_LANG):
        assert official.positions
        assert official.mentions
        for name in said(of, official.mentions):
            written = " ".join(spell(name).lower().split())
            assert official.name.lower().endswith(written)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ARTICLES)
@example(article("", "các xã Tân Lập, Bắc Hùng (huyện Văn Lãng), TP.HCM, Quận 01", (), ()))
def test_places_are_named_where_they_are_mentioned(of: Article) -> None:
    for place in find_places(of, VAN_LANG).places:
        assert place.mentions
        for name in said(of, place.mentions):
            words = [SHORT_NAMES.get(word, word) for word in WORD.findall(name)]
            keys = (spelling(" ".join(words[at:])) for at in range(len(words)))
            meant = (units_named(key, ALL_TYPES, PUBLISHED.date()) for key in keys)
            assert any(place.unit in units for candidates in meant for units in candidates)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ARTICLES)
def test_days_are_written_where_they_are_mentioned(of: Article) -> None:
    for event in find_event_dates(of):
        assert event.start <= event.end
        (written,) = said(of, (event.mention,))
        assert any(letter.isdigit() for letter in written)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ARTICLES)
def test_a_text_is_a_duplicate_of_itself(of: Article) -> None:
    signature = sign(of)
    if signature is not None:
        assert Signature.unpack(signature.packed) == signature
        assert is_duplicate(signature, signature)


GARBAGE = (
    *("ông ", "Nguyễn ", "A ", "Phó ", "các xã ", "xã Tân Lập, ", "Cao Bằng (", "TP. ", "1/", ","),
    *("(", "!", "\xa0", "Chủ tịch Nguyễn Văn A, ", "ngày 1/2 đến "),
)


@pytest.mark.parametrize("piece", GARBAGE)
def test_megabytes_of_garbage_are_read_up_to_a_length(piece: str) -> None:
    """With square time each would take minutes; what is read costs a second or two."""
    line = f"Chủ tịch UBND huyện Lê Văn Bình, xã Tân Lập, ngày 28/11: {piece * 1_000_000}"
    of = article("", "", (line,), ("Chủ tịch UBND huyện Trần Văn Cao",))
    officials = find_officials(of, VAN_LANG)
    mentions = [mention for official in officials for mention in official.mentions]
    mentions += [m for place in find_places(of, VAN_LANG).places for m in place.mentions]
    mentions += [event.mention for event in find_event_dates(of)]
    sign(of)
    assert "Lê Văn Bình" in {official.name for official in officials}
    assert all(m.field == "body" and m.end <= LONGEST for m in mentions)
