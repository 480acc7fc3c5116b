"""The words that the rules stand on: one table for each kind, in lower case, tones placed as of old.

Collected from recorded portals and from the published lists of offices (chức danh), ranks and
organs; surnames from the census list and from the naming of Tày, Mông, Dao, Ê Đê, Ba Na, Chăm and
Khmer. A line may hold several phrases, parted by bars.
"""

from typing import Final


def _phrases(table: str) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in table.replace("\n", "|").split("|") if cell)


HONORIFICS: Final = _phrases("""
đồng chí|đ/c|đ.c|đc|ông|bà|anh|chị|cô|thầy|bác sĩ|bs|thầy thuốc ưu tú|thầy thuốc nhân dân|ttưt
tiến sĩ|tiến sỹ|ts|ths|thạc sĩ|thạc sỹ|pgs|gs|phó giáo sư|giáo sư|kỹ sư|ks|nhà giáo|nhà báo|luật sư
kiến trúc sư|kts|bác sỹ|bsckii|bscki|cử nhân|nhà văn|nhà thơ|nsnd|nsưt|nhạc sĩ|họa sĩ|dược sĩ
hòa thượng|thượng tọa|đại đức|ni sư|ni trưởng|linh mục|mục sư|nhà sử học|viện sĩ|nhà giáo ưu tú
tskh|gs.ts|pgs.ts|cụ|ngài
""")
"""What stands before a name; the first twelve are kept as `honorific`, the others read over."""
KEPT_HONORIFICS: Final = {
    **dict.fromkeys(("đồng chí", "đ/c", "đ.c", "đc"), "đồng chí"),
    **{word: word for word in ("ông", "bà", "anh", "chị", "cô", "thầy")},
}
RANKS: Final = _phrases("""
thiếu úy|trung úy|thượng úy|đại úy|thiếu tá|trung tá|thượng tá|đại tá|thiếu tướng|trung tướng
thượng tướng|đại tướng|chuẩn đô đốc|phó đô đốc|đô đốc|chuẩn úy|thượng sĩ
""")
"""Ranks of army and police."""

MODIFIERS: Final = {"nguyên": "former", "cựu": "former", "quyền": "acting", "q": "acting"}
"""Before an office: held once, held for the time being."""
TITLE_WORDS: Final = frozenset(title.split()[0] for title in (*HONORIFICS, *RANKS))
"""What a title begins with, which at the beginning of a sentence is no surname."""
PRAISED: Final = _phrases("""
cố|liệt sĩ|liệt sỹ|ngày sinh|năm sinh|ngày mất|tưởng niệm|tưởng nhớ|mang tên|khu lưu niệm|tượng đài
nhà lưu niệm|thân thế|tiểu sử|đền thờ|bảo tàng|lăng|di tích|giải thưởng|năm ngày sinh|học bổng|quỹ
""")
"""Before a name: a person of history, not one who acts."""

