"""What the analyzers make of Vietnamese, asked of the real server."""

import unicodedata

import pytest
from elasticsearch import Elasticsearch

from crawler.text import clean
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
