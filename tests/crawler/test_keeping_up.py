"""Looking again: intervals that follow the text, absences that are believed or not, moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import absences, revisions, revisits
from crawler.ledger import Ledger
from crawler.outcomes import Location, Outcome, SectionEnd, State
from crawler.revisits import DAY
from tests.crawler.test_revisions import article


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def show(
    ledger: Ledger, key: str, day: int, text: str, etag: str | None = None, *, live: bool = True
) -> None:
    """Let a portal show a text under a key on a day; if not live, let an import bring it."""
    outcome = Outcome(key, f"http://a.example/{key}", State.CAPTURED)
    with ledger.transaction():
        ledger.add_addresses([(key, outcome.url)], day)
        ledger.settle_address(outcome, day * DAY)
        place = Location("a.warc.gz", 100 * day, 0, 0)
        ledger.add_capture(outcome, day * DAY, 200, place, (etag, None))
        if live:
            absences.note_presence(ledger, key, day * DAY)
    (capture,) = revisions.unextracted(ledger, 1, 10)
    with ledger.transaction():
        revisions.store_article(ledger, capture, article(text))


def miss(ledger: Ledger, run: int, *keys: str, asked: int = 100, to: str | None = None) -> bool:
    """Let a run find nothing under some keys, or a redirect; tell whether it is believed."""
    with ledger.transaction():
        for key in keys:
            state = State.REDIRECTED if to else State.NOT_FOUND
            gone = Outcome(key, f"http://a.example/{key}", state, "http_404", to, to)
            ledger.settle_address(gone, run * DAY)
            absences.note_absence(ledger, gone, run, run * DAY)
        return absences.settle_absences(ledger, run, asked)[1]


def gone(ledger: Ledger) -> set[str]:
    return {row[0] for row in ledger.query("SELECT key FROM address WHERE gone_since IS NOT NULL")}


def due(ledger: Ledger, day: float) -> list[str]:
    return [look.key for look in revisits.due(ledger, int(day * DAY))]


def test_looks_become_rare_while_a_text_stays_and_frequent_when_it_changes(ledger: Ledger) -> None:
    show(ledger, "1", 0, "8 nghị quyết")
    assert (due(ledger, 0.9), due(ledger, 1)) == ([], ["1"])
    show(ledger, "1", 1, "8 nghị quyết")
    assert (due(ledger, 2.9), due(ledger, 3)) == ([], ["1"])
    show(ledger, "1", 3, "8 nghị quyết")
    assert (due(ledger, 6.9), due(ledger, 7)) == ([], ["1"])
    show(ledger, "1", 7, "9 nghị quyết")
    assert (due(ledger, 8.9), due(ledger, 9)) == ([], ["1"])


def test_the_first_interval_is_an_eighth_of_the_age() -> None:
    assert revisits.first_interval(None, 100 * DAY) == DAY
    assert revisits.first_interval(60 * DAY, 100 * DAY) == 5 * DAY
    assert revisits.first_interval(0, 100_000 * DAY) == revisits.LONGEST


def test_a_304_counts_as_a_look(ledger: Ledger) -> None:
    show(ledger, "1", 0, "8 nghị quyết")
    with ledger.transaction():
        revisits.note_unchanged(ledger, "1", 1 * DAY)
    assert (due(ledger, 2.9), due(ledger, 3)) == ([], ["1"])
    (head,) = revisions.heads(ledger)
    assert head.last_seen_at == DAY


def test_few_absences_are_believed_and_nothing_is_deleted(ledger: Ledger) -> None:
    for key in "123456789":
        show(ledger, key, 0, f"Văn bản số {key}")
    assert miss(ledger, 3, "1", "2")
    assert gone(ledger) == {"1", "2"}
    assert ledger.counts() == {State.CAPTURED: 9}
    assert len(list(revisions.heads(ledger))) == 9
    assert miss(ledger, 4, "1")
    rows = ledger.query("SELECT gone_since FROM address WHERE key = '1'")
    assert rows[0][0] == 3 * DAY, "gone since the third day, not since the fourth"
    show(ledger, "1", 5, "Văn bản số 1")
    assert gone(ledger) == {"2"}


def test_an_outage_marks_nothing_and_is_asked_for_again(ledger: Ledger) -> None:
    for key in "123456789":
        show(ledger, key, 0, f"Văn bản số {key}")
    assert not miss(ledger, 1, *"1234567", asked=9)
    assert not miss(ledger, 1, *"123", asked=3)
    assert gone(ledger) == set()
    assert sorted(due(ledger, 0)) == list("1234567"), "to be confirmed, before anything else"
    show(ledger, "1", 2, "Văn bản số 1")
    assert due(ledger, 2)[0] == "2"


def test_what_only_an_import_has_seen_is_gone_without_a_doubt(ledger: Ledger) -> None:
    for key in "123456789":
        show(ledger, key, 0, f"Văn bản số {key}", live=False)
    show(ledger, "10", 0, "Hội nghị")
    assert miss(ledger, 1, *"123456789", asked=9)
    assert gone(ledger) == set("123456789")
    assert not miss(ledger, 1, "10", asked=0)


def test_a_person_can_say_that_a_portal_is_closed(ledger: Ledger) -> None:
    for key in "123456789":
        show(ledger, key, 0, f"Văn bản số {key}")
    assert not miss(ledger, 1, *"123456789", asked=9)
    assert absences.accept_absences(ledger) == 9
    assert gone(ledger) == set("123456789")
    assert {head.gone_since for head in revisions.heads(ledger)} == {DAY}


def test_a_text_at_another_address_has_moved_and_is_not_gone(ledger: Ledger) -> None:
    show(ledger, "cu", 0, "Hội nghị tổng kết năm")
    show(ledger, "moi", 5, "Hội nghị tổng kết năm")
    assert absences.join_moves(ledger) == 0, "both are shown: a copy, no move"
    assert miss(ledger, 5, "cu")
    assert absences.join_moves(ledger) == 1
    assert gone(ledger) == set()
    old, new = revisions.heads(ledger)
    assert (old.moved_to, old.gone_since) == ("moi", None)
    assert new.moved_from == ("http://a.example/cu",)
    assert absences.join_moves(ledger) == 0


def test_a_redirect_to_another_article_is_a_move_only_with_its_title(ledger: Ledger) -> None:
    show(ledger, "cu", 0, "Hội nghị tổng kết năm")
    show(ledger, "moi", 5, "Hội nghị tổng kết năm 2023, đã sửa")
    assert miss(ledger, 5, "cu", to="moi")
    assert absences.join_moves(ledger) == 1
    assert [head.moved_to for head in revisions.heads(ledger)] == ["moi", None]


def test_what_a_whole_reading_does_not_show_is_looked_at(ledger: Ledger) -> None:
    for key in "123":
        show(ledger, key, 0, f"Văn bản số {key}")
    with ledger.transaction():
        end = SectionEnd("http://a.example/tin", listed=frozenset("123"), complete=True)
        ledger.finish_section(end, 1, DAY)
    looks = revisits.lost(ledger, "http://a.example/tin", {"1", "3"})
    assert [look.key for look in looks] == ["2"]


def test_validators_are_believed_once_proved_and_never_after_a_lie(ledger: Ledger) -> None:
    for key in range(10):
        show(ledger, str(key), 0, "Một", f'"{key}"')
        show(ledger, str(key), 1, "Một", f'"{key}"')
    assert not revisits.trusts_validators(ledger), "no edit yet: an ETag of the address would do"
    for key in range(3):
        show(ledger, str(key), 2, "Hai", f'"{key}-2"')
    assert revisits.trusts_validators(ledger)
    show(ledger, "9", 3, "Ba", '"9"')
    assert not revisits.trusts_validators(ledger)


def test_an_address_without_an_article_is_asked_for_ever_more_rarely(ledger: Ledger) -> None:
    run = ledger.start_run()
    with ledger.transaction():
        ledger.add_addresses([("1", "http://a.example/1")], run)
    ((start,),) = ledger.query("SELECT started_at FROM run")
    for asked, again in ((0, 1), (1, 2), (2, 4), (4, 8), (200, 328)):
        with ledger.transaction():
            outcome = Outcome("1", "http://a.example/1", State.NOT_FOUND)
            ledger.settle_address(outcome, start + asked * DAY)
        before = revisits.second_chances(ledger, start + again * DAY - 1)
        assert (before, revisits.second_chances(ledger, start + again * DAY)) == (
            [],
            [("1", "http://a.example/1")],
        )