HEADS: Final = _phrases("""
tổng bí thư|tbt|thường trực ban bí thư|bí thư|bí thư thứ nhất|phó bí thư|phó bí thư thường trực|pbt
pbttt|phó tb|bí thư thường trực
chủ tịch|phó chủ tịch|phó chủ tịch thường trực|pct|phó ct|ct|chủ tịch nước|phó chủ tịch nước
chủ tịch quốc hội|phó chủ tịch quốc hội|phó chủ tịch thường trực quốc hội
thủ tướng|phó thủ tướng|phó thủ tướng thường trực|bộ trưởng|thứ trưởng|thứ trưởng thường trực
ủy viên|ủy viên thường trực|ủy viên thường vụ|ủy viên dự khuyết|ủy viên chuyên trách|uv
uvbtv|uvbch|uvtw|ủy viên bộ chính trị|tỉnh ủy viên|thành ủy viên|huyện ủy viên|quận ủy viên
thị ủy viên|đảng ủy viên|tuv|huv|quv|đuv|chi ủy viên
giám đốc|phó giám đốc|phó giám đốc thường trực|gđ|pgđ|phó gđ|tổng giám đốc
phó tổng giám đốc|phó tổng giám đốc thường trực|phó tgđ|tgđ
cục trưởng|phó cục trưởng|cục phó|vụ trưởng|phó vụ trưởng|vụ phó|tổng cục trưởng
phó tổng cục trưởng|chi cục trưởng|phó chi cục trưởng|viện trưởng|phó viện trưởng|viện phó
viện trưởng viện kiểm sát|chánh án|phó chánh án
trưởng ban|phó trưởng ban|phó trưởng ban thường trực|phó ban|phó ban thường trực|trưởng bcđ
phó trưởng bcđ|trưởng phòng|phó trưởng phòng|phó phòng|trưởng bộ môn
trưởng khoa|phó trưởng khoa|phó khoa|trưởng công an|trưởng đoàn|phó trưởng đoàn|phó đoàn
phó trưởng công an|phó công an|trưởng trạm|phó trưởng trạm|trạm trưởng|trạm phó|đồn trưởng|đồn phó
phó đồn trưởng|đội trưởng|phó đội trưởng|đội phó|tổ trưởng|tổ phó|phó tổ trưởng|trưởng tiểu ban
phó trưởng tiểu ban|trưởng thôn|phó thôn|trưởng bản|trưởng khu|trưởng ấp|trưởng khu phố|trưởng xóm
phụ trách|phó phụ trách|trưởng bộ phận|trưởng cơ quan|thủ trưởng cơ quan
chánh văn phòng|phó chánh văn phòng|cvp|pcvp|chánh thanh tra|chánh vp
phó chánh vp|phó chánh thanh tra|tổng thanh tra|phó tổng thanh tra|tổng kiểm toán nhà nước
kiểm toán trưởng|phó kiểm toán trưởng|thống đốc|phó thống đốc
tư lệnh|phó tư lệnh|tư lệnh trưởng|chính ủy|phó chính ủy|chính trị viên|chính trị viên phó|tư lệnh phó
phó chính trị viên|ctv|ctvp|tham mưu trưởng|phó tham mưu trưởng|tổng tham mưu trưởng|tmt
phó tổng tham mưu trưởng|chỉ huy trưởng|phó chỉ huy trưởng|chỉ huy phó|cht|pcht|chủ nhiệm
chủ nhiệm chính trị|phó chủ nhiệm|phó chủ nhiệm chính trị|chủ nhiệm thường trực
phó chủ nhiệm thường trực|trung đoàn trưởng|sư đoàn trưởng|lữ đoàn trưởng|tiểu đoàn trưởng
đại đội trưởng|hải đoàn trưởng|hải đội trưởng|phó trung đoàn trưởng|phó sư đoàn trưởng
hiệu trưởng|phó hiệu trưởng|phó hiệu trưởng thường trực
tổng biên tập|phó tổng biên tập|phó tổng biên tập thường trực|tổng thư ký|phó tổng thư ký
đại biểu quốc hội|đbqh|đại sứ|phó đại sứ|tổng lãnh sự|trợ lý tổng bí thư|trợ lý thủ tướng
chấp hành viên trưởng|kế toán trưởng kho bạc|trưởng ban quản lý|phó trưởng ban quản lý
bí thư chi bộ|phó bí thư chi bộ|trưởng thường trực|hội trưởng|chi hội trưởng|phó trưởng thôn
người phát ngôn|phó người phát ngôn|hạt trưởng|phó hạt trưởng|đặc phái viên
trưởng đài|phó trưởng đài|phó giám đốc phụ trách|phó trưởng phòng phụ trách|phó trưởng ban phụ trách
phó chánh văn phòng phụ trách|trưởng ban chỉ đạo|phó trưởng ban chỉ đạo|phó ban chỉ đạo
trưởng ban tổ chức|phó trưởng ban tổ chức|phó ban tổ chức|trưởng đại diện|xã đội trưởng|huyện đội trưởng|thôn trưởng
trưởng ban thường trực|phó ban thường trực|trưởng ban trị sự|đồng trưởng ban
""")
"""Offices. What follows up to the end of its organisation belongs to the position."""
MEMBERSHIPS: Final = (
    "ủy viên",
    "uv",
    "uvbtv",
    "uvbch",
    "uvtw",
    "tuv",
    "huv",
    "quv",
    "đuv",
    "đại biểu",
)
"""Heads that say where one sits and not what one leads."""

