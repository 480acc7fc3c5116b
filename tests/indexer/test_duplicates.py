"""Duplicates: which texts are the same, and clusters that do not depend on the order of things."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.article import Attachment
from crawler.errors import StorageError
from indexer.clusters import FILE, Clusters, Entry
from indexer.facets import duplicates
from indexer.facets.duplicates import Duplicates, Signature, is_duplicate, sign
from tests.indexer.samples import article
from tests.quality.duplicates import groups_right, made_pairs

LONG = (
    "Sáng nay, xã Tràng Phái họp dân bàn việc làm đường vào thôn Nà Nọi, có sáu mươi hộ dự.",
    "Bà con thống nhất mỗi hộ góp năm ngày công, hiến đất ở những đoạn hẹp và chặt cây ven đường.",
    "Tổ giám sát cộng đồng được bầu ngay tại cuộc họp, do bí thư chi bộ thôn làm tổ trưởng.",
    "Đường dự kiến hoàn thành trước mùa mưa, nối thôn với trục đường liên xã và chợ trung tâm.",
)


def signed(*body: str, **fields: object) -> Signature:
    found = sign(article(1, "Họp dân làm đường", *body, attachments=(), **fields))
    assert found is not None
    return found


def test_the_same_text_however_it_is_set() -> None:
    text = signed(*LONG)
    folded = [paragraph.replace("hoàn", "hòan") for paragraph in LONG]
    assert signed(*folded) == text
    assert signed(*LONG[1:], lead=LONG[0]) == text
    assert signed(" ".join(LONG), captions=("Quang cảnh buổi họp",)) == text
    assert Signature.unpack(text.packed) == text


def test_what_was_added_or_left_out_is_a_small_edit_and_what_was_replaced_is_not() -> None:
    text = signed(*LONG, "Kinh phí là 300 triệu đồng.")
    assert is_duplicate(text, signed(*LONG))
    assert is_duplicate(text, signed(*LONG, "Kinh phí là 300 triệu đồng, trong đó xã góp 20."))
    assert not is_duplicate(text, signed(*LONG, "Kinh phí là 450 triệu đồng."))
    elsewhere = [paragraph.replace("Nà Nọi", "Bản Háu") for paragraph in LONG]
    assert not is_duplicate(signed(*LONG), signed(*elsewhere))
    assert is_duplicate(signed(*LONG, "Từ 03/08/2024."), signed(*LONG, "Từ 3/8/2024."))


@pytest.mark.parametrize("body", [(), ("Chi tiết xem tại văn bản đính kèm.",)])
def test_a_text_that_says_too_little_is_not_compared(body: tuple[str, ...]) -> None:
    assert sign(article(1, "Kế hoạch phòng, chống thiên tai và tìm kiếm cứu nạn", *body)) is None


def test_a_short_notice_is_told_by_its_file() -> None:
    body = "Ủy ban nhân dân huyện thông báo lịch công tác của lãnh đạo, chi tiết xem tệp đính kèm."
    tuesday, friday = (
        article(1, "Lịch công tác", body, attachments=(Attachment("https://a.vn/f", name),))
        for name in ("lich-thu-ba.pdf", "lich-thu-sau.pdf")
    )
    one, same, other = sign(tuesday), sign(replace(tuesday, key="a:2")), sign(friday)
    assert one is not None
    assert same is not None
    assert other is not None
    assert is_duplicate(one, same)
    assert not is_duplicate(one, other)


@given(paragraphs=st.lists(st.text(st.characters()), max_size=5), name=st.text(st.characters()))
def test_any_text_can_be_signed_and_is_the_same_as_itself(paragraphs: list[str], name: str) -> None:
    file = Attachment("https://a.vn/f", name)
    found = sign(article(1, name, *LONG[:2], *paragraphs, attachments=(file,)))
    assert found is not None
    assert Signature.unpack(found.packed) == found
    assert is_duplicate(found, found)


def test_edited_texts_are_the_same_and_notices_of_one_template_are_not() -> None:
    found = groups_right(made_pairs())
    assert {g: share for g, (share, _) in found.items() if "template" in g and share < 1} == {}
    floors = {"sentence": 0.96, "boilerplate": 0.9, "typos": 1, "reset": 1, "title": 1}
    assert {g: found[f"edited: {g}"][0] for g, least in floors.items()} == {
        g: pytest.approx(1, abs=1 - least) for g, least in floors.items()
    }


@pytest.fixture
def clusters(tmp_path: Path) -> Iterator[Clusters]:
    with Clusters(tmp_path) as clusters:
        yield clusters


def take(clusters: Clusters, *entries: Entry) -> None:
    with clusters.transaction():
        for entry in entries:
            clusters.note(entry)


def stale(clusters: Clusters) -> set[str]:
    """Return the stale keys and settle them."""
    found = clusters.stale()
    with clusters.transaction():
        clusters.settle(number for number, _ in found)
    return {key for _, key in found}


def test_the_earliest_is_the_head_and_others_follow_it(clusters: Clusters) -> None:
    text, edited = signed(*LONG), signed(*LONG[:-1])
    take(clusters, Entry("b:1", 20, text))
    assert clusters.find("b:1") == Duplicates()
    take(clusters, Entry("a:1", 30, edited))
    assert clusters.find("b:1") == Duplicates("b:1", 2, is_representative=True)
    assert clusters.find("a:1") == Duplicates("b:1", 2, is_representative=False)
    assert stale(clusters) == {"b:1"}
    take(clusters, Entry("c:1", 10, text))
    assert clusters.find("a:1") == Duplicates("c:1", 3, is_representative=False)
    assert stale(clusters) == {"a:1", "b:1"}
    take(clusters, Entry("c:1", 10, text))
    assert stale(clusters) == set(), "nothing has changed"


def test_a_text_that_changes_or_moves_away_leaves_its_cluster(clusters: Clusters) -> None:
    text = signed(*LONG)
    take(clusters, *(Entry(f"{site}:1", at, text) for at, site in enumerate("abc")))
    stale(clusters)
    take(clusters, Entry("a:1", 0, None))
    assert clusters.find("a:1") == Duplicates()
    assert clusters.find("c:1") == Duplicates("b:1", 2, is_representative=False)
    assert stale(clusters) == {"b:1", "c:1"}
    take(clusters, Entry("b:1", 1, signed(*reversed(LONG[:2]), "Nay bà con bàn việc khác hẳn.")))
    assert clusters.find("c:1") == Duplicates()


def test_what_held_two_texts_together_lets_them_go(clusters: Clusters) -> None:
    """The middle one has the facts of neither, so either is the same as it, not as the other."""
    left, right = (signed(*LONG, f"Kinh phí là {sum} triệu đồng.") for sum in (300, 450))
    take(clusters, Entry("a:1", 1, left), Entry("b:1", 2, right))
    assert clusters.find("b:1") == Duplicates()
    take(clusters, Entry("c:1", 3, signed(*LONG)))
    assert clusters.find("b:1") == Duplicates("a:1", 3, is_representative=False)
    take(clusters, Entry("c:1", 3, None))
    assert {clusters.find(key) for key in ("a:1", "b:1", "c:1")} == {Duplicates()}


def test_a_portal_that_is_gone_hides_nothing(clusters: Clusters) -> None:
    text = signed(*LONG)
    sites = ("tinh/a", "tinh/a-b", "tinh/b")
    take(clusters, *(Entry(f"{site}:1", at, text) for at, site in enumerate(sites)))
    stale(clusters)
    with clusters.transaction():
        clusters.add_portal("tinh/a")
        clusters.forget_portal("tinh/a")
    assert clusters.portals() == set()
    assert clusters.find("tinh/b:1") == Duplicates("tinh/a-b:1", 2, is_representative=False)
    assert stale(clusters) == {"tinh/a-b:1", "tinh/b:1"}


def versions() -> list[Signature]:
    """Return texts of three families, some of which hang together by others alone."""
    random = Random(3)
    bodies = [LONG, tuple(f"{line} Ở xã Bắc Hùng thì khác." for line in LONG[::-1]), LONG[:2] * 2]
    found = []
    for body in bodies:
        for _ in range(4):
            kept = [line for line in body if random.random() > 0.15] or list(body)
            found.append(signed(*kept, random.choice(("", "Dài 2 km.", "Dài 3 km."))))
    return found


TEXTS = versions()
steps = st.lists(
    st.tuples(st.integers(0, 7), st.none() | st.sampled_from(TEXTS), st.integers(0, 3)),
    max_size=20,
)


def places(entries: list[Entry]) -> dict[str, Duplicates]:
    """Return what comes of some entries, taken up in this order."""
    with TemporaryDirectory() as folder, Clusters(Path(folder)) as clusters:
        take(clusters, *entries)
        return {entry.key: clusters.find(entry.key) for entry in entries}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps, random=st.randoms())
def test_any_way_to_the_same_texts_ends_in_the_same_clusters(
    steps: list[tuple[int, Signature | None, int]], random: Random
) -> None:
    way = [Entry(f"a:{number}", at, text) for number, text, at in steps]
    last = list({entry.key: entry for entry in way}.values())
    expected = places(last)
    random.shuffle(last)
    assert places(last) == places(way) == expected
    for entry in last:
        for other in last:
            if entry.signature and other.signature and entry.key != other.key:
                together = expected[entry.key].cluster == expected[other.key].cluster is not None
                assert together or not is_duplicate(entry.signature, other.signature)


def test_the_families_of_the_property_test_hang_together() -> None:
    pairs = list(combinations(TEXTS, 2))
    assert 0 < sum(is_duplicate(*pair) for pair in pairs) < len(pairs)


def test_another_version_of_the_signatures_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Clusters(tmp_path) as clusters, clusters.transaction():
        clusters.note(Entry("a:1", 1, signed(*LONG)))
        clusters.add_portal("a")
    with Clusters(tmp_path) as clusters:
        assert clusters.knows("a")
    monkeypatch.setattr("indexer.clusters.VERSION", f"{duplicates.VERSION}-next")
    with Clusters(tmp_path) as clusters:
        assert not clusters.knows("a")


def test_a_damaged_file_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(StorageError, match="can be deleted"):
        Clusters(tmp_path)
