"""The units that a text names: each sentence is written for the rule that it holds."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from indexer.facets.locality import PlaceFacts, find_places, place_fields
from indexer.gazetteer import find_unit
from tests.indexer.samples import FULL

HANOI, LANG_SON, THANH_HOA, TIEN_GIANG, YEN_BAI, CAI_LAY, MU_CANG_CHAI, LOC_BINH = (
    "01", "20", "38", "82", "15", "817", "137", "188",
)  # fmt: skip
LAO_CAI_NOW = "15"


def find(text: str, issuer: str | None = HANOI, year: int = 2022) -> PlaceFacts:
    """Return the places of an article of one paragraph, published in a year, by a unit's portal."""
    moment = datetime(year, 3, 1, tzinfo=UTC)
    article = replace(FULL, title=None, lead=None, body=(text,), captions=(), published_at=moment)
    return find_places(article, find_unit(issuer, date(year, 3, 1)) if issuer else None)


def spell(facts: PlaceFacts) -> list[str]:
    """Return each place as type and name, and what it is part of: "Xã A/B/C"."""
    return sorted(
        "/".join(
            filter(
                None,
                (
                    place.unit.name,
                    place.unit.district if place.unit.commune else None,
                    place.unit.province if place.unit.district or place.unit.commune else None,
                ),
            )
        )
        for place in facts.places
    )