UNIT_WORDS: Final = _phrases("""
tỉnh|thành phố|tp|t.p|huyện|quận|thị xã|tx|thị trấn|xã|phường|đặc khu|p|q|h
""")
ORGANISATIONS: Final = _phrases("""
ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|ub|mttq|mặt trận tổ quốc|mặt trận|ủy ban|việt nam|vn
ủy ban mttq|ubmttq|ubmttqvn|mttqvn|ủy ban mặt trận tổ quốc|huyện ủy|tỉnh ủy|thành ủy|thị ủy
quận ủy|đảng ủy|đảng bộ|chi bộ|chi ủy|đảng đoàn|ban cán sự|ban cán sự đảng|đảng|trung ương|tw
ban chấp hành|bch|ban thường vụ|btv|bộ chính trị|ban bí thư|thường trực|thường vụ|bct
quốc hội|chính phủ|nhà nước|chủ tịch nước|bộ|sở|ban|phòng|cục|vụ|chi cục|tổng cục|viện|học viện
trung tâm|đài|hội|hội đồng|liên đoàn|liên đoàn lao động|lđlđ|liên hiệp|hiệp hội|đoàn|huyện đoàn
tỉnh đoàn|thành đoàn|quận đoàn|thị đoàn|đoàn thanh niên|trung ương đoàn|văn phòng|công an|vp
quân sự|ban chỉ huy|bộ chỉ huy|chqs|bộ tư lệnh|quân khu|quân đoàn|quân chủng|quân đội|sư đoàn
trung đoàn|lữ đoàn|tiểu đoàn|đại đội|bộ đội|biên phòng|đồn biên phòng|đồn|trạm|trạm y tế|hạt kiểm lâm
trường|trường tiểu học|đại học|bệnh viện|báo|tạp chí|nhà xuất bản|nxb|kho bạc|kho bạc nhà nước|khoa
bảo hiểm xã hội|bhxh|ngân hàng|ngân hàng chính sách xã hội|tòa án|tòa án nhân dân|tand
viện kiểm sát|viện kiểm sát nhân dân|vksnd|thanh tra|thanh tra sở|ban chỉ đạo|bcđ|ban tổ chức|bql
ban quản lý|chi hội|hội đồng nghĩa vụ quân sự|cơ quan|đội|tổ|tổ dân phố|thôn|bản|xóm|ấp|khu phố
khu dân cư|khu|cụm|đơn vị|nhân dân|lực lượng vũ trang|tổng công ty|công ty|tập đoàn|nhà trường
thông tấn xã|ủy ban kiểm tra|ubkt|cổng thông tin điện tử|cổng ttđt|thư viện|bảo tàng|nhà hát
trung ương đảng|quốc gia|nhà văn hóa|câu lạc bộ|ngành|liên minh|cộng sản|đội quản lý thị trường
mặt trận tổ quốc việt nam|ban trị sự|giáo hội|tổng đội|nhà khách|bưu điện|điện lực|cảng vụ
ban tuyên giáo|ban dân vận|ban nội chính|ban kinh tế|ban pháp chế|hđbcqg|ban bầu cử|ủy ban bầu cử
hội đồng bầu cử|tiểu ban|tổ công tác|đoàn công tác|đoàn kiểm tra|đoàn giám sát|đoàn thanh tra
""")
"""Nouns of which names of organisations are made; they continue a position in any case."""
NO_ORGAN: Final = _phrases("""
báo cáo|ban hành|đoàn kết|hội ý|đội ngũ|đoàn viên|sở tại|báo chí|hội trường|hội nghị|hội thảo|hội họp
tổ chức|đơn vị liên quan|đoàn đại biểu|ngành liên quan|khu vực|bộ phận|trường hợp|tổ dân|bản thân
cơ quan chức năng|ban đầu|ngành chức năng|bản tin|đảng viên|khoa học|viện dẫn|bộ máy
""")
"""What begins like an organ's noun and is none."""
FIELDS: Final = _phrases("""
bình đẳng giới|cảnh sát giao thông|pháp luật|chính sách - pháp luật|vì sự tiến bộ phụ nữ|tin học hóa
thanh niên , thiếu niên|thiếu niên , nhi đồng|thanh niên , thiếu niên và nhi đồng|số hóa
thanh niên , thiếu niên , nhi đồng|hóa chất|tiếng nói|thương mại điện tử|đề án|phát triển bền vững
thông tin|truyền thông|thông tin và truyền thông|tt&tt|văn hóa|thể thao|du lịch|văn hóa , thể thao
văn hóa , thể thao và du lịch|vh , tt&dl|vh , tt và dl|vhtt , tt&dl|vh , tt và tt|giáo dục|đào tạo
y tế|tài chính|kế hoạch|đầu tư|nội vụ|ngoại vụ|tư pháp|công thương|công nghiệp|thương mại|xây dựng
quy hoạch|kiến trúc|quy hoạch - kiến trúc|giao thông|vận tải|giao thông vận tải|nông nghiệp
phát triển nông thôn|ptnt|tài nguyên|môi trường|lao động|thương binh|xã hội|khoa học|công nghệ
lao động , thương binh và xã hội|lao động - thương binh và xã hội|lđtb|dân tộc|tôn giáo|quốc phòng
an ninh|kinh tế|hạ tầng|đô thị|pháp chế|ngân sách|dân vận|tuyên giáo|tổ chức|kiểm tra|nội chính
phụ nữ|nông dân|cựu chiến binh|thanh niên|thanh niên cộng sản hồ chí minh|tncs hồ chí minh
tncs hcm|người cao tuổi|chữ thập đỏ|khuyến học|nhà báo|luật gia|văn học nghệ thuật|người mù
chất độc da cam|dân số|trẻ em|kế hoạch hóa gia đình|gia đình|bưu chính|viễn thông|công nghệ thông tin
cntt|báo chí|xuất bản|báo chí - xuất bản|phát thanh|truyền hình|truyền thanh|phát thanh và truyền hình
phát thanh - truyền hình|phát thanh truyền hình|thông tin điện tử|tần số|vô tuyến điện|thống kê|thuế
hải quan|kiểm lâm|thi hành án|thi hành án dân sự|dự phòng|đa khoa|bưu chính viễn thông|hàng hải
cảnh sát|giao thông đường bộ|điều tra|hình sự|phòng cháy , chữa cháy|phòng cháy chữa cháy|pccc
tham mưu|chính trị|hậu cần|kỹ thuật|cải cách hành chính|hành chính|tổng hợp|quản lý|giám sát
kiểm soát|quản lý đô thị|quản lý thị trường|thị trường|nghiệp vụ|thi đua|khen thưởng|thư ký|nhân sự
thi đua - khen thưởng|thi đua , khen thưởng|tổ chức cán bộ|cán bộ|công chức|tiếp dân|đối ngoại
hợp tác quốc tế|quốc tế|văn xã|văn hóa - xã hội|kinh tế - xã hội|kinh tế - ngân sách|bầu cử|nhà đất
tài chính - kế hoạch|kinh tế - hạ tầng|dân chính|dân chính đảng|khối|các cơ quan|doanh nghiệp
nghĩa vụ quân sự|lưu trữ|tôn giáo - dân tộc|công tác|đấu tranh|chỉ đạo|chỉ huy|phòng , chống|phòng chống|chống
an toàn|bổ trợ|giáo dục thường xuyên|giáo dục nghề nghiệp|dạy nghề|việc làm|giải phóng|mặt bằng
trung học cơ sở|trung học phổ thông|thpt|thcs|tiểu học|mầm non|liên hiệp|hữu nghị|phật giáo
văn nghệ|nghệ thuật|điện ảnh|điện tử|dữ liệu|chuyển đổi số|ứng dụng|phần mềm|tin học|an toàn thông tin
thành phố|cơ sở|công đoàn|viên chức|xã|dân quân|tự vệ|quân|dân|vũ trang|tối cao|nhân sự|đại biểu
chuyên trách|văn phòng|cứu nạn|cứu hộ|thường trực|quân huấn|tác chiến|quân lực|dân tộc miền núi
kỷ luật|giám định|đăng ký|đất đai|quỹ đất|phát triển|khuyến nông|thú y|trồng trọt|bảo vệ thực vật
chăn nuôi|thủy sản|thủy lợi|đê điều|lâm nghiệp|giống|cây trồng|nước sạch|vệ sinh|thực phẩm|lễ hội
hội nghị|đại hội|kỳ họp|cuộc thi|chương trình|giải|hội thi|hội thao|diễn tập|cuộc vận động|tuyên truyền
xúc tiến|nghiên cứu|chiến lược|chính sách|khí tượng|thủy văn|hàng không|dân dụng|đường sắt|đường bộ
bảo trợ|bảo hiểm|di sản|bản quyền|tác giả|thư tín|điện lực|năng lượng|hóa chất|lãnh đạo|nhà nước
vận động|hiến máu|tình nguyện|hiến máu tình nguyện|phòng thủ|dân sự|xây dựng nông thôn mới|nông thôn mới
kiểm sát|xét xử|phúc thẩm|sơ thẩm|tối cao|kỷ niệm|đại diện|thường vụ|trung cấp|cao đẳng|sư phạm
chính quyền|cựu thanh niên xung phong|thanh niên xung phong|sinh viên|học sinh|thiếu nhi|nhi đồng
diễn tập|buôn lậu , gian lận thương mại và hàng giả|buôn lậu|hàng giả|gian lận thương mại
trung ương|nghĩa vụ|hội sách|an toàn giao thông|phòng , chống dịch|dịch bệnh|covid|thi hành|làm vườn|sinh vật cảnh|luật sư|đông y|doanh nhân|doanh nghiệp nhỏ và vừa|hợp tác xã|bảo tồn|thông tấn
""")
"""What organisations are busy with; they continue a position after a noun of an organisation."""
VERBS: Final = _phrases("""
chỉ đạo|chỉ huy|kiểm tra|giám sát|tổ chức|quản lý|tuyên truyền|vận động|kỷ niệm|lãnh đạo|đại diện|phát triển|nghiên cứu
công tác|xét xử|điều tra|chống|dân|quân|giải|hội nghị|đại hội|phụ trách|đăng ký|giám định|phục vụ
chương trình|xây dựng|ứng dụng|kiểm soát|tiếp dân|đào tạo|đầu tư|kỷ luật|phòng thủ|khen thưởng
nhân dân|đơn vị|xuất bản|bảo tồn|thanh tra
""")
"""Fields that, in lower case, are mostly what somebody does: only right after an organ's noun."""
CONNECTORS: Final = frozenset({"và", "&", "-", "–", "của", "thuộc", "về", "/"})
"""They continue the name of an organisation if a field or a noun of an organisation follows."""

