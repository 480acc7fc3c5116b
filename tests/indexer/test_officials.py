"""Officials: short texts for each rule, and what must be read from them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facets.locality import Unit
from indexer.facets.officials import find_officials
from tests.indexer.samples import MU_CANG_CHAI, THO_XUAN, article
from tests.indexer.told import LANG_SON, held, read

ONE = [
    # the office behind the name
    ("Đồng chí Vũ Tiến Đức, Phó Chủ tịch UBND huyện phát biểu.", "Phó Chủ tịch UBND huyện"),
    ("đ/c Vũ Tiến Đức - Bí thư Huyện ủy chủ trì.", "Bí thư Huyện ủy"),
    ("Đ/c Vũ Tiến Đức – Trưởng ban Tuyên giáo Tỉnh ủy dự.", "Trưởng ban Tuyên giáo Tỉnh ủy"),
    ("Ông Vũ Tiến Đức (Giám đốc Sở Y tế) cho biết.", "Giám đốc Sở Y tế"),
    ("Ông Vũ Tiến Đức: Chủ tịch UBND xã", None),
    ("Vũ Tiến Đức, Chủ tịch UBND xã Lao Chải nêu ý kiến.", "Chủ tịch UBND xã Lao Chải"),
    ("ông Vũ Tiến Đức là Chủ tịch Hội Nông dân huyện.", "Chủ tịch Hội Nông dân huyện"),
    ("ông Vũ Tiến Đức được bầu giữ chức Chủ tịch HĐND xã.", "Chủ tịch HĐND xã"),
    ("ông Vũ Tiến Đức được bổ nhiệm giữ chức vụ Phó Giám đốc Sở Nội vụ.", "Phó Giám đốc Sở Nội vụ"),
    ("Vũ Tiến Đức | Chủ tịch UBND xã Lao Chải | 0912", "Chủ tịch UBND xã Lao Chải"),
    # the office before it
    ("Chủ tịch UBND huyện Vũ Tiến Đức yêu cầu các phòng.", "Chủ tịch UBND huyện"),
    ("Phó Bí thư Thường trực Huyện ủy Vũ Tiến Đức dự.", "Phó Bí thư Thường trực Huyện ủy"),
    ("Chủ tịch UBND huyện Mù Cang Chải Vũ Tiến Đức dự.", "Chủ tịch UBND huyện Mù Cang Chải"),
    ("Giám đốc Sở Thông tin và Truyền thông Hà Nội Vũ Tiến Đức nói.",
     "Giám đốc Sở Thông tin và Truyền thông Hà Nội"),
    ("đồng chí Bộ trưởng Vũ Tiến Đức làm việc tại xã.", "Bộ trưởng"),
    ("Chủ tịch UBND huyện, đồng chí Vũ Tiến Đức đến thăm.", "Chủ tịch UBND huyện"),
    ("Chủ tịch UBND huyện là ông Vũ Tiến Đức.", "Chủ tịch UBND huyện"),
    ("Bí thư Đảng ủy xã Hoàng Văn Thụ Vũ Tiến Đức dự.", "Bí thư Đảng ủy xã Hoàng Văn Thụ"),
    ("Trưởng Công an huyện Vũ Tiến Đức chỉ đạo.", "Trưởng Công an huyện"),
    ("Hiệu trưởng Trường THPT Nguyễn Du Vũ Tiến Đức nói.", None),
    # names of organisations
    ("ông Vũ Tiến Đức, Giám đốc Sở Văn hóa, Thể thao và Du lịch phát biểu.",
     "Giám đốc Sở Văn hóa, Thể thao và Du lịch"),
    ("ông Vũ Tiến Đức, Giám đốc Sở Lao động - Thương binh và Xã hội dự.",
     "Giám đốc Sở Lao động - Thương binh và Xã hội"),
    ("ông Vũ Tiến Đức, Trưởng phòng Nông nghiệp và PTNT huyện báo cáo.",
     "Trưởng phòng Nông nghiệp và PTNT huyện"),
    ("ông Vũ Tiến Đức, Trưởng phòng giáo dục và đào tạo huyện kiểm tra.",
     "Trưởng phòng giáo dục và đào tạo huyện"),
    ("bà Vũ Tiến Đức, Phó Chủ tịch Hội LHPN huyện trao quà.", "Phó Chủ tịch Hội LHPN huyện"),
    ("ông Vũ Tiến Đức, Chủ tịch Ủy ban MTTQ Việt Nam huyện đề nghị.",
     "Chủ tịch Ủy ban MTTQ Việt Nam huyện"),
    ("ông Vũ Tiến Đức, Trưởng ban Dân vận Huyện ủy thăm hỏi.", "Trưởng ban Dân vận Huyện ủy"),
    ("ông Vũ Tiến Đức, Giám đốc Trung tâm Y tế huyện cho hay.", "Giám đốc Trung tâm Y tế huyện"),
    ("ông Vũ Tiến Đức, Đồn trưởng Đồn Biên phòng Na Hình trao quà.",
     "Đồn trưởng Đồn Biên phòng Na Hình"),
    ("ông Vũ Tiến Đức, Phó Giám đốc Sở TT&TT Hà Nội chủ trì.", "Phó Giám đốc Sở TT&TT Hà Nội"),
    ("ông Vũ Tiến Đức, Phó Giám đốc Sở VH,TT&DL chủ trì.", "Phó Giám đốc Sở VH,TT&DL"),
    ("ông Vũ Tiến Đức, Chánh Văn phòng HĐND và UBND huyện.", None),
    ("ông Vũ Tiến Đức, Chánh Văn phòng Huyện ủy thông báo.", "Chánh Văn phòng Huyện ủy"),
    ("ông Vũ Tiến Đức, Chánh Thanh tra Sở Xây dựng kết luận.", "Chánh Thanh tra Sở Xây dựng"),
    ("ông Vũ Tiến Đức, Cục trưởng Cục Báo chí đánh giá.", "Cục trưởng Cục Báo chí"),
    ("ông Vũ Tiến Đức, Viện trưởng Viện kiểm sát nhân dân huyện dự.",
     "Viện trưởng Viện kiểm sát nhân dân huyện"),
    ("ông Vũ Tiến Đức, Chánh án Tòa án nhân dân tỉnh tuyên.", "Chánh án Tòa án nhân dân tỉnh"),
    ("ông Vũ Tiến Đức, Bí thư Huyện đoàn phát động.", "Bí thư Huyện đoàn"),
    ("ông Vũ Tiến Đức, Trưởng Ban Chỉ đạo 389 quốc gia yêu cầu.",
     "Trưởng Ban Chỉ đạo 389 quốc gia"),
    ("ông Vũ Tiến Đức, Bí thư Thành ủy Hà Nội phát biểu.", "Bí thư Thành ủy Hà Nội"),
    ("ông Vũ Tiến Đức, Chủ tịch UBND TP. Hà Nội chỉ đạo.", "Chủ tịch UBND TP. Hà Nội"),
    ("ông Vũ Tiến Đức, Chủ tịch UBND Quận 1 kiểm tra.", "Chủ tịch UBND Quận 1"),
    ("ông Vũ Tiến Đức, Tổng Biên tập Báo Lạng Sơn trao giải.", "Tổng Biên tập Báo Lạng Sơn"),
    ("ông Vũ Tiến Đức, Hiệu trưởng Trường Tiểu học Kim Đồng khai giảng.", None),
    ("ông Vũ Tiến Đức, Trưởng phòng Cảnh sát giao thông khuyến cáo.",
     "Trưởng phòng Cảnh sát giao thông"),
    ("ông Vũ Tiến Đức, Chủ tịch Hội Nhà báo Việt Nam dự.", "Chủ tịch Hội Nhà báo Việt Nam"),
    ("ông Vũ Tiến Đức, Chủ tịch Ủy ban nhân dân (UBND) huyện nói.", "Chủ tịch UBND huyện"),
    ("ông Vũ Tiến Đức, Chỉ huy trưởng Ban Chỉ huy quân sự (CHQS) huyện nói.",
     "Chỉ huy trưởng Ban CHQS huyện"),
    ("ông Vũ Tiến Đức, Phó Chủ tịch UBND huyện tổ chức họp.", "Phó Chủ tịch UBND huyện"),
    ("ông Vũ Tiến Đức, Bí thư Huyện ủy kiểm tra thao trường.", "Bí thư Huyện ủy"),
    ("ông Vũ Tiến Đức, Bí thư Huyện ủy tổ chức đối thoại.", "Bí thư Huyện ủy"),
    ("ông Vũ Tiến Đức, Thứ trưởng Bộ Thông tin và Truyền thông báo cáo.",
     "Thứ trưởng Bộ Thông tin và Truyền thông"),
    # abbreviations
    ("đ/c Vũ Tiến Đức, UV BTV Huyện ủy dự.", "UV BTV Huyện ủy"),
    ("đ/c Vũ Tiến Đức, PCT UBND huyện dự.", "PCT UBND huyện"),
    ("đ/c Vũ Tiến Đức - PGĐ Sở Y tế dự.", "PGĐ Sở Y tế"),
    ("đ/c Vũ Tiến Đức, TUV dự.", "TUV"),
    ("đ/c Vũ Tiến Đức, Uỷ viên Ban Thường vụ Huyện uỷ dự.", "Ủy viên Ban Thường vụ Huyện ủy"),
    ("ông Vũ Tiến Đức, Bí thư Huyện ủy thông tin về vụ việc.", "Bí thư Huyện ủy"),
    ("ông Vũ Tiến Đức, Tham mưu trưởng Quân khu kiểm tra đơn vị.", "Tham mưu trưởng Quân khu"),
    ("ông Vũ Tiến Đức, Bí thư Huyện ủy cùng gia đình các tân binh.", "Bí thư Huyện ủy"),
    ("ông Vũ Tiến Đức, Trưởng phòng Đăng ký kinh doanh nói.", "Trưởng phòng Đăng ký kinh doanh"),
    # marks of editors
    ("đồng chí Vũ Tiến Đức &ndash; Phó Chủ tịch UBND huyện dự.", "Phó Chủ tịch UBND huyện"),
    ("đồng chí Vũ Tiến Đức ndash; Phó Chủ tịch UBND huyện dự.", "Phó Chủ tịch UBND huyện"),
    ("( Đồng chí Vũ Tiến Đức, Bí thư Huyện ủy khai mạc)", "Bí thư Huyện ủy"),
    ("“Phải nhanh hơn nữa” – ông Vũ Tiến Đức, Chủ tịch UBND xã Nậm Có nói.",
     "Chủ tịch UBND xã Nậm Có"),
    ("PGS.TS. Vũ Tiến Đức, Giám đốc Bệnh viện đa khoa tỉnh nói.",
     "Giám đốc Bệnh viện đa khoa tỉnh"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "position"), [case for case in ONE if case[1]])
def test_an_office_and_its_holder(text: str, position: str) -> None:
    assert held(text) == {"Vũ Tiến Đức": [position]}


SEVERAL = [
    ("đồng chí Vũ Tiến Đức, Ủy viên BTV Huyện ủy, Phó Chủ tịch Thường trực UBND huyện dự.",
     {"Vũ Tiến Đức": ["Ủy viên BTV Huyện ủy", "Phó Chủ tịch Thường trực UBND huyện"]}),
    ("đồng chí Vũ Tiến Đức - Phó Bí thư Huyện ủy - Chủ tịch UBND huyện dự.",
     {"Vũ Tiến Đức": ["Phó Bí thư Huyện ủy", "Chủ tịch UBND huyện"]}),
    ("đồng chí Vũ Tiến Đức, Bí thư Huyện ủy kiêm Chủ tịch HĐND huyện dự.",
     {"Vũ Tiến Đức": ["Bí thư Huyện ủy", "Chủ tịch HĐND huyện"]}),
    ("Bí thư Huyện ủy, Chủ tịch HĐND huyện Vũ Tiến Đức dự.",
     {"Vũ Tiến Đức": ["Bí thư Huyện ủy", "Chủ tịch HĐND huyện"]}),
    ("Phó Thủ tướng Vũ Tiến Đức, Trưởng Ban Chỉ đạo quốc gia yêu cầu.",
     {"Vũ Tiến Đức": ["Phó Thủ tướng", "Trưởng Ban Chỉ đạo quốc gia"]}),
    ("Có đồng chí Vũ Tiến Đức, Bí thư Huyện ủy; đồng chí Lò Thị Hương, Phó Chủ tịch UBND huyện.",
     {"Vũ Tiến Đức": ["Bí thư Huyện ủy"], "Lò Thị Hương": ["Phó Chủ tịch UBND huyện"]}),
    ("các đồng chí Phó Chủ tịch UBND huyện: Vũ Tiến Đức, Lò Thị Hương và Sùng A Páo.",
     {name: ["Phó Chủ tịch UBND huyện"]
      for name in ("Vũ Tiến Đức", "Lò Thị Hương", "Sùng A Páo")}),
    ("các đồng chí Vũ Tiến Đức, Lò Thị Hương, Phó Chủ tịch UBND huyện dự.",
     {name: ["Phó Chủ tịch UBND huyện"] for name in ("Vũ Tiến Đức", "Lò Thị Hương")}),
    ("các đồng chí Phó Bí thư Thành ủy Vũ Tiến Đức, Chủ tịch HĐND TP Lò Thị Hương và đại biểu.",
     {"Vũ Tiến Đức": ["Phó Bí thư Thành ủy"], "Lò Thị Hương": ["Chủ tịch HĐND TP"]}),
    ("Thừa ủy quyền của Thủ tướng Chính phủ, đồng chí Vũ Tiến Đức, Thứ trưởng Bộ Y tế trao.",
     {"Vũ Tiến Đức": ["Thứ trưởng Bộ Y tế"]}),
    ("Vũ Tiến Đức, Giám đốc Sở. Ông Vũ Tiến Đức, Giám đốc Sở Y tế tỉnh nói.",
     {"Vũ Tiến Đức": ["Giám đốc Sở Y tế tỉnh"]}),
    ("ông Vũ Tiến Đức, PGĐ Sở GD&ĐT. Ông Vũ Tiến Đức, Phó Giám đốc Sở Giáo dục và Đào tạo.",
     {"Vũ Tiến Đức": ["PGĐ Sở GD&ĐT"]}),
    ("ông Vũ Tiến Đức, Phó Giám đốc Sở GTVT. Ông Vũ Tiến Đức, Phó Giám đốc Sở Giao thông vận tải.",
     {"Vũ Tiến Đức": ["Phó Giám đốc Sở Giao thông vận tải"]}),
    ("ông Vũ Tiến Đức, Giám đốc Trung tâm; bà Lò Thị Hương, Phó Giám đốc.",
     {"Vũ Tiến Đức": ["Giám đốc Trung tâm"], "Lò Thị Hương": ["Phó Giám đốc"]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "positions"), SEVERAL)
def test_several_offices_and_several_holders(text: str, positions: dict[str, list[str]]) -> None:
    assert held(text) == positions


def test_ranks_and_honorifics() -> None:
    found = read(
        "Thượng tá Vũ Tiến Đức, Trưởng Công an huyện; Lò Thị Hương, Bí thư Huyện ủy. Bà Hương nói."
    )
    assert [(official.rank, official.honorific) for official in found] == [
        ("Thượng tá", None),
        (None, "bà"),
    ]


@pytest.mark.parametrize(
    ("text", "former", "acting"),
    [
        ("ông Vũ Tiến Đức, nguyên Bí thư Huyện ủy dự.", True, False),
        ("Nguyên Chủ tịch UBND huyện Vũ Tiến Đức dự.", True, False),
        ("ông Vũ Tiến Đức, Quyền Giám đốc Sở Y tế dự.", False, True),
        ("Q. Chủ tịch UBND huyện Vũ Tiến Đức dự.", False, True),
        ("ông Vũ Tiến Đức, Bí thư Huyện ủy dự.", False, False),
    ],
)
def test_former_and_acting(text: str, former: bool, acting: bool) -> None:
    (official,) = read(text)
    assert (official.is_former, official.is_acting) == (former, acting)
    assert not official.positions[0].lower().startswith(("nguyên", "quyền", "q"))


def test_mentions_point_at_the_name_in_every_part() -> None:
    page = article(
        1,
        "Chủ tịch UBND huyện Vũ Tiến Đức kiểm tra",
        "Ông Vũ Tiến Đức đến xã. “Cần nhanh hơn”, ông Đức nói. Đồng chí Tiến Đức ghi nhận.",
        "Đường Vũ Tiến Đức dài 2 km. ĐỒNG CHÍ VŨ TIẾN ĐỨC kết luận.",
        captions=("Ông Vũ Tiến Đức tặng hoa",),
    )
    (official,) = find_officials(page, MU_CANG_CHAI)
    texts = {"title": [page.title], "body": page.body, "captions": page.captions}
    said = [str(texts[m.field][m.index])[m.start : m.end] for m in official.mentions]
    assert sorted(said) == sorted(
        ["Vũ Tiến Đức", "Vũ Tiến Đức", "Đức", "Tiến Đức", "VŨ TIẾN ĐỨC", "Vũ Tiến Đức"]
    )
    assert official.honorific == "ông"


def test_a_short_name_that_two_may_bear_is_nobodys() -> None:
    found = read(
        "Ông Vũ Tiến Đức, Bí thư Huyện ủy và ông Lò Văn Đức, Chủ tịch UBND huyện dự. Ông Đức nói."
    )
    assert [len(official.mentions) for official in found] == [1, 1]


WORDS = [
    "Đồng chí",
    "ông",
    "Bà",
    "các",
    "Vũ",
    "Tiến",
    "Đức",
    "Lò",
    "Thị",
    "A",
    "Páo",
    "H'Hen",
    "Chủ tịch",
    "phó",
    "UBND",
    "Huyện ủy",
    "huyện",
    "xã",
    "Hà Nội",
    "Sở",
    "TT&TT",
    "Thông tin",
    "và",
    "của",
    "-",
    "–",
    ",",
    ";",
    ":",
    "(",
    ")",
    ".",
    "“",
    "”",
    "nguyên",
    "Q",
    "Thượng tá",
    "là",
    "Trưởng phòng",
    "ỦY",
    "12",
    "&ndash;",
    "…",
    "́",
    "đ/c",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from([" ", "", "\n"]))
def test_any_row_of_words_is_read(words: list[str], blank: str) -> None:
    text = blank.join(words)
    for official in read(text):
        assert official.positions
        for mention in official.mentions:
            said = text[mention.start : mention.end].lower().split()
            assert said
            assert official.name.lower().split()[-len(said) :] == said


DISTRICTS = {
    0: Unit("188", "2025-06-30", "Huyện Lộc Bình", "Huyện", "Lạng Sơn", "Lộc Bình"),
    1: LANG_SON,
    2: Unit("817", "2025-06-30", "Thị xã Cai Lậy", "Thị xã", "Tiền Giang", "Thị xã Cai Lậy"),
    3: THO_XUAN,
    4: MU_CANG_CHAI,
}


@pytest.mark.parametrize("number", range(5))
def test_the_seeds(shared: Path, number: int) -> None:
    folder = shared / "seeds"
    seed = json.loads((folder / "expected.json").read_text())[number]
    lines = (folder / seed["seed"]).read_text().splitlines()
    found = find_officials(article(1, seed["title"] or "", *filter(None, lines)), DISTRICTS[number])
    assert {(o.name, o.rank, o.positions, (o.organisation or "").casefold()) for o in found} == {
        (o["name"], o["rank"], tuple(o["positions"]), o["organisation"].casefold())
        for o in seed["officials"]
    }
