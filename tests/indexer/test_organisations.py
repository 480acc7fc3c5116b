"""Whose officials they are: the organisation of an office, and the key of a person."""

import pytest

from indexer.facets.locality import Unit
from indexer.facets.officials import person_key
from tests.indexer.samples import MU_CANG_CHAI, THO_XUAN
from tests.indexer.told import HA_NOI, LANG_SON, YEN_BAI, read

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