SOC_SON, DONG_ANH = "Huyện Sóc Sơn/Hà Nội", "Huyện Đông Anh/Hà Nội"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # a type and a name, in every spelling
        ("Lãnh đạo huyện Sóc Sơn dự.", [SOC_SON]),
        ("Huyện Sóc Sơn tổ chức hội nghị.", [SOC_SON]),
        ("HUYỆN SÓC SƠN TỔ CHỨC HỘI NGHỊ", [SOC_SON]),
        ("UBND HUYỆN SÓC SƠN PHÁT ĐỘNG THI ĐUA", [SOC_SON]),
        ("Công an Quận Ba Đình vào cuộc.", ["Quận Ba Đình/Hà Nội"]),
        ("Q.Ba Đình và H. Sóc Sơn đã ký.", [SOC_SON, "Quận Ba Đình/Hà Nội"]),
        ("Trên địa bàn P. Dịch Vọng có ba trường.", ["Phường Dịch Vọng/Cầu Giấy/Hà Nội"]),
        ("Tại phường Dịch Vọng Hậu hôm nay.", ["Phường Dịch Vọng Hậu/Cầu Giấy/Hà Nội"]),
        ("TX. Sơn Tây mở hội.", ["Thị xã Sơn Tây/Hà Nội"]),
        ("TX Sơn Tây mở hội.", ["Thị xã Sơn Tây/Hà Nội"]),
        ("Thị Xã Sơn Tây mở hội.", ["Thị xã Sơn Tây/Hà Nội"]),
        ("TT. Phùng đông vui.", ["Thị trấn Phùng/Đan Phượng/Hà Nội"]),
        ("Người dân X. Phù Linh phấn khởi.", ["Xã Phù Linh/Sóc Sơn/Hà Nội"]),
        ("TP Hà Nội ban hành kế hoạch.", ["Thành phố Hà Nội"]),
        ("TP. Hà Nội ban hành kế hoạch.", ["Thành phố Hà Nội"]),
        ("Tp.Hà Nội ban hành kế hoạch.", ["Thành phố Hà Nội"]),
        ("Tại TP.HCM và TPHCM có mưa.", ["Thành phố Hồ Chí Minh"]),
        ("Tại TP HCM có mưa.", ["Thành phố Hồ Chí Minh"]),
        ("Thủ đô Hà Nội đón khách.", ["Thành phố Hà Nội"]),
        ("Huyện đảo Trường Sa đón xuân.", ["Huyện Trường Sa/Khánh Hòa"]),
        # old and new spellings
        ("Tại huyện Mĩ Đức.", ["Huyện Mỹ Đức/Hà Nội"]),
        ("Tại huyện Ứng Hoà.", ["Huyện Ứng Hòa/Hà Nội"]),
        ("Tại tỉnh Thanh Hoá.", ["Tỉnh Thanh Hóa"]),
        ("Tại tỉnh Đắc Lắc.", ["Tỉnh Đắk Lắk"]),
        ("Tại tỉnh Đăk Nông.", ["Tỉnh Đắk Nông"]),
        ("Tại tỉnh Bà Rịa-Vũng Tàu.", ["Tỉnh Bà Rịa - Vũng Tàu"]),
        ("Tại tỉnh Bà Rịa – Vũng Tàu.", ["Tỉnh Bà Rịa - Vũng Tàu"]),
        ("Huyện Mù Căng Chải mở hội.", ["Huyện Mù Cang Chải/Yên Bái"]),
        # lists
        ("Hai huyện Sóc Sơn và Đông Anh.", [SOC_SON, DONG_ANH]),
        ("Các huyện: Sóc Sơn, Đông Anh.", [SOC_SON, DONG_ANH]),
        ("Các quận, huyện: Ba Đình, Sóc Sơn.", [SOC_SON, "Quận Ba Đình/Hà Nội"]),
        ("Các quận, huyện, thị xã: Sơn Tây, Sóc Sơn.", [SOC_SON, "Thị xã Sơn Tây/Hà Nội"]),
        ("Các quận Ba Đình, Long Biên và huyện Sóc Sơn.",
         [SOC_SON, "Quận Ba Đình/Hà Nội", "Quận Long Biên/Hà Nội"]),
        ("Các tỉnh Lạng Sơn, Lào Cai và Cao Bằng.",
         ["Tỉnh Cao Bằng", "Tỉnh Lào Cai", "Tỉnh Lạng Sơn"]),
        ("Các tỉnh, thành phố: Lạng Sơn, Đà Nẵng.", ["Thành phố Đà Nẵng", "Tỉnh Lạng Sơn"]),
        ("Các xã Phù Linh, Tiên Dược, huyện Sóc Sơn.",
         [SOC_SON, "Xã Phù Linh/Sóc Sơn/Hà Nội", "Xã Tiên Dược/Sóc Sơn/Hà Nội"]),
        ("Các phường: Việt Hưng, Bồ Đề (quận Long Biên).",
         ["Phường Bồ Đề/Long Biên/Hà Nội", "Phường Việt Hưng/Long Biên/Hà Nội",
          "Quận Long Biên/Hà Nội"]),
        # hierarchies
        ("Xã Phù Linh, huyện Sóc Sơn, thành phố Hà Nội.",
         [SOC_SON, "Thành phố Hà Nội", "Xã Phù Linh/Sóc Sơn/Hà Nội"]),
        ("Xã Phù Linh - huyện Sóc Sơn - Hà Nội.",
         [SOC_SON, "Thành phố Hà Nội", "Xã Phù Linh/Sóc Sơn/Hà Nội"]),
        ("Xã Phù Linh (huyện Sóc Sơn).", [SOC_SON, "Xã Phù Linh/Sóc Sơn/Hà Nội"]),
        ("Xã Phù Linh (Sóc Sơn).", [SOC_SON, "Xã Phù Linh/Sóc Sơn/Hà Nội"]),
        ("Xã Phù Linh thuộc huyện Sóc Sơn.", [SOC_SON, "Xã Phù Linh/Sóc Sơn/Hà Nội"]),
        ("Huyện Châu Thành, tỉnh Long An.", ["Huyện Châu Thành/Long An", "Tỉnh Long An"]),
        ("Huyện Châu Thành (Long An).", ["Huyện Châu Thành/Long An", "Tỉnh Long An"]),
        ("Xã Tân Lập, huyện Đan Phượng.",
         ["Huyện Đan Phượng/Hà Nội", "Xã Tân Lập/Đan Phượng/Hà Nội"]),
        ("Xã Tân Lập, huyện Mộc Châu, tỉnh Sơn La.",
         ["Huyện Mộc Châu/Sơn La", "Tỉnh Sơn La", "Xã Tân Lập/Mộc Châu/Sơn La"]),
        ("Phường 5, quận 3, TP.HCM.",
         ["Phường 5/Quận 3/Hồ Chí Minh", "Quận 3/Hồ Chí Minh", "Thành phố Hồ Chí Minh"]),
        ("Phường 05, Quận 3, TP.HCM.",
         ["Phường 5/Quận 3/Hồ Chí Minh", "Quận 3/Hồ Chí Minh", "Thành phố Hồ Chí Minh"]),
        ("Du lịch Sa Pa, Bắc Hà (Lào Cai).",
         ["Huyện Bắc Hà/Lào Cai", "Thị xã Sa Pa/Lào Cai", "Tỉnh Lào Cai"]),
        ("Các xã như Vân Hòa (Ba Vì), Yên Trung, Tiến Xuân (Thạch Thất).",
         ["Huyện Ba Vì/Hà Nội", "Huyện Thạch Thất/Hà Nội", "Xã Tiến Xuân/Thạch Thất/Hà Nội",
          "Xã Vân Hòa/Ba Vì/Hà Nội", "Xã Yên Trung/Thạch Thất/Hà Nội"]),
        ("Chiến sĩ huyện đảo Trường Sa, Lý Sơn.",
         ["Huyện Lý Sơn/Quảng Ngãi", "Huyện Trường Sa/Khánh Hòa"]),
        ("Thành phố Hồ Chí Minh, Cần Thơ, Tây Ninh.",
         ["Thành phố Cần Thơ", "Thành phố Hồ Chí Minh", "Tỉnh Tây Ninh"]),
        # organs, and what follows a name
        ("Huyện ủy Sóc Sơn họp.", [SOC_SON]),
        ("Huyện uỷ Sóc Sơn họp.", [SOC_SON]),
        ("Quận đoàn Cầu Giấy ra quân.", ["Quận Cầu Giấy/Hà Nội"]),
        ("Thành ủy Hà Nội chỉ đạo.", ["Thành phố Hà Nội"]),
        ("Tỉnh ủy Lạng Sơn chỉ đạo.", ["Tỉnh Lạng Sơn"]),
        ("Chủ tịch UBND huyện Sóc Sơn Nguyễn Văn Bình dự.", [SOC_SON]),
        ("Trường Tiểu học Kim Đồng, quận Ba Đình.", ["Quận Ba Đình/Hà Nội"]),
        ("Bệnh viện Đa khoa tỉnh Lạng Sơn.", ["Tỉnh Lạng Sơn"]),
        # without a type: provinces, and districts of the issuer's province
        ("Đoàn công tác tại Lạng Sơn.", ["Tỉnh Lạng Sơn"]),
        ("Sở Y tế Hà Nội hướng dẫn.", ["Thành phố Hà Nội"]),
        ("HÀ NỘI ĐÓN NĂM MỚI", ["Thành phố Hà Nội"]),
        ("Dẫn đầu là Sóc Sơn và Đông Anh.", [SOC_SON, DONG_ANH]),
        ("Số 185 Giảng Võ, Đống Đa, Hà Nội.", ["Quận Đống Đa/Hà Nội", "Thành phố Hà Nội"]),
        ("Khu công nghệ Cầu Giấy - Hà Nội.", ["Quận Cầu Giấy/Hà Nội", "Thành phố Hà Nội"]),
        ("Đường 21 đi Sơn Tây, nối lên Đông Anh.", [DONG_ANH, "Thị xã Sơn Tây/Hà Nội"]),
        ("Từ Móng Cái, Lạng Sơn về Hà Nội.",
         ["Thành phố Hà Nội", "Thành phố Móng Cái/Quảng Ninh", "Tỉnh Lạng Sơn"]),
        ("Hội Nhà báo tỉnh Lạng Sơn.", ["Tỉnh Lạng Sơn"]),
        ("Theo báo cáo tỉnh Lạng Sơn gửi.", ["Tỉnh Lạng Sơn"]),
        ("Phát báo Nhân dân tại tỉnh Lạng Sơn.", ["Tỉnh Lạng Sơn"]),
        ("Các tỉnh: Lạng Sơn, Lào Cai.", ["Tỉnh Lào Cai", "Tỉnh Lạng Sơn"]),
        # another province's, where nothing else has the name
        ("Thành phố Đà Lạt nở hoa.", ["Thành phố Đà Lạt/Lâm Đồng"]),
        ("Ở Long An, huyện Châu Thành được mùa.", ["Huyện Châu Thành/Long An", "Tỉnh Long An"]),
    ],
)  # fmt: skip
def test_named_on_the_portal_of_hanoi(text: str, places: list[str]) -> None:
    facts = find(text)
    assert spell(facts) == sorted(places)
    assert facts.ambiguous == ()


