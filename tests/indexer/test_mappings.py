"""The mapping is the Document's fields, no more and no fewer."""

import json
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from crawler.text import fold_diacritics
from indexer.bulk import Loader, Result
from indexer.indices import Family, field_types, load_schema
from tests.indexer.samples import FULL, action, article, document

COPIED = ("facts", "text")
"""Elasticsearch fills them by copy_to; they are in no document."""


def document_fields(value: dict[str, Any], path: str = "") -> set[str]:
    """Return the dotted paths of a document, of the objects in its lists too."""
    paths: set[str] = set()
    for name, child in value.items():
        paths.add(path + name)
        first = child[0] if isinstance(child, list) and child else child
        if isinstance(first, dict) and not name.startswith("location"):
            paths |= document_fields(first, f"{path}{name}.")
    return paths


def test_the_mapping_holds_exactly_the_fields_of_a_document() -> None:
    analysed = (".syllables", ".shingles", ".folded", ".folded_shingles")
    mapped = {path for path in field_types(load_schema().mappings) if not path.endswith(analysed)}
    assert mapped - {*COPIED} == document_fields(document(FULL).to_dict())


@pytest.mark.parametrize("field", ["text", "title", "facts"])
def test_what_is_searched_has_the_four_analyses(field: str) -> None:
    types = field_types(load_schema().mappings)
    subfields = {path.removeprefix(f"{field}.") for path in types if path.startswith(f"{field}.")}
    assert subfields == {"shingles", "folded", "folded_shingles"}


def test_all_that_is_said_is_gathered_in_one_field(client: Elasticsearch, news: Family) -> None:
    said = json.loads(action(document(FULL).article, news.write).source)
    spoken = {
        "title": "Nhan đề", "lead": "Sa pô", "body": ["Thân bài"], "captions": ["Chú thích"],
        "attachments": [{"url": "u", "name": "n", "type": "t", "text": "Phụ lục"}],
    }  # fmt: skip
    client.index(index=news.write, id="1", document={**said, **spoken}, refresh=True)
    for text in ("Nhan đề", "Sa pô", "Thân bài", "Chú thích", "Phụ lục"):
        for field, typed in (("text", text), ("text.folded", fold_diacritics(text))):
            found = client.search(index=news.read, query={"match_phrase": {field: typed}})
            assert found["hits"]["total"]["value"] == 1, (field, typed)
    across = client.search(index=news.read, query={"match_phrase": {"text": "đề Sa pô"}})
    assert across["hits"]["total"]["value"] == 0


@pytest.mark.parametrize("typed", ["Thân bài", "than bai", "Sa po"])
def test_a_query_without_fields_finds_as_kibana_asks(
    client: Elasticsearch, news: Family, typed: str
) -> None:
    said = {"title": "Nhan đề", "lead": "Sa pô", "body": ["Thân bài"]}
    client.index(index=news.write, id="1", document=said, refresh=True)
    for query in ({"multi_match": {"query": typed}}, {"query_string": {"query": typed}}):
        assert client.search(index=news.read, query=query)["hits"]["total"]["value"] == 1, query


def test_a_long_body_and_an_absurdly_long_section_are_kept(
    client: Elasticsearch, news: Family
) -> None:
    words = " ".join(f"từ{n}" for n in range(20_000))
    long = article(1, "Văn kiện", words, section="Tin " * 20_000)
    outcomes = list(Loader(client).load([action(long, news.write)]))
    assert [outcome.result for outcome in outcomes] == [Result.INDEXED], outcomes
    client.indices.refresh(index=news.read)
    found = client.search(index=news.read, query={"match": {"body": "từ19999"}})
    assert found["hits"]["total"]["value"] == 1
    assert found["hits"]["hits"][0]["_source"]["body"] == [words]


def test_what_an_article_is_about_is_found_although_its_text_does_not_say_it(
    client: Elasticsearch, news: Family
) -> None:
    told = article(1, "Hội xuân", "Chủ tịch UBND huyện Giàng A Tông dự hội.")
    assert [o.result for o in Loader(client).load([action(told, news.write)])] == [Result.INDEXED]
    client.indices.refresh(index=news.read)
    for known in ("Huyện Mù Cang Chải", "Lào Cai", "Chủ tịch UBND huyện Mù Cang Chải"):
        found = client.search(index=news.read, query={"match_phrase": {"facts": known}})
        assert found["hits"]["total"]["value"] == 1, known
        assert "facts" not in found["hits"]["hits"][0]["_source"]
