"""What the analyzers make of Vietnamese, asked of the real server."""

import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from crawler.text import clean, fold_diacritics
from indexer.indices import Family


def tokens(client: Elasticsearch, news: Family, field: str, text: str) -> list[str]:
    answer = client.indices.analyze(index=news.read, field=field, text=text)
    return [token["token"] for token in answer["tokens"]]


GOLDEN = {
    "title": {
        "Thúy Thuý THÚY": "thuý thuý thuý",
        "hòa hoà Hòa HÒA": "hoà hoà hoà hoà",
        "Uỷ ban Ủy ban": "uỷ ban uỷ ban",
        "khoá khóa khỏe khoẻ": "khoá khoá khoẻ khoẻ",
        "toàn quốc, quý IV, hoàn thành": "toàn quốc quý iv hoàn thành",
        "Đ/c Đỗ Đức": "đ c đỗ đức",
        "Sở VHTT&DL": "sở vhtt dl",
        "công tác QS-QP": "công tác qs qp",
        "H'Hen Niê": "h'hen niê",
        "ngày 12/01/2023": "ngày 12 01 2023",
        "kĩ sư, bác sĩ, tỉ lệ, quí": "kỹ sư bác sỹ tỷ lệ quý",
        "thi mai hình tiếng": "thi mai hình tiếng",
    },
    "title.folded": {
        "Thúy Thuý Hòa hoà": "thuy thuy hoa hoa",
        "Đường Đỗ đ/c": "duong do d c",
        "Mù Cang Chải ước mơ": "mu cang chai uoc mo",
    },
    "title.shingles": {
        "Ủy ban nhân dân": "uỷ ban|ban nhân|nhân dân",
        "Huyện": "",
    },
    "title.folded_shingles": {
        "Ủy ban nhân dân": "uy ban|ban nhan|nhan dan",
    },
}


@pytest.mark.parametrize("field", GOLDEN)
def test_golden_tokens(client: Elasticsearch, news: Family, field: str) -> None:
    mark = "|" if "shingles" in field else " "
    got = {text: mark.join(tokens(client, news, field, text)) for text in GOLDEN[field]}
    assert got == GOLDEN[field]


def test_decomposed_text_gives_the_same_tokens_once_it_is_cleaned(
    client: Elasticsearch, news: Family
) -> None:
    decomposed = unicodedata.normalize("NFD", "Ủy ban Đường Thúy")
    assert decomposed != "Ủy ban Đường Thúy"
    assert tokens(client, news, "body", clean(decomposed)) == ["uỷ", "ban", "đường", "thuý"]
    assert tokens(client, news, "body.folded", clean(decomposed)) == ["uy", "ban", "duong", "thuy"]


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("UBND", "uỷ ban nhân dân"),
        ("Uỷ ban nhân dân", "ubnd"),
        ("công tác QS-QP", "quân sự quốc phòng"),
        ("Sở VHTT&DL", "văn hoá thể thao và du lịch"),
        ("Sở VHTTDL", "vhtt dl"),
        ("Văn hóa, Thể thao và Du lịch", "vh tt dl"),
    ],
)
def test_a_search_for_an_abbreviation_finds_its_meaning_and_the_reverse(
    client: Elasticsearch, news: Family, typed: str, other: str
) -> None:
    for analyzer, expected in (
        ("syllables_query", other),
        ("folded_query", fold_diacritics(other)),
    ):
        answer = client.indices.analyze(index=news.read, analyzer=analyzer, text=typed)
        paths = list(_paths(answer["tokens"]))
        assert any(path.endswith(expected) for path in paths), paths


def _paths(tokens: list[dict[str, Any]], at: int = 0) -> Iterator[str]:
    """Yield every text that a graph of tokens stands for."""
    for token in tokens:
        if token["position"] == at:
            after = list(_paths(tokens, at + token.get("positionLength", 1)))
            yield from (f"{token['token']} {rest}".strip() for rest in after or [""])


def test_only_what_means_one_thing_is_expanded(client: Elasticsearch, news: Family) -> None:
    for typed in ("TT", "BCH", "ca mắc", "trung tâm"):
        answer = client.indices.analyze(index=news.read, analyzer="syllables_query", text=typed)
        assert " ".join(token["token"] for token in answer["tokens"]) == typed.lower()
