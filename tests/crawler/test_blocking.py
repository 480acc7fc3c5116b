"""Pages in the portal's place are told from the news that they resemble."""

import pytest

from crawler.blocking import Blocked, classify

MENU = "".join(f'<li><a href="/muc-{n}">Mục {n}</a></li>' for n in range(12))
"""What every page of a portal carries, and no page in its place does."""


def page(title: str, body: str = "", *, menu: bool = False) -> bytes:
    """Return a page with a title, with or without the portal's menu."""
    markup = f"<html><head><title>{title}</title></head><body>{MENU if menu else ''}{body}</body>"
    return markup.encode()


@pytest.mark.parametrize(
    "title",
    [
        "Hệ thống đang bảo trì",
        "Hệ thống đang được bảo trì, nâng cấp",
        "Bảo trì hệ thống",
        "Thông báo: bảo trì hệ thống",
        "Đang bảo trì...",
        "Website đang tạm ngừng để nâng cấp",
        "Cổng thông tin điện tử huyện Ba Tơ tạm dừng hoạt động",
        "Trang thông tin điện tử xã Bản Mế đang được nâng cấp",
        "Site under maintenance",
    ],
)
def test_a_portal_that_is_being_maintained(title: str) -> None:
    assert classify(200, page(title, "<p>Mời bạn quay lại sau.</p>")) is Blocked.MAINTENANCE


@pytest.mark.parametrize(
    "title",
    [
        "Bảo trì đường tỉnh 242 trước mùa mưa",
        "Thông báo bảo trì cầu treo Bản Vàng",
        "Huyện Mai Sơn bảo trì, nâng cấp 12 km đường liên xã",
        "Đang nâng cấp trạm y tế xã Chiềng Mung",
        "Nâng cấp hệ thống chiếu sáng đường làng",
        "Hệ thống thủy lợi Bắc Hà đang được nâng cấp",
        "Chợ Phiên tạm ngừng hoạt động để phòng dịch",
        "Bảo trì công trình thủy lợi: nhiều cách làm hay",
    ],
)
def test_the_maintenance_of_a_road_is_news(title: str) -> None:
    text = "<p>Ngày 12/5, đội quản lý đường bộ bắt đầu bảo trì mặt đường.</p>" * 3
    for menu in (True, False):
        assert classify(200, page(title, text, menu=menu)) is None


@pytest.mark.parametrize(
    "title",
    ["Thông báo bảo trì hệ thống một cửa điện tử", "Cổng dịch vụ công tạm ngừng để nâng cấp"],
)
def test_a_notice_of_maintenance_on_a_portal_that_works_is_news(title: str) -> None:
    text = "<p>Hệ thống được bảo trì từ 20 giờ; mời người dân quay lại sau.</p>"
    assert classify(200, page(title, text, menu=True)) is None


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "404 - Cổng thông tin điện tử huyện Ba Tơ",
        "404 | Không tìm thấy trang",
        "404 Not Found",
        "Lỗi 404",
        "Lỗi truy cập 404",
        "Error 404: page not found",
        "Page not found - UBND huyện Mai Sơn",
        "Không tìm thấy",
        "Không tìm thấy trang",
        "Không tìm thấy trang web bạn cần",
        "Không tìm thấy nội dung - Cổng thông tin điện tử",
        "Không tìm thấy bài viết này",
        "Không tìm thấy kết quả nào",
        "Trang không tồn tại",
    ],
)
def test_an_address_that_leads_nowhere(title: str) -> None:
    assert classify(200, page(title, "<p>Mời xem trang chủ.</p>", menu=True)) is Blocked.NOT_FOUND


