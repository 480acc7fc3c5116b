"""The Document, its id and its version: pure functions."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.article import Article
from indexer.documents import History, Portal, build_document, index_action, revision_action
from indexer.facets.locality import Unit
from tests.indexer.samples import CAPTURED, FULL, document

KHANG = "lê trọng khang@Yên Bái/Mù Cang Chải"


def test_the_source_is_the_article_and_what_the_index_adds() -> None:
    source = json.loads(index_action(document(FULL), "news-write").source)
    assert Article.from_dict(source) == FULL
    added = {name: value for name, value in source.items() if name not in FULL.to_dict()}
    assert added == {
        "portal": "Cổng thông tin điện tử huyện Mù Cang Chải",
        "published_year": 2024,
        "event_dates": [],
        "first_seen_at": "2025-05-31T20:00:00.123000+00:00",
        "last_seen_at": "2025-05-31T20:00:00.123000+00:00",
        "changed_at": None,
        "revision": 1,
        "gone_since": None,
        "moved_to": None,
        "moved_from": [],
        "issuer": {
            "code": "137",
            "vintage": "2025-06-30",
            "name": "Huyện Mù Cang Chải",
            "type": "Huyện",
            "province": "Yên Bái",
            "district": "Mù Cang Chải",
            "commune": None,
            "province_now": "Lào Cai",
            "commune_now": None,
        },
        "province": "Yên Bái",
        "province_now": "Lào Cai",
        "provinces": ["Yên Bái", "Lào Cai"],
        "district": "Mù Cang Chải",
        "commune": None,
        "place": "Yên Bái/Mù Cang Chải",
        "location": {"lat": 21.767, "lon": 104.1466},
        "places": [
            {
                "code": "04492",
                "vintage": "2025-06-30",
                "name": "Xã Púng Luông",
                "type": "Xã",
                "province": "Yên Bái",
                "district": "Mù Cang Chải",
                "commune": "Púng Luông",
                "province_now": "Lào Cai",
                "commune_now": "Púng Luông",
            }
        ],
        "place_names": ["Xã Púng Luông"],
        "place_paths": [
            "Yên Bái",
            "Yên Bái/Mù Cang Chải",
            "Yên Bái/Mù Cang Chải/Púng Luông",
            "Lào Cai",
            "Lào Cai/Púng Luông",
        ],
        "place_codes": ["04492@2025-06-30"],
        "place_provinces": ["Yên Bái", "Lào Cai"],
        "locations": [{"lat": 21.7503, "lon": 104.2047}],
        "places_unresolved": 0,
        "officials": [
            {
                "name": "Lê Trọng Khang",
                "honorific": "ông",
                "rank": None,
                "positions": ["Chủ tịch UBND huyện"],
                "title": "Chủ tịch UBND huyện Mù Cang Chải",
                "organisation": "UBND huyện Mù Cang Chải",
                "posts": [
                    {
                        "position": "Chủ tịch UBND huyện",
                        "title": "Chủ tịch UBND huyện Mù Cang Chải",
                        "organisation": "UBND huyện Mù Cang Chải",
                    }
                ],
                "unit": {"code": "137", "vintage": "2025-06-30", "name": "Huyện Mù Cang Chải"},
                "person": KHANG,
                "former": False,
                "acting": False,
                "mentions": [{"field": "body", "index": 1, "start": 4, "end": 18}],
            }
        ],
        "official_names": ["Lê Trọng Khang"],
        "official_positions": ["Chủ tịch UBND huyện"],
        "official_organisations": ["UBND huyện Mù Cang Chải"],
        "official_labels": ["Lê Trọng Khang — Chủ tịch UBND huyện Mù Cang Chải"],
        "official_keys": [KHANG],
        "duplicate_cluster": None,
        "duplicate_count": 1,
        "is_representative": True,
    }


def test_a_portal_without_a_unit_has_the_same_fields() -> None:
    history = History(CAPTURED, CAPTURED)
    without = build_document(FULL, portal=Portal("Báo"), history=history).to_dict()
    assert without.keys() == document(FULL).to_dict().keys()
    assert without["provinces"] == []
    assert without["location"] is None


def test_a_province_that_was_not_merged_is_named_once() -> None:
    unit = Unit("24", "2025-07-01", "Tỉnh Bắc Ninh", "Tỉnh", "Bắc Ninh", province_now="Bắc Ninh")
    source = build_document(
        FULL, portal=Portal("Bắc Ninh", unit), history=History(CAPTURED, CAPTURED)
    ).to_dict()
    assert source["provinces"] == ["Bắc Ninh"]
    assert source["place"] == "Bắc Ninh"


def test_the_version_grows_with_the_capture_then_with_the_extractor() -> None:
    later = replace(FULL, captured_at=CAPTURED + timedelta(milliseconds=1), extractor_version=0)
    versions = [
        document(each).version for each in (FULL, replace(FULL, extractor_version=8), later)
    ]
    assert versions == sorted(set(versions))
    assert versions[0] == 1_748_721_600_123_007
    assert document(replace(FULL, captured_at=datetime(2199, 1, 1, tzinfo=UTC))).version < 2**63


@pytest.mark.parametrize("version", [-1, 1000])
def test_an_extractor_version_that_would_reach_into_the_time_is_refused(version: int) -> None:
    with pytest.raises(ValueError, match="extractor version"):
        _ = document(replace(FULL, extractor_version=version)).version


def test_the_id_is_the_key_unless_elasticsearch_would_refuse_its_length() -> None:
    longest = "yenbai/mu-cang-chai:" + "á" * 190
    assert document(replace(FULL, key=longest)).id == longest
    hashed = index_action(document(replace(FULL, key=longest + "a")), "news-write")
    assert len(hashed.id) == 40
    assert hashed.key == longest + "a"


def test_revisions_of_an_article_stand_beside_each_other() -> None:
    history = History(CAPTURED, CAPTURED, changed_at=CAPTURED, revision=3)
    second = build_document(FULL, portal=Portal("Báo"), history=history)
    assert revision_action(second, "news-revisions-write", 3).id == "yenbai/mu-cang-chai:1@3"
