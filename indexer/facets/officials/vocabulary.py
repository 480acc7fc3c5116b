"""The words of persons and offices, in lower case, tones placed as of old.

Collected from recorded portals and from the published lists of offices (chức danh) and ranks. The
tables' phrases are parted by bars and lines.
"""

from typing import Final


def phrases(table: str) -> tuple[str, ...]:
    """Return the phrases of a table, in which bars and ends of lines part them."""
    return tuple(" ".join(cell.split()) for cell in table.replace("\n", "|").split("|") if cell)


HONORIFICS: Final = phrases("""
đồng chí|đ/c|đ.c|đc|ông|bà|anh|chị|cô|thầy|bác sĩ|bs|thầy thuốc ưu tú|thầy thuốc nhân dân|ttưt
tiến sĩ|tiến sỹ|ts|ths|thạc sĩ|thạc sỹ|pgs|gs|phó giáo sư|giáo sư|kỹ sư|ks|nhà giáo|nhà báo
luật sư|kiến trúc sư|kts|bác sỹ|bsckii|bscki|cử nhân|nhà văn|nhà thơ|nsnd|nsưt|nhạc sĩ|họa sĩ
dược sĩ|hòa thượng|thượng tọa|đại đức|ni sư|ni trưởng|linh mục|mục sư|nhà sử học|viện sĩ
nhà giáo ưu tú|tskh|gs.ts|pgs.ts|cụ|ngài
""")
"""What stands before a name; scholars' titles are read over."""
KEPT_HONORIFICS: Final = {
    **dict.fromkeys(("đồng chí", "đ/c", "đ.c", "đc"), "đồng chí"),
    **{word: word for word in ("ông", "bà", "anh", "chị", "cô", "thầy")},
}
"""Those that are kept as a fact, by their spellings."""
RANKS: Final = phrases("""
thiếu úy|trung úy|thượng úy|đại úy|thiếu tá|trung tá|thượng tá|đại tá|thiếu tướng|trung tướng
thượng tướng|đại tướng|chuẩn đô đốc|phó đô đốc|đô đốc|chuẩn úy|thượng sĩ
""")
"""Ranks of army and police."""
TITLE_WORDS: Final = frozenset(title.split()[0] for title in (*HONORIFICS, *RANKS))
"""What a title begins with, which at the beginning of a sentence is no surname."""
MODIFIERS: Final = {"nguyên": "former", "cựu": "former", "quyền": "acting", "q": "acting"}
"""Before an office: held once, held for the time being."""
PRAISED: Final = phrases("""
cố|liệt sĩ|liệt sỹ|ngày sinh|năm sinh|ngày mất|tưởng niệm|tưởng nhớ|mang tên|khu lưu niệm
tượng đài|nhà lưu niệm|thân thế|tiểu sử|đền thờ|bảo tàng|lăng|di tích|giải thưởng|năm ngày sinh
học bổng|quỹ
""")
"""Before a name: a person of history, not one who acts."""
HEADS: Final = phrases("""
trợ lý
tổng bí thư|tbt|thường trực ban bí thư|bí thư|bí thư thứ nhất|phó bí thư|phó bí thư thường trực
pbt|pbttt|phó tb|bí thư thường trực|chủ tịch|phó chủ tịch|phó chủ tịch thường trực|pct|phó ct|ct
chủ tịch nước|phó chủ tịch nước|chủ tịch quốc hội|phó chủ tịch quốc hội
phó chủ tịch thường trực quốc hội|thủ tướng|phó thủ tướng|phó thủ tướng thường trực|bộ trưởng
thứ trưởng|thứ trưởng thường trực|ủy viên|ủy viên thường trực|ủy viên thường vụ|ủy viên dự khuyết
ủy viên chuyên trách|uv|uvbtv|uvbch|uvtw|ủy viên bộ chính trị|tỉnh ủy viên|thành ủy viên
huyện ủy viên|quận ủy viên|thị ủy viên|đảng ủy viên|tuv|huv|quv|đuv|chi ủy viên|giám đốc
phó giám đốc|phó giám đốc thường trực|gđ|pgđ|phó gđ|tổng giám đốc|phó tổng giám đốc
phó tổng giám đốc thường trực|phó tgđ|tgđ|cục trưởng|phó cục trưởng|cục phó|vụ trưởng
phó vụ trưởng|vụ phó|tổng cục trưởng|phó tổng cục trưởng|chi cục trưởng|phó chi cục trưởng
viện trưởng|phó viện trưởng|viện phó|viện trưởng viện kiểm sát|chánh án|phó chánh án|trưởng ban
phó trưởng ban|phó trưởng ban thường trực|phó ban|phó ban thường trực|trưởng bcđ|phó trưởng bcđ
trưởng phòng|phó trưởng phòng|phó phòng|trưởng bộ môn|trưởng khoa|phó trưởng khoa|phó khoa
trưởng công an|trưởng đoàn|phó trưởng đoàn|phó đoàn|phó trưởng công an|phó công an|trưởng trạm
phó trưởng trạm|trạm trưởng|trạm phó|đồn trưởng|đồn phó|phó đồn trưởng|đội trưởng|phó đội trưởng
đội phó|tổ trưởng|tổ phó|phó tổ trưởng|trưởng tiểu ban|phó trưởng tiểu ban|trưởng thôn|phó thôn
trưởng bản|trưởng khu|trưởng ấp|trưởng khu phố|trưởng xóm|phụ trách|phó phụ trách|trưởng bộ phận
trưởng cơ quan|thủ trưởng cơ quan|chánh văn phòng|phó chánh văn phòng|cvp|pcvp|chánh thanh tra
chánh vp|phó chánh vp|phó chánh thanh tra|tổng thanh tra|phó tổng thanh tra
tổng kiểm toán nhà nước|kiểm toán trưởng|phó kiểm toán trưởng|thống đốc|phó thống đốc|tư lệnh
phó tư lệnh|tư lệnh trưởng|chính ủy|phó chính ủy|chính trị viên|chính trị viên phó|tư lệnh phó
phó chính trị viên|ctv|ctvp|tham mưu trưởng|phó tham mưu trưởng|tổng tham mưu trưởng|tmt
phó tổng tham mưu trưởng|chỉ huy trưởng|phó chỉ huy trưởng|chỉ huy phó|cht|pcht|chủ nhiệm
chủ nhiệm chính trị|phó chủ nhiệm|phó chủ nhiệm chính trị|chủ nhiệm thường trực
phó chủ nhiệm thường trực|trung đoàn trưởng|sư đoàn trưởng|lữ đoàn trưởng|tiểu đoàn trưởng
đại đội trưởng|hải đoàn trưởng|hải đội trưởng|phó trung đoàn trưởng|phó sư đoàn trưởng|hiệu trưởng
phó hiệu trưởng|phó hiệu trưởng thường trực|tổng biên tập|phó tổng biên tập
phó tổng biên tập thường trực|tổng thư ký|phó tổng thư ký|đại biểu quốc hội|đbqh|đại sứ|phó đại sứ
tổng lãnh sự|trợ lý tổng bí thư|trợ lý thủ tướng|chấp hành viên trưởng|kế toán trưởng kho bạc
trưởng ban quản lý|phó trưởng ban quản lý|bí thư chi bộ|phó bí thư chi bộ|trưởng thường trực
hội trưởng|chi hội trưởng|phó trưởng thôn|người phát ngôn|phó người phát ngôn|hạt trưởng
phó hạt trưởng|đặc phái viên|trưởng đài|phó trưởng đài|phó giám đốc phụ trách
phó trưởng phòng phụ trách|phó trưởng ban phụ trách|phó chánh văn phòng phụ trách
trưởng ban chỉ đạo|phó trưởng ban chỉ đạo|phó ban chỉ đạo|trưởng ban tổ chức
phó trưởng ban tổ chức|phó ban tổ chức|trưởng đại diện|xã đội trưởng|huyện đội trưởng|thôn trưởng
trưởng ban thường trực|đồng trưởng ban|trưởng đoàn đại biểu quốc hội|trưởng đoàn đbqh
phó trưởng đoàn đại biểu quốc hội|phó trưởng đoàn đbqh|phó trưởng đoàn chuyên trách
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
BARE: Final = frozenset({"trưởng đoàn", "phó trưởng đoàn", "phó đoàn", "phụ trách", "tổ trưởng"})
"""Heads that are an office only with what they lead: "làm trưởng đoàn" is a task of the day."""
PRIVATE: Final = phrases("""
công ty|tnhh|cổ phần|cp|tập đoàn|doanh nghiệp tư nhân|htx|hợp tác xã|hđqt|hội đồng quản trị
hội đồng thành viên|hội đồng sáng lập|siêu thị|khách sạn|nhà hàng|cửa hàng|clb|câu lạc bộ
điều hành|marketing|giám đốc kinh doanh|quỹ đầu tư|trị sự|giáo hội|giáo xứ|giáo phận|group
kỹ thuật công ty|sàn|homestay
bán hàng|nhà máy
""")
"""Words of a position that show that it is held in a firm or a club, not in an office."""
APPOINTED: Final = phrases("""
là|làm|giữ chức|giữ chức vụ|giữ chức danh|giữ cương vị|được bổ nhiệm|được bổ nhiệm làm
đảm nhận chức vụ|được bổ nhiệm giữ chức|được bổ nhiệm giữ chức vụ|được bầu làm|được bầu giữ chức
được bầu giữ chức vụ|được bầu giữ chức danh|được giao nhiệm vụ|được giao nhiệm vụ làm
giữ chức vụ là|trên cương vị|tái cử chức vụ|được giao phụ trách
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
