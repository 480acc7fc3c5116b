"""Officials: short texts for each rule, and what must be read from them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facets.locality import Unit
from indexer.facets.officials import Official, find_officials, person_key
from tests.indexer.samples import MU_CANG_CHAI, THO_XUAN, article

LANG_SON = Unit("20", "2025-06-30", "Tỉnh Lạng Sơn", "Tỉnh", "Lạng Sơn")
YEN_BAI = Unit("15", "2025-06-30", "Tỉnh Yên Bái", "Tỉnh", "Yên Bái")
HA_NOI = Unit("01", "2025-06-30", "Thành phố Hà Nội", "Thành phố", "Hà Nội")


def read(text: str, issuer: Unit | None = MU_CANG_CHAI) -> tuple[Official, ...]:
    return find_officials(article(1, "Tin trong ngày", text), issuer)


def held(text: str) -> dict[str, list[str]]:
    return {official.name: list(official.positions) for official in read(text)}


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


NAMES = (
    "Giàng A Vừ|A Cớ|Y Thông|H'Hen Niê|Vàng A Páo|Lò Thị Hương|Sùng Mí Dính|Ksor Phước|Điểu K'Ré"
    "|Nông Đức Mạnh|Tòng Thị Phóng|Bế Xuân Trường|Ma Seo Sử|Thạch Rây|Kim Ngọc Thái|Lầu A Sính"
    "|Triệu Tài Vinh|Đặng Văn Chá|Hồ Văn Năm|Nguyễn Thị Ngọc Ánh|Trần Đức|Lò Văn"
)


@pytest.mark.parametrize("name", NAMES.split("|"))
def test_names_of_many_peoples(name: str) -> None:
    found = held(f"Đồng chí {name}, Phó Chủ tịch UBND huyện phát biểu.")
    assert found == {name: ["Phó Chủ tịch UBND huyện"]}


NOBODY = [
    "Tin, ảnh: Bùi Hiệp",
    "Lý Lê, Trung tâm VH,TT và TT huyện",
    "Phóng viên Nguyễn Văn Nam ghi lại ý kiến của Chủ tịch UBND huyện.",
    "Anh hùng Phan Đình Giót hy sinh năm 1954.",
    "Đường Nguyễn Văn Cừ đoạn qua UBND xã được mở rộng.",
    "Trường THPT Nguyễn Du khai giảng năm học mới.",
    "Trao giải thưởng Trần Phú cho các cán bộ dân vận.",
    "Kỷ niệm ngày sinh Chủ tịch Hồ Chí Minh.",
    "Học tập tấm gương Chủ tịch Hồ Chí Minh.",
    "Kỷ niệm 110 năm ngày sinh Chủ tịch nước Trần Văn Sơn.",
    "Dâng hương tưởng niệm Tổng Bí thư Vũ Văn Long.",
    "Tham dự lễ viếng cố Chủ tịch HĐND tỉnh Vũ Văn Long.",
    "Ông Nguyễn Văn Nam, Giám đốc Công ty TNHH Hòa Phát giới thiệu sản phẩm.",
    "Bà Nguyễn Thị Nam, Giám đốc HTX rau sạch cho biết.",
    "Ông Nguyễn Văn Nam, Chủ tịch HĐQT Công ty cổ phần Sao Mai nói.",
    "Ông Nguyễn Văn Nam, Tổng Giám đốc Tập đoàn Biển Xanh trao quà.",
    "Ông Nguyễn Văn Nam, Giám đốc điều hành khu vực phía Bắc.",
    "Hợp tác xã Hoa Ban vừa mua máy sấy. Giám đốc Nguyễn Thị Nam cho biết.",
    "Ông Nguyễn Văn Nam, thôn Nà Làng vui mừng nhận nhà mới.",
    "Bệnh nhân Nguyễn Văn Nam đã xuất viện.",
    "Đồng chí Nguyễn Văn Nam phát biểu tại hội nghị.",
    "Thượng tá Nguyễn Văn Nam kể chuyện chiến trường.",
    "Chủ tịch UBND các huyện, thị xã chịu trách nhiệm.",
    "Chủ tịch UBND thành phố Hà Nội ban hành chỉ thị.",
    "Chủ tịch UBND xã Hoàng Văn Thụ ký ban hành kế hoạch.",
    "Chủ tịch UBND huyện Lê Chân giao phòng Nội vụ tham mưu.",
    "Thứ trưởng Moon Seok Yang thăm Việt Nam.",
    "Tổng thống Mỹ Donald Trump và Chủ tịch Kim Jong Un gặp nhau.",
    "Giám đốc Sở Y tế Hà Nội cho biết.",
    "Cán bộ Nguyễn Văn Nam làm phụ trách.",
    "Chị Nguyễn Thị Nam, cán bộ xã, hướng dẫn Nhân dân.",
    "Em Nguyễn Văn Nam, lớp trưởng lớp 9A, nhận học bổng.",
    "Văn phòng Chủ tịch nước thông báo.",
    "",
    "Chủ tịch",
    "Ông",
    ", - : ; ( )",
]


@pytest.mark.parametrize("text", NOBODY)
def test_who_is_no_official(text: str) -> None:
    assert held(text) == {}


ORGANISATIONS = [
    ("Phó Chủ tịch UBND huyện", MU_CANG_CHAI, "UBND huyện Mù Cang Chải"),
    ("Phó Bí thư Huyện ủy", MU_CANG_CHAI, "Huyện ủy Mù Cang Chải"),
    ("Bí thư Tỉnh ủy", MU_CANG_CHAI, "Tỉnh ủy Yên Bái"),
    ("Chủ tịch UBND xã Lao Chải", MU_CANG_CHAI, "UBND xã Lao Chải"),
    ("Chỉ huy trưởng BCH Quân sự huyện", THO_XUAN, "Ban Chỉ huy Quân sự huyện Thọ Xuân"),
    ("Chỉ huy trưởng Ban CHQS huyện", THO_XUAN, "Ban Chỉ huy Quân sự huyện Thọ Xuân"),
    ("Chủ nhiệm Chính trị, Bộ Chỉ huy Quân sự tỉnh", LANG_SON,
     "Bộ Chỉ huy Quân sự tỉnh Lạng Sơn"),
    ("Phó tư lệnh Quân khu", LANG_SON, "Quân khu 1"),
    ("Phó Tư lệnh Quân khu", THO_XUAN, "Quân khu 4"),
    ("Phó Tư lệnh Quân khu 3", LANG_SON, "Quân khu 3"),
    ("Giám đốc Sở Y tế", LANG_SON, "Sở Y tế Lạng Sơn"),
    ("Giám đốc Sở Y tế Hà Nội", LANG_SON, "Sở Y tế Hà Nội"),
    ("Phó Chủ tịch UBND Thành phố", HA_NOI, "UBND Thành phố Hà Nội"),
    ("Phó Chủ tịch UBND TP", HA_NOI, "UBND thành phố Hà Nội"),
    ("Trưởng ban Tuyên giáo Thành ủy", HA_NOI, "Ban Tuyên giáo Thành ủy Hà Nội"),
    ("Thứ trưởng Bộ Tài chính", HA_NOI, "Bộ Tài chính"),
    ("Trưởng Công an huyện", MU_CANG_CHAI, "Công an huyện Mù Cang Chải"),
    ("Phó Thủ tướng", HA_NOI, "Chính phủ"),
    ("Trưởng phòng Nội vụ", MU_CANG_CHAI, "Phòng Nội vụ huyện Mù Cang Chải"),
    ("Chủ tịch huyện", MU_CANG_CHAI, "UBND huyện Mù Cang Chải"),
    ("Chủ tịch phường Bồ Đề", HA_NOI, "UBND phường Bồ Đề"),
    ("Ủy viên BTV Huyện ủy, Chủ tịch UBND huyện", THO_XUAN, "UBND huyện Thọ Xuân"),
    ("Bí thư Huyện ủy, Bí thư Đảng ủy Quân sự huyện", THO_XUAN, "Huyện ủy Thọ Xuân"),
    ("Phó Chủ tịch UBND huyện", None, None),
    ("Phó Chủ tịch UBND xã", MU_CANG_CHAI, None),
    ("Phó Chủ tịch UBND huyện", LANG_SON, None),
    ("Phó Tư lệnh Quân khu", HA_NOI, None),
    ("Giám đốc", LANG_SON, None),
]  # fmt: skip


@pytest.mark.parametrize(("office", "issuer", "organisation"), ORGANISATIONS)
def test_the_unit_of_an_organisation(
    office: str, issuer: Unit | None, organisation: str | None
) -> None:
    (official,) = read(f"Đồng chí Vũ Tiến Đức, {office} phát biểu.", issuer)
    assert official.organisation == organisation


def test_the_only_commune_of_the_text_is_the_one_meant() -> None:
    (official,) = read("Bà con xã Lao Chải phấn khởi. Ông Vũ Tiến Đức, Chủ tịch UBND xã cho biết.")
    assert official.organisation == "UBND xã Lao Chải"
    assert official.unit is not None
    assert (official.unit.name, official.unit.district) == ("Xã Lao Chải", "Mù Cang Chải")
    assert official.title == "Chủ tịch UBND xã Lao Chải"


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


def test_a_title_in_capitals() -> None:
    page = article(1, "ĐỒNG CHÍ NÔNG THÁI CƯỜNG, BÍ THƯ HUYỆN ỦY DỰ LỄ")
    (official,) = find_officials(page, MU_CANG_CHAI)
    assert official.name == "Nông Thái Cường"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("BÍ THƯ HUYỆN ỦY NÔNG VĂN THÁI DỰ NGÀY HỘI ĐẠI ĐOÀN KẾT", None),
        ("BÍ THƯ HUYỆN ỦY NÔNG VĂN THÁI DỰ", None),
        ("BÍ THƯ HUYỆN ỦY NÔNG VĂN THÁI", "Nông Văn Thái"),
        ("ĐỒNG CHÍ NÔNG THỊ MAI HOA, BÍ THƯ HUYỆN ỦY", "Nông Thị Mai Hoa"),
    ],
)
def test_in_capitals_a_verb_is_no_part_of_a_name(text: str, name: str | None) -> None:
    assert [official.name for official in read(text)] == ([name] if name else [])


def test_one_key_for_one_person_and_two_for_namesakes() -> None:
    (old,) = read("ông Lý Văn Quý, Bí thư Huyện ủy nói.")
    (new,) = read("đồng chí LÍ VĂN QUÍ, Chủ tịch UBND huyện nói.")
    (namesake,) = read("ông Lý Văn Quý, Bí thư Huyện ủy nói.", THO_XUAN)
    assert person_key(old) == person_key(new) == "lí văn quí@Yên Bái/Mù Cang Chải"
    assert person_key(namesake) != person_key(old)


def test_a_key_holds_whoever_writes_of_the_person_and_whatever_else_is_held() -> None:
    """One unit's chairwoman, written with either tone, named in full by the province's portal."""
    texts = {
        "bà Hoàng Thị Thuý, Chủ tịch UBND huyện nói.": MU_CANG_CHAI,
        "Bí thư Huyện ủy HOÀNG THỊ THÚY dự.": MU_CANG_CHAI,
        "bà Hoàng Thị Thúy, Chủ tịch UBND huyện, Trưởng Ban Chỉ đạo phát biểu.": MU_CANG_CHAI,
        "bà Hoàng Thị Thúy, Chủ tịch UBND huyện Mù Cang Chải dự.": YEN_BAI,
        "bà Hoàng Thị Thúy, nguyên Chủ tịch UBND huyện Mù Cang Chải dự.": YEN_BAI,
    }
    keys = {person_key(read(text, issuer)[0]) for text, issuer in texts.items()}
    assert keys == {"hoàng thị thúy@Yên Bái/Mù Cang Chải"}


def test_namesakes_of_a_district_its_commune_and_the_province_are_apart() -> None:
    offices = ("Chủ tịch UBND huyện", "Chủ tịch UBND xã Lao Chải", "Chủ tịch UBND tỉnh")
    keys = {person_key(read(f"ông Vũ Tiến Đức, {office} dự.")[0]) for office in offices}
    assert len(keys) == len(offices)


@pytest.mark.parametrize(
    ("said", "organisation"),
    [
        ("Giám đốc Sở Nội vụ, Phó Trưởng ban", "Sở Nội vụ Yên Bái"),
        ("Trưởng phòng Kinh tế, Hạ tầng và Đô thị huyện", "Phòng Kinh tế, Hạ tầng và Đô thị huyện"),
        ("Cục trưởng Cục Tin học nghiệp vụ, Bộ Công an", "Cục Tin học nghiệp vụ, Bộ Công an"),
        ("Trưởng trạm Y tế xã Lao Chải, Công an và Dân quân xã", "Trạm Y tế xã Lao Chải"),
        ("Giám đốc Bệnh viện Nhi đồng 1", "Bệnh viện Nhi đồng 1"),
        ("Chánh Thanh tra Sở", None),
        ("người phát ngôn của Bộ Ngoại giao", "Bộ Ngoại giao"),
    ],
)
def test_the_organisation_is_the_one_that_the_last_telling_office_names(
    said: str, organisation: str | None
) -> None:
    (official,) = read(f"ông Vũ Tiến Đức, {said} phát biểu.")
    unit = " Mù Cang Chải" if said.endswith("Đô thị huyện") else ""
    assert official.organisation == (organisation and f"{organisation}{unit}")


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
