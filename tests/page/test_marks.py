"""Facts marked in texts: segments, tables, and where a document names what it holds."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from search.differences import Difference, compare
from search.page.addresses import Address
from search.page.facts import marks_of
from search.page.marks import Kind, Mark, segments
from search.page.paragraphs import SEPARATOR, blocks
from search.page.versions import AROUND, GAP, shortened
from tests.indexer.samples import article, document

numbers = st.integers(-3, 30)
kinds: st.SearchStrategy[Kind] = st.sampled_from(["official", "place", "event"])
marks = st.builds(Mark, numbers, numbers, kinds, st.text(max_size=3), st.just(Address()))
some_marks = st.lists(marks, max_size=8)


def mark(start: int, end: int) -> Mark:
    return Mark(start, end, "place", "", Address())


@given(st.text(max_size=25), some_marks)
def test_segments_joined_are_the_text(text: str, found: list[Mark]) -> None:
    parts = segments(text, found)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)
    position = 0
    for part in parts:
        if part.mark:
            assert part.mark in found
            assert (part.mark.start, part.mark.end) == (position, position + len(part.text))
        position += len(part.text)


@given(st.text(max_size=25), some_marks)
def test_each_mark_within_is_there_or_overlapped(text: str, found: list[Mark]) -> None:
    shown = [part.mark for part in segments(text, found) if part.mark]
    for each in found:
        if 0 <= each.start < each.end <= len(text):
            assert any(other.start < each.end and each.start < other.end for other in shown)


def test_of_overlapping_marks_the_first_and_longest_counts() -> None:
    parts = segments("0123456789", [mark(4, 8), mark(2, 5), mark(2, 6), mark(6, 7)])
    assert [part.text for part in parts] == ["01", "2345", "6", "789"]


cells = st.lists(st.text(st.sampled_from("ab|\n "), max_size=4), min_size=1, max_size=3)


@given(st.lists(cells.map(SEPARATOR.join), max_size=6), some_marks)
def test_blocks_hold_every_text(body: list[str], found: list[Mark]) -> None:
    marked = dict.fromkeys(range(len(body)), found)
    texts = []
    for block in blocks(body, marked):
        rows = [["".join(p.text for p in cell) for cell in row] for row in block.rows]
        texts += [SEPARATOR.join(row) for row in rows] or ["".join(p.text for p in block.text)]
        assert len({len(row) for row in rows}) <= 1
    assert texts == body


def test_rows_of_a_table_keep_their_marks() -> None:
    text = "Xã | Số hộ"
    paragraph, table = blocks(["Kết quả:", text, "Púng Luông | 30"], {2: [mark(0, 10)]})
    assert paragraph.rows == ()
    (name, number) = table.rows[1]
    assert name[0].mark == mark(0, 10)
    assert [part.text for part in number] == ["30"]


def test_a_document_names_its_facts() -> None:
    text = "Ngày 4/2/2023, tại xã Púng Luông, ông Lê Trọng Khang, Chủ tịch UBND huyện, đánh trống."
    source = document(article(1, "Lễ hội", text, published_at=datetime(2023, 2, 5, tzinfo=UTC)))
    fields = source.to_dict()
    found = {text[m.start : m.end]: m for m in marks_of(fields)["body", 0]}
    assert {each.kind for each in found.values()} == {"official", "place", "event"}
    assert str(found["xã Púng Luông"].address).startswith("/noi/")
    assert "Lào Cai" in found["xã Púng Luông"].title
    (event,) = (each for each in found.values() if each.kind == "event")
    assert event.address.values("event_from") == (date(2023, 2, 4).isoformat(),)
    (official,) = (each for each in found.values() if each.kind == "official")
    assert "Chủ tịch UBND huyện Mù Cang Chải" in official.title
    assert official.address.path == f"/quan-chuc/{fields['official_keys'][0]}"


def test_days_named_together_are_one_mark() -> None:
    text = "Trong hai ngày 3 và 4/2/2023, huyện mở hội."
    fields = document(article(1, "Hội", text, published_at=datetime(2023, 2, 5, tzinfo=UTC)))
    (event,) = marks_of(fields.to_dict())["body", 0]
    assert event.title == "03/02/2023, 04/02/2023"
    assert event.address.pairs == (("event_from", "2023-02-03"), ("event_to", "2023-02-04"))


def test_what_the_document_does_not_hold_is_not_marked() -> None:
    fields = document(article(1, "Lễ hội", "Ngày 4/2/2023, tại xã Púng Luông.")).to_dict()
    unknown = {**fields, "place_codes": [], "event_dates": [], "officials": []}
    assert not any(marks_of(unknown).values())


words = st.lists(st.sampled_from(["lúa", "nhà", "x" * 200]), max_size=120).map(" ".join)


@given(st.lists(words, max_size=3), st.lists(words, max_size=3))
def test_changes_are_whole_and_what_is_around_them_short(old: list[str], new: list[str]) -> None:
    whole = compare(old, new)
    shown = list(shortened(whole))
    assert [each.kind for each in shown] == [each.kind for each in whole]
    for full, short in zip(whole, shown, strict=True):
        head, gap, tail = short.text.partition(GAP)
        assert gap or full == short
        assert full.kind == "same" or full == short
        assert full.text.startswith(head)
        assert full.text.endswith(tail)
        assert max(len(head), len(tail)) <= AROUND or not gap


def test_an_unchanged_text_is_left_out_at_word_ends() -> None:
    far = "chữ " * 100
    whole = (Difference("removed", "a"), Difference("same", far), Difference("added", "b"))
    text = list(shortened(whole))[1].text
    assert text.startswith("chữ chữ")
    assert "chữ […] chữ" in text
    assert len(text) < 2 * AROUND + len(GAP)
