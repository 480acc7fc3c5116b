"""Revisions: a changed text is one, a changed view count is not, and nothing is indexed unasked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler import revisions
from crawler.article import Article, DateSource, Flag, Image, Precision
from crawler.ledger import Ledger
from crawler.outcomes import Location, Outcome, State
from crawler.revisions import Capture

KEY = "53"
URL = "http://vanlang.example/hoi-nghi-53.html"
DAY = 86_400_000
DATED: dict[str, Any] = {
    "published_at": datetime(2024, 9, 7, tzinfo=UTC),
    "published_precision": Precision.DAY,
    "published_from": DateSource.LABEL,
}
DATELESS: dict[str, Any] = {"flags": (Flag.SHORT, Flag.NO_DATE)}


def article(text: str, extractor: int = 1) -> Article:
    return Article(
        url=URL,
        canonical_url=URL,
        key=f"langson/van-lang:{KEY}",
        site="langson/van-lang",
        platform="nukeviet",
        captured_at=datetime(2024, 9, 8, tzinfo=UTC),
        http_status=200,
        title="Hội nghị tổng kết",
        lead=None,
        body=(text,),
        extractor_version=extractor,
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def capture(ledger: Ledger, day: int, key: str = KEY) -> Capture:
    """Add a capture of an article on a day and return it as the extraction sees it."""
    outcome = Outcome(key, URL, State.CAPTURED)
    with ledger.transaction():
        ledger.add_addresses([(key, URL)], 1)
        ledger.settle_address(outcome, day * DAY)
        ledger.add_capture(outcome, day * DAY, 200, Location("a.warc.gz", 100 * day, 0, 0))
    return revisions.unextracted(ledger, 99, 1000)[-1]


def store(ledger: Ledger, item: Capture, text: str, extractor: int = 1, **facts: Any) -> str:
    with ledger.transaction():
        said = replace(article(text, extractor), **facts)
        return revisions.store_article(ledger, item, said)


def index_all(ledger: Ledger) -> list[tuple[int, bool]]:
    """Acknowledge everything that waits; return (number, is_head) of each."""
    items = revisions.waiting(ledger, 100)
    with ledger.transaction():
        for item in items:
            revisions.mark_indexed(ledger, item.key, item.number, item.version)
    return [(item.number, item.is_head) for item in items]


def test_the_same_text_again_is_no_revision(ledger: Ledger) -> None:
    assert store(ledger, capture(ledger, 1), "Năm 2023") == "new"
    assert index_all(ledger) == [(1, True)]
    assert store(ledger, capture(ledger, 2), "Năm 2023") == "same"
    assert index_all(ledger) == []
    (head,) = revisions.heads(ledger)
    assert (head.first_seen_at, head.changed_at, head.last_seen_at) == (DAY, DAY, 2 * DAY)


def test_a_changed_text_is_a_revision_and_the_earlier_one_stays(ledger: Ledger) -> None:
    store(ledger, capture(ledger, 1), "8 nghị quyết")
    index_all(ledger)
    assert store(ledger, capture(ledger, 2), "9 nghị quyết") == "changed"
    assert index_all(ledger) == [(1, False), (2, True)]
    (head,) = revisions.heads(ledger)
    assert head.article.body == ("9 nghị quyết",)
    assert (head.number, head.first_seen_at, head.changed_at) == (2, DAY, 2 * DAY)


def test_a_page_that_has_lost_all_but_its_title_takes_no_text_away(ledger: Ledger) -> None:
    store(ledger, capture(ledger, 1), "8 nghị quyết")
    index_all(ledger)
    assert store(ledger, capture(ledger, 2), "", title="Cổng thông tin điện tử", body=()) == (
        "emptied"
    )
    assert index_all(ledger) == []
    (head,) = revisions.heads(ledger)
    assert (head.article.title, head.article.body) == ("Hội nghị tổng kết", ("8 nghị quyết",))
    scan = Image("https://a.vn/quet.jpg")
    assert store(ledger, capture(ledger, 3), "", body=(), images=(scan,)) == "changed"
    assert store(ledger, capture(ledger, 4, "bai-2"), "", body=()) == "new"


def test_a_newer_extractor_rewrites_revisions_in_place(ledger: Ledger) -> None:
    first, second = capture(ledger, 1), capture(ledger, 2)
    store(ledger, first, "8 nghị quyết", 1)
    store(ledger, second, "9 nghị quyết", 1)
    index_all(ledger)
    assert revisions.unextracted(ledger, 1, 10) == []
    again = revisions.unextracted(ledger, 2, 10)
    assert [c.id for c in again] == [first.id, second.id]
    store(ledger, again[0], "Tám nghị quyết", 2)
    store(ledger, again[1], "Chín nghị quyết", 2)
    assert index_all(ledger) == [(1, False), (2, True)]
    versions = [r.version for r in revisions.heads(ledger)]
    assert versions == [2 * DAY * revisions.VERSIONS_PER_CAPTURE + 2]


def test_an_acknowledgement_of_an_older_version_marks_nothing(ledger: Ledger) -> None:
    store(ledger, capture(ledger, 1), "Năm 2023")
    (item,) = revisions.waiting(ledger, 10)
    with ledger.transaction():
        revisions.mark_indexed(ledger, item.key, item.number, item.version - 1)
    assert len(revisions.waiting(ledger, 10)) == 1


def test_dead_letters_are_kept_listed_and_revived(ledger: Ledger) -> None:
    store(ledger, capture(ledger, 1), "Năm 2023")
    with ledger.transaction():
        revisions.bury(ledger, KEY, 1, "mapper_parsing_exception: x")
    assert revisions.waiting(ledger, 10) == []
    (dead,) = revisions.dead_letters(ledger)
    assert dead.dead_reason == "mapper_parsing_exception: x"
    assert revisions.revive(ledger) == 1
    assert len(revisions.waiting(ledger, 10)) == 1


def test_an_older_text_that_comes_late_is_an_earlier_revision(ledger: Ledger) -> None:
    store(ledger, capture(ledger, 5), "9 nghị quyết")
    index_all(ledger)
    assert store(ledger, capture(ledger, 2), "8 nghị quyết") == "changed"
    assert index_all(ledger) == [(1, True), (2, False)]
    (head,) = revisions.heads(ledger)
    assert (head.rank, head.first_seen_at, head.changed_at) == (2, 2 * DAY, 5 * DAY)
    assert store(ledger, capture(ledger, 4), "9 nghị quyết") == "same"
    (head,) = revisions.heads(ledger)
    assert (head.changed_at, head.last_seen_at, head.is_indexed) == (4 * DAY, 5 * DAY, False)


def test_a_date_that_the_page_states_later_is_taken_though_the_text_is_the_same(
    ledger: Ledger,
) -> None:
    store(ledger, capture(ledger, 1), "Năm 2023", **DATELESS)
    index_all(ledger)
    (before,) = revisions.heads(ledger)
    assert store(ledger, capture(ledger, 2), "Năm 2023", **DATED, office="Văn phòng") == "same"
    (head,) = revisions.waiting(ledger, 10)
    assert (head.number, head.version > before.version) == (1, True)
    assert (head.article.published_at, head.article.published_from) == (
        DATED["published_at"],
        DateSource.LABEL,
    )
    assert (head.article.flags, head.article.office) == ((Flag.SHORT,), "Văn phòng")
    assert head.article.captured_at == before.article.captured_at
    assert stated(ledger) == DATED["published_at"].timestamp() * 1000


def test_a_date_that_the_page_states_no_more_is_kept(ledger: Ledger) -> None:
    store(ledger, capture(ledger, 1), "Năm 2023", **DATED)
    index_all(ledger)
    assert store(ledger, capture(ledger, 2), "Năm 2023", **DATELESS) == "same"
    assert index_all(ledger) == []
    assert store(ledger, capture(ledger, 3), "Năm 2024", **DATELESS) == "changed"
    (head,) = revisions.heads(ledger)
    assert (head.number, head.article.published_at) == (2, DATED["published_at"])
    assert head.article.flags == (Flag.SHORT,)
    assert stated(ledger) == DATED["published_at"].timestamp() * 1000


def test_an_older_capture_that_comes_late_gives_its_date_to_the_texts_after_it(
    ledger: Ledger,
) -> None:
    store(ledger, capture(ledger, 5), "Năm 2023", **DATELESS)
    store(ledger, capture(ledger, 6), "Năm 2024", **DATELESS)
    index_all(ledger)
    assert store(ledger, capture(ledger, 2), "Năm 2022", **DATED) == "changed"
    waiting = revisions.waiting(ledger, 10)
    assert {item.article.body for item in waiting} == {("Năm 2022",), ("Năm 2023",), ("Năm 2024",)}
    assert {item.article.published_at for item in waiting} == {DATED["published_at"]}
    assert stated(ledger) == DATED["published_at"].timestamp() * 1000


def test_what_was_stated_is_not_replaced(ledger: Ledger) -> None:
    store(ledger, capture(ledger, 1), "Năm 2023", **DATED, office="Văn phòng")
    index_all(ledger)
    other = DATED | {"published_at": datetime(2024, 10, 1, tzinfo=UTC), "office": "Phòng Nội vụ"}
    assert store(ledger, capture(ledger, 2), "Năm 2023", **other) == "same"
    assert index_all(ledger) == []


def test_a_newer_extractor_loses_no_date_that_another_capture_stated(ledger: Ledger) -> None:
    first, second = capture(ledger, 1), capture(ledger, 2)
    store(ledger, first, "Năm 2023", **DATELESS)
    store(ledger, second, "Năm 2023", **DATED)
    store(ledger, first, "Năm 2023", 2, **DATELESS)
    store(ledger, second, "Năm 2023", 2, **DATED)
    (head,) = revisions.heads(ledger)
    assert head.article.published_at == DATED["published_at"]


def stated(ledger: Ledger) -> float | None:
    """Return the date of publication that the crawl goes by, in milliseconds since 1970."""
    ((moment,),) = ledger.query("SELECT published_at FROM address WHERE key = ?", KEY)
    return float(moment) if moment is not None else None


def test_an_article_travels_through_json_unchanged() -> None:
    original = replace(article("Uỷ ban"), tags=("hội nghị",))
    assert Article.from_json(original.to_json()) == original
