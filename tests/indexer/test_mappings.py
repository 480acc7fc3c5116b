"""The mapping is the Document's fields, no more and no fewer."""

from typing import Any

import pytest
from elasticsearch import Elasticsearch

from indexer.bulk import Loader, Result
from indexer.indices import Family, field_types, load_schema
from tests.indexer.samples import FULL, action, article, document

COPIED = "facts"
"""Elasticsearch fills it by copy_to; it is in no document."""


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
    assert mapped - {COPIED} == document_fields(document(FULL).to_dict())


@pytest.mark.parametrize("field", ["title", "lead", "body", "captions"])
def test_every_text_has_the_four_analyses(field: str) -> None:
    types = field_types(load_schema().mappings)
    subfields = {path.removeprefix(f"{field}.") for path in types if path.startswith(f"{field}.")}
    assert subfields == {"shingles", "folded", "folded_shingles"}


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
        found = client.search(index=news.read, query={"match_phrase": {COPIED: known}})
        assert found["hits"]["total"]["value"] == 1, known
        assert COPIED not in found["hits"]["hits"][0]["_source"]
