"""Surnames and the shape of a personal name.

Kinh surnames from the census list; Tày, Nùng, Thái, Mường, Mông, Dao, Hoa, Ê Đê, Gia Rai, Ba Na, Xơ
Đăng, Cơ Tu, Chăm and Khmer ones from how these peoples write their names in Vietnamese.
"""

import re
from collections.abc import Sequence
from typing import Final

from crawler.text import fold_diacritics
from indexer.facets.officials.tokens import Token
from indexer.facets.officials.vocabulary import phrases

SURNAMES: Final = frozenset(
    phrases("""
a|aduôn|alăng|an|arất|ayun|bhling|bhnướch|biện|bling|blúp|bnướch|briu|bríu|buôn|bàng|bành|bá|báo|bì
bùi|bạc|bạch|bảo
bế|bồ|ca|cam|cao|chau|chìu|chíu|chu|chung|châu|chúc|chương|chẩu|chế|chử|coor|cung|cà|cái|cám|cáp
cát|công|cù
cư|cồ|cổ|củng|cự|danh|diêm|diệp|doãn|dư|dương|giang|già|giàng|giáp|hoa|hoàng|huỳnh|hà|hàn|hàng|hán
hùng|hướng|hạ|hạng|hạp|hảng|hầu|hỏa|hồ|hồng|hờ|hứa|kbuôr|kha|khiếu|khoàng|khà|khâu|khúc|khương
khổng|kim|kiên|kiều|kiểu|kon|kpa|kpă|kră|ksor|ktla|kă|kơ|la|lang|linh|liêu|liễu|long|luyện|lành
lâm|lã|lèng|lèo|lê|lí|lò|lô|lù|lý|lơ|lư|lưu|lương|lường|lưỡng|lạc|lại|lầu|lều|lỗ|lộ|lộc|lục|lữ|lỳ
lỷ|ma|mai|man|mang|miêu|mlô|mo|mua|muộn|mâu|mã|mè|mông|mùa|mạc|mẫn|mẫu|nay|nghiêm|nghị|nguyễn|ngân
ngô|ngạc|ngọc|ngụ|ngụy|nhan|nhâm|nhạc|nhữ|ninh|niê|não|néang|nình|nông|nùng|oanh|ong|phan|phang
phàn|pháo|phí|phó|phù|phùng|phú|phương|phạm|phừng|pơloong|pồn|pờ|quan|quang|quyền|quàng|quách|quản
quảng|quế|rahlan|ralan|rmah|rơ|siu|son|sái|sình|sín|sùng|sơn|sầm|sần|sầu|sằm|sử|thang|thi|thiều
thiệu|thàng|thào|thái|thân|thò|thôi|thông|thượng|thạch|thẩm|thập|thịnh|tiêu|tiếp|tiết|trang|triệu
trà|trác|tráng|trình|trưng|trương|trưởng|trượng|trần|trịnh|ty|tài|tào|tòng|tô|tôn|tăng|tường|tưởng
tạ|tải|tất|tẩn|tống|từ|ung|uông|vi|viên|vàng|vì|vòng|võ|văn|vũ|vương|vạn|vừ|vừu|xa|xin|xà|xồng|y
yên|zơrâm|ánh|ân|âu|êban|ôn|ông|út|đan|đinh|điêu|điền|điểu|đoàn|đàm|đàn|đàng|đào|đái|đèo|đôn|đăng
đường|đạt|đầu|đậu|đặng|địch|đồng|đổng|đỗ|đới|ưng|ấu|ổn
""")
)
"""Lower case. `a`, `y` and `h` are the marks of men's and women's names in the Highlands."""
MONG: Final = frozenset(
    phrases("""
a|mí|páo|seo|sèo|thị
""")
)
"""Second syllables of Mông and Thái names, which leave a given name of one syllable."""
HISTORIC: Final = frozenset(
    phrases("""
chu văn an|hoàng quốc việt|hoàng văn thụ|hoàng đình giong|hà huy tập|hồ chí minh|lê duẩn
lê hồng phong|lê thanh nghị|lý tự trọng|lương khánh thiện|nguyễn chí thanh|nguyễn hữu thọ
nguyễn lương bằng|nguyễn thị minh khai|nguyễn văn cừ|nguyễn ái quốc|nguyễn đức cảnh|ngô gia tự
phan đăng lưu|phạm hùng|phạm văn đồng|trường chinh|trần hưng đạo|trần phú|trần đăng ninh
tôn đức thắng|võ nguyên giáp|văn tiến dũng
""")
)
"""Leaders of the past, of whom anniversaries, streets and prizes speak."""
LONGEST: Final = 4
_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvxy])?"
    r"[aeiouy]{1,3}(?:ch|ng|nh|[cmnptk])?",
)
_MARKED: Final = re.compile(r"(?:[HKY]['’])?\w+")


def is_syllable(text: str) -> bool:
    """Tell whether a word can be one of a Vietnamese name; "Moon" and "Smith" can not."""
    word = fold_diacritics(text).lower()
    if "'" in word or "’" in word:
        return _MARKED.fullmatch(text) is not None
    return _SYLLABLE.fullmatch(word) is not None and "oo" not in word


def is_full_name(run: Sequence[Token]) -> bool:
    """Tell whether capitalised words have the shape of a full name: a surname, then others."""
    if not 2 <= len(run) <= LONGEST + 1:
        return False
    if run[0].text[1:2] in {"'", "’"}:
        return True
    if not all(token.key in SURNAMES or is_syllable(token.text) for token in run):
        return False
    if run[0].key not in SURNAMES:
        return False
    return len(run) <= LONGEST or run[2].key in {"thị", "văn"} or run[1].key in SURNAMES | MONG