@pytest.mark.parametrize(
    "text",
    [
        "Các xã, phường, thị trấn đã hoàn thành.",
        "Phát triển kinh tế - xã hội.",
        "Xã hội hóa giáo dục.",
        "Hợp tác xã Phù Linh bán rau.",
        "Giàn khoan Hải Dương - 981.",
        "Học sinh THCS Đống Đa.",
        "Nhà xuất bản Nghệ An.",
        "PHÁT TRIỂN KINH TẾ - XÃ HỘI",
        "Xây dựng thành phố thông minh.",
        "Các huyện đảo của cả nước.",
        "Liên kết vùng Đồng bằng sông Hồng.",
        "Xe đi trên đường Thanh Hóa và phố Hà Nam.",
        "Theo Báo Lạng Sơn đưa tin.",
        "Sinh viên Đại học Thái Nguyên.",
        "Bệnh viện Đa khoa Hà Đông.",
        "Công ty Cổ phần Du lịch Mê Linh.",
        "Hiệp định xuyên Thái Bình Dương.",
        "Chiến thắng Điện Biên Phủ trên không.",
        "Kỷ niệm chiến thắng Đống Đa.",
        "Quảng trường Ba Đình lịch sử.",
        "Đi dạo quanh hồ Hoàn Kiếm.",
        "Ông Nguyễn Hà Nam và chị Hà Giang phát biểu.",
        "Đồng chí Trần Thái Bình kết luận.",
        "Học tập Hồ Chí Minh.",
        "Địa chỉ: 25 Hai Bà Trưng.",
        "Thành phố Tokyo và thành phố Athen.",
        "Thông tấn xã Việt Nam đưa tin.",
        "Lãnh đạo Thành phố Nguyễn Văn Nam dự.",
        "Phó Chủ tịch UBND TP Trương Việt Long.",
        "Kế hoạch số 12/KH-UBND về huyện 2022.",
        "Đầu tư xã Phù Linh Đông.",
        "Tỉnh Hà Nam, miền trung Trung Quốc.",
        "Đoàn của tỉnh Hà Nam (Trung Quốc).",
        "Báo Pháp luật Thành phố Hồ Chí Minh đưa tin.",
        "Nhà xuất bản Tổng hợp tỉnh Đồng Nai.",
        "Các tuyến phố: Lý Thái Tổ, Hai Bà Trưng, Xuân Thủy - Cầu Giấy.",
        "Du thuyền trên vịnh Hạ Long.",
    ],
)
def test_what_is_no_place(text: str) -> None:
    assert spell(find(text)) == []


