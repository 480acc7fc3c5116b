"""Who is named: people of many peoples, in capitals, and who is no official."""

import pytest

from indexer.facets.officials import find_officials
from tests.indexer.samples import MU_CANG_CHAI, article
from tests.indexer.told import held, read

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