PRIVATE: Final = _phrases("""
công ty|tnhh|cổ phần|cp|tập đoàn|doanh nghiệp tư nhân|htx|hợp tác xã|hđqt|hội đồng quản trị
hội đồng thành viên|hội đồng sáng lập|siêu thị|khách sạn|nhà hàng|cửa hàng|clb|câu lạc bộ|điều hành
marketing|kinh doanh|dự án|khu vực|quỹ đầu tư|group|kỹ thuật công ty|sàn|homestay|bán hàng|nhà máy
gia đình|dòng họ
""")
"""Words of a position that show that it is held in a firm or a club, not in an office."""
APPOINTED: Final = _phrases("""
là|làm|giữ chức|giữ chức vụ|giữ chức danh|giữ cương vị|được bổ nhiệm|được bổ nhiệm làm|đảm nhận chức vụ
được bổ nhiệm giữ chức|được bổ nhiệm giữ chức vụ|được bầu làm|được bầu giữ chức|được bầu giữ chức vụ
được bầu giữ chức danh|được giao nhiệm vụ|được giao nhiệm vụ làm|giữ chức vụ là|trên cương vị|tái cử chức vụ|được giao phụ trách
tiếp tục được tín nhiệm bầu giữ chức danh|tiếp tục giữ chức vụ|được chỉ định giữ chức
được chỉ định giữ chức vụ|giữ vai trò|đảm nhiệm chức vụ|đảm nhiệm cương vị
""")
"""Between a name and its office, or an office and the name."""
ABBREVIATIONS: Final = {
    "&": "và",
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "btv": "ban thường vụ",
    "bch": "ban chấp hành",
    "chqs": "chỉ huy quân sự",
    "bcđ": "ban chỉ đạo",
    "bql": "ban quản lý",
    "uv": "ủy viên",
    "tuv": "tỉnh ủy viên",
    "huv": "huyện ủy viên",
    "tw": "trung ương",
    "tp": "thành phố",
    "tx": "thị xã",
    "ct": "chủ tịch",
    "pct": "phó chủ tịch",
    "gđ": "giám đốc",
    "pgđ": "phó giám đốc",
    "tgđ": "tổng giám đốc",
    "pbt": "phó bí thư",
    "tbt": "tổng bí thư",
    "cvp": "chánh văn phòng",
    "pcvp": "phó chánh văn phòng",
    "vp": "văn phòng",
    "cht": "chỉ huy trưởng",
    "pcht": "phó chỉ huy trưởng",
    "ctv": "chính trị viên",
    "tmt": "tham mưu trưởng",
    "ub": "ủy ban",
    "lđlđ": "liên đoàn lao động",
    "lhpn": "liên hiệp phụ nữ",
    "cntt": "công nghệ thông tin",
    "tt&tt": "thông tin và truyền thông",
    "tttt": "thông tin và truyền thông",
    "gd&đt": "giáo dục và đào tạo",
    "ptnt": "phát triển nông thôn",
    "kh&đt": "kế hoạch và đầu tư",
    "tn&mt": "tài nguyên và môi trường",
    "đbqh": "đại biểu quốc hội",
    "vn": "việt nam",
}
"""What abbreviations stand for inside a position, where they are not ambiguous."""
ACTS: Final = frozenset(
    [
        "và",
        "với",
        "của",
        "cùng",
        "về",
        "tại",
        "ở",
        "trong",
        "trên",
        "dưới",
        "từ",
        "đến",
        "cho",
        "do",
        "bị",
        "được",
        "đã",
        "đang",
        "sẽ",
        "vừa",
        "mới",
        "cũng",
        "còn",
        "luôn",
        "rất",
        "không",
        "chưa",
        "có",
        "là",
        "thì",
        "mà",
        "nên",
        "khi",
        "sau",
        "trước",
        "để",
        "vì",
        "nếu",
        "như",
        "theo",
        "qua",
        "lại",
        "ra",
        "vào",
        "lên",
        "xuống",
        "phát",
        "chủ",
        "dự",
        "tham",
        "trao",
        "tặng",
        "kiểm",
        "nhấn",
        "đề",
        "yêu",
        "khai",
        "bế",
        "thăm",
        "chúc",
        "làm",
        "báo",
        "thay",
        "nói",
        "trả",
        "trình",
        "giới",
        "khẳng",
        "đánh",
        "ghi",
        "bày",
        "cảm",
        "chia",
        "động",
        "tuyên",
        "chỉ",
        "giao",
        "ký",
        "ban",
        "triệu",
        "tiếp",
        "gặp",
        "đi",
        "cắt",
        "dâng",
        "thắp",
        "hướng",
        "phổ",
        "thông",
        "quán",
        "lưu",
        "điều",
        "biểu",
        "nêu",
        "kết",
        "tổng",
        "hỏi",
        "đáp",
        "giải",
        "mong",
        "tin",
        "kêu",
        "hoan",
        "công",
        "chứng",
        "xem",
        "lắng",
        "nhận",
        "gửi",
        "viết",
        "đọc",
        "bổ",
        "bầu",
        "giữ",
        "nghỉ",
        "sinh",
        "năm",
        "ngày",
        "thăm",
        "khảo",
        "thực",
        "hoàn",
        "bắt",
        "mở",
        "đón",
        "phối",
        "nghe",
        "họp",
        "làm",
        "hứa",
        "thừa",
    ]
)
"""First syllables of what may follow an organisation's name and is not part of it."""
BARE: Final = frozenset({"trưởng đoàn", "phó trưởng đoàn", "phó đoàn", "phụ trách", "tổ trưởng"})
"""Heads that are an office only with what they lead: "làm trưởng đoàn" is a task of the day."""