@pytest.mark.parametrize(
    ("text", "issuer", "ambiguous"),
    [
        ("Tại xã Tân Lập.", None, ("xã Tân Lập",)),
        ("Tại huyện Châu Thành.", HANOI, ("huyện Châu Thành",)),
        ("Tại xã Tân Hưng, có hai xã cùng tên.", LANG_SON, ("xã Tân Hưng",)),
        ("Tại phường 5.", "79", ("phường 5",)),
        ("Xã Phù Linh, huyện Lạ Lùng.", HANOI, ("Xã Phù Linh",)),
        ("Xã Phù Linh, huyện Châu Thành.", HANOI, ("Xã Phù Linh", "huyện Châu Thành")),
    ],
)
def test_what_can_not_be_told_is_left_out_and_counted(
    text: str, issuer: str | None, ambiguous: tuple[str, ...]
) -> None:
    facts = find(text, issuer)
    assert facts.places == ()
    assert set(facts.ambiguous) == set(ambiguous)
    assert place_fields(facts)["places_unresolved"] == len(ambiguous)


@pytest.mark.parametrize(
    ("text", "issuer", "places"),
    [
        ("Tại xã Tân Lập.", HANOI, ["Xã Tân Lập/Đan Phượng/Hà Nội"]),
        ("Tại xã Tân Lập.", "02", ["Xã Tân Lập/Bắc Quang/Hà Giang"]),
        ("Huyện Cai Lậy giáp thị xã Cai Lậy.", TIEN_GIANG,
         ["Huyện Cai Lậy/Tiền Giang", "Thị xã Cai Lậy/Tiền Giang"]),
        ("Huyện Cai Lậy chúc mừng.", CAI_LAY, ["Huyện Cai Lậy/Tiền Giang"]),
        ("Huyện Châu Thành được mùa.", TIEN_GIANG, ["Huyện Châu Thành/Tiền Giang"]),
        ("Các phường 1, 2 và 3.", CAI_LAY,
         ["Phường 1/Thị xã Cai Lậy/Tiền Giang", "Phường 2/Thị xã Cai Lậy/Tiền Giang",
          "Phường 3/Thị xã Cai Lậy/Tiền Giang"]),
        ("Phường 1 ra quân.", CAI_LAY, ["Phường 1/Thị xã Cai Lậy/Tiền Giang"]),
        ("Thành phố Lạng Sơn, tỉnh Lạng Sơn.", LANG_SON,
         ["Thành phố Lạng Sơn/Lạng Sơn", "Tỉnh Lạng Sơn"]),
        ("Nhân dân Lạng Sơn vui xuân.", LANG_SON, ["Tỉnh Lạng Sơn"]),
        ("Các xã Lao Chải, Púng Luông và Nậm Khắt.", MU_CANG_CHAI,
         ["Xã Lao Chải/Mù Cang Chải/Yên Bái", "Xã Nậm Khắt/Mù Cang Chải/Yên Bái",
          "Xã Púng Luông/Mù Cang Chải/Yên Bái"]),
        ("Tại Púng Luông và Nậm Khắt.", MU_CANG_CHAI,
         ["Xã Nậm Khắt/Mù Cang Chải/Yên Bái", "Xã Púng Luông/Mù Cang Chải/Yên Bái"]),
        ("Thôn Púng Luông vui hội.", MU_CANG_CHAI, []),
        ("Tại thị trấn Lộc Bình.", LOC_BINH, ["Thị trấn Lộc Bình/Lộc Bình/Lạng Sơn"]),
    ],
)  # fmt: skip
def test_the_issuer_decides_between_namesakes(text: str, issuer: str, places: list[str]) -> None:
    assert spell(find(text, issuer)) == sorted(places)