@pytest.mark.parametrize(
    "title",
    [
        "404 hộ nghèo huyện Kỳ Sơn được hỗ trợ nhà ở",
        "404,5 tỷ đồng làm đường liên xã",
        "Không tìm thấy hai thuyền viên mất tích trong bão",
        "Không tìm thấy trang thiết bị bị mất ở trạm y tế",
        "Không tìm thấy tin nhắn lừa đảo nào là chuyện hiếm",
        "Đường 404 được mở rộng",
    ],
)
def test_the_missing_and_a_number_are_news(title: str) -> None:
    text = "<p>Ngày 12/5, đội tìm kiếm làm việc từ sáng sớm.</p>"
    for menu in (True, False):
        assert classify(200, page(title, text, menu=menu)) is None


@pytest.mark.parametrize(
    ("body", "blocked"),
    [
        (
            page("", "<script>AdfLoopbackUtils.runLoopback('_afrLoop')</script>"),
            Blocked.CHALLENGE,
        ),
        (
            page("Request Rejected", "Your support ID is: 1234567890123456789<br>"),
            Blocked.REFUSED,
        ),
        (
            b"<html><body>The requested URL was rejected. Support ID: 31</body></html>",
            Blocked.REFUSED,
        ),
        (page("Web Page Blocked!", "<p>Attack ID: 20000008</p>"), Blocked.REFUSED),
        (page("Truy cập bị từ chối", "<p>Mã sự cố 18</p>"), Blocked.REFUSED),
        (page("Yêu cầu của bạn đã bị chặn"), Blocked.REFUSED),
        (page("Sucuri WebSite Firewall - Access Denied"), Blocked.REFUSED),
        (page("", '<script src="/TSPD/08a1?type=5"></script>'), Blocked.CHALLENGE),
        (page("", "Request unsuccessful. Incapsula incident ID: 41-7"), Blocked.CHALLENGE),
        (page("", '<script>document.cookie="D1N=41f"+";path=/"</script>'), Blocked.CHALLENGE),
        (
            page("", '<script>document.cookie="T="+toHex(slowAES.decrypt(c,2,a,b))</script>'),
            Blocked.CHALLENGE,
        ),
        (page("Just a moment..."), Blocked.CHALLENGE),
        (page("Attention Required! | Cloudflare"), Blocked.CHALLENGE),
        (page("", "<h1>Website đang bảo trì</h1><p>Vui lòng quay lại sau</p>"), "maintenance"),
        (page("Cổng TTĐT - Đăng nhập", "<input type='password'>", menu=True), Blocked.LOGIN),
        (page("Sign In", "<input type=password>"), Blocked.LOGIN),
        (page("Phiên làm việc của bạn đã hết hạn"), Blocked.LOGIN),
        (page("", '<script>window.location.href="/c/portal/login?p=1"</script>'), Blocked.LOGIN),
        (page("", '<meta http-equiv="refresh" content="0; url=/dang-nhap">'), Blocked.LOGIN),
        (
            page("Cổng thông tin", "<div id=app></div><script src=/app.js>start()</script>"),
            Blocked.EMPTY,
        ),
        (page("UBND xã", "<!-- menu --><noscript>Cần <b>JavaScript</b></noscript>"), Blocked.EMPTY),
    ],
)
def test_what_answers_200_in_the_portals_place(body: bytes, blocked: Blocked) -> None:
    assert classify(200, body) == blocked


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Đăng nhập VNeID thay tài khoản dịch vụ công", '<input type="password">'),
        ("Truy cập mạng an toàn cho học sinh", ""),
        ("DDoS protection for commune portals: a course", ""),
        ("Tập huấn an toàn thông tin", "<p>Nhiều trang bị từ chối truy cập.</p>"),
    ],
)
def test_what_resembles_them_is_news(title: str, text: str) -> None:
    assert classify(200, page(title, text, menu=True)) is None


@pytest.mark.parametrize("text", ["<p>Xã họp.</p>", "<img src=/quet.jpg>", "<iframe src=/2.pdf>"])
def test_a_short_text_or_a_scan_alone_is_an_article(text: str) -> None:
    assert classify(200, page("Thông báo", f"{text}<script src=/dem.js></script>")) is None
