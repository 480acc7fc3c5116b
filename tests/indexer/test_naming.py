"""The unit that a portal's host and names can mean, and only where they can mean one."""

import pytest

from indexer.gazetteer.naming import name_unit

DISTRICT = "Trang thông tin điện tử huyện Cái Bè"


@pytest.mark.parametrize(
    ("host", "names", "unit"),
    [
        ("127.0.0.1", [DISTRICT], "Huyện Cái Bè 2025-06-30"),
        ("a.vn", ["Trang chủ", DISTRICT.upper()], "Huyện Cái Bè 2025-06-30"),
        ("a.vn", ["Huyện Thọ Xuân - Thanh Hoá"], "Huyện Thọ Xuân 2025-06-30"),
        ("a.vn", ["Cổng thông tin thị xã Cai Lậy"], "Thị xã Cai Lậy 2025-06-30"),
        ("a.vn", ["TP. Đà Lạt, tỉnh Lâm Đồng"], "Thành phố Đà Lạt 2025-06-30"),
        ("a.vn", ["UBND xã Thăng Bình, thành phố Đà Nẵng"], "Xã Thăng Bình 2025-07-01"),
        ("thangbinh.danang.gov.vn", ["UBND xã Thăng Bình"], "Xã Thăng Bình 2025-07-01"),
        ("a.vn", ["Sở Nông nghiệp tỉnh Bắc Ninh"], "Tỉnh Bắc Ninh 2025-07-01"),
        ("yenbai.gov.vn", ["Cổng thông tin điện tử tỉnh Yên Bái"], "Tỉnh Yên Bái 2025-06-30"),
        ("snv.dienbien.gov.vn", ["Sở Nội vụ"], "Tỉnh Điện Biên 2025-07-01"),
    ],
)
def test_a_name_that_can_mean_one_unit(host: str, names: list[str], unit: str) -> None:
    found = name_unit(host, names)
    assert found is not None
    assert f"{found.name} {found.vintage}" == unit


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("a.vn", []),
        ("a.vn", ["Cổng thông tin điện tử"]),
        ("a.vn", ["UBND xã Tân Lập"]),  # there are many
        ("a.vn", ["UBND xã Thăng Bình"]),  # one in Thanh Hóa, one in Đà Nẵng
        ("thoxuan.thanhhoa.gov.vn", ["Cổng thông tin điện tử"]),  # not the province's own
    ],
)
def test_a_name_that_can_mean_several_or_none(host: str, names: list[str]) -> None:
    assert name_unit(host, names) is None