@pytest.mark.parametrize(
    ("text", "issuer", "year", "places"),
    [
        ("Tại huyện Mù Cang Chải.", YEN_BAI, 2023, ["Huyện Mù Cang Chải/Yên Bái 2025-06-30"]),
        ("Tại huyện Mù Cang Chải cũ.", LAO_CAI_NOW, 2026,
         ["Huyện Mù Cang Chải/Yên Bái 2025-06-30"]),
        ("Tại xã Mù Cang Chải.", LAO_CAI_NOW, 2026, ["Xã Mù Cang Chải/Lào Cai 2025-07-01"]),
        ("Tại tỉnh Lào Cai.", LAO_CAI_NOW, 2026, ["Tỉnh Lào Cai 2025-07-01"]),
        ("Tại tỉnh Yên Bái trước đây.", LAO_CAI_NOW, 2026, ["Tỉnh Yên Bái 2025-06-30"]),
        ("Phường Ba Đình ra quân.", HANOI, 2026, ["Phường Ba Đình/Hà Nội 2025-07-01"]),
        ("Quận Ba Đình ra quân.", HANOI, 2024, ["Quận Ba Đình/Hà Nội 2025-06-30"]),
        ("Thành phố Huế đón khách.", None, 2022,
         ["Thành phố Huế/Thừa Thiên Huế 2023-12-31"]),
        ("Thành phố Huế đón khách.", None, 2025, ["Thành phố Huế 2025-06-30"]),
        ("Tại huyện Việt Yên.", "24", 2022, ["Huyện Việt Yên/Bắc Giang 2023-12-31"]),
        ("Tại thị xã Việt Yên.", "24", 2025, ["Thị xã Việt Yên/Bắc Giang 2025-06-30"]),
        ("Thành phố Đồng Nai phát triển.", None, 2026, ["Tỉnh Đồng Nai 2025-07-01"]),
        ("Tỉnh Đồng Nai phát triển.", None, 2024, ["Tỉnh Đồng Nai 2025-06-30"]),
        ("Tại huyện Từ Liêm.", HANOI, 2012, ["Huyện Từ Liêm/Hà Nội 2014-03-31"]),
        ("Tại quận Nam Từ Liêm.", HANOI, 2015, ["Quận Nam Từ Liêm/Hà Nội 2025-06-30"]),
        ("Tại huyện Từ Liêm cũ.", HANOI, 2018, ["Huyện Từ Liêm/Hà Nội 2014-03-31"]),
        ("Tỉnh Hà Tây trước đây.", HANOI, 2010, ["Tỉnh Hà Tây 2008-07-31"]),
        ("Thị xã Sapa đón khách.", "10", 2022, ["Thị xã Sa Pa/Lào Cai 2025-06-30"]),
        ("Tỉnh Bắc Cạn.", None, 2022, ["Tỉnh Bắc Kạn 2025-06-30"]),
        ("Đặc khu Trường Sa.", None, 2024, []),
        ("Đà Lạt nở hoa.", HANOI, 2026, []),
    ],
)  # fmt: skip
def test_the_day_decides_by_which_map_a_name_is_read(
    text: str, issuer: str | None, year: int, places: list[str]
) -> None:
    facts = find(text, issuer, year)
    vintages = [place.unit.vintage for place in facts.places]
    assert [f"{name} {v}" for name, v in zip(spell(facts), vintages, strict=True)] == places


def test_a_unit_that_is_no_more_is_named_beside_one_of_today() -> None:
    facts = find("Phường Ba Đình (quận Ba Đình cũ) ra quân.", HANOI, 2026)
    assert {(place.unit.name, place.unit.vintage) for place in facts.places} == {
        ("Phường Ba Đình", "2025-07-01"),
        ("Quận Ba Đình", "2025-06-30"),
    }


def test_an_article_without_a_date_is_read_by_the_day_of_its_capture() -> None:
    article = replace(FULL, body=("Xã Mù Cang Chải.",), published_at=None)
    later = replace(article, captured_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert "Xã Mù Cang Chải/Lào Cai" not in spell(find_places(article, None))
    home = find_unit(LAO_CAI_NOW, date(2026, 1, 1))
    assert "Xã Mù Cang Chải/Lào Cai" in spell(find_places(later, home))


def test_a_portal_of_today_is_at_home_in_the_provinces_that_it_was() -> None:
    moment = datetime(2023, 3, 1, tzinfo=UTC)
    article = replace(FULL, lead=None, body=("Tại xã Nậm Khắt.",), published_at=moment)
    home = find_unit(LAO_CAI_NOW, date(2026, 1, 1))
    assert spell(find_places(article, home)) == ["Xã Nậm Khắt/Mù Cang Chải/Yên Bái"]


def test_every_mention_points_at_its_name() -> None:
    body = ("Sáng nay, huyện Sóc Sơn họp.", "Các xã Phù Linh, Tiên Dược.")
    article = replace(
        FULL, title="Tin Sóc Sơn", lead="UBND huyện Sóc Sơn", body=body, captions=("Xã Phù Linh",)
    )
    texts = {"title": ("Tin Sóc Sơn",), "lead": ("UBND huyện Sóc Sơn",), "body": body}
    texts["captions"] = ("Xã Phù Linh",)
    found = {
        texts[mention.field][mention.index][mention.start : mention.end]
        for place in find_places(article, find_unit(HANOI, date(2024, 1, 1))).places
        for mention in place.mentions
    }
    assert found == {"Sóc Sơn", "huyện Sóc Sơn", "xã Phù Linh", "Tiên Dược", "Xã Phù Linh"}


def test_fields_are_found_by_the_names_then_and_now() -> None:
    fields = place_fields(find("Tại xã Púng Luông.", MU_CANG_CHAI, 2023))
    assert fields["place_provinces"] == ["Yên Bái", "Lào Cai"]
    assert "Yên Bái/Mù Cang Chải/Púng Luông" in fields["place_paths"]
    assert "Lào Cai/Púng Luông" in fields["place_paths"]
    assert fields["place_codes"] == ["04492@2025-06-30"]
    assert len(fields["locations"]) == 1


def test_a_list_without_end_is_read_as_one() -> None:
    facts = find("các xã " + "Phù Linh, xã Tiên Dược, " * 20_000)
    assert len(facts.places) == 2
