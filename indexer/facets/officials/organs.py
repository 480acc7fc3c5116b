"""The words of organisations, in lower case, tones placed as of old; see `vocabulary`."""

from typing import Final

from indexer.facets.officials.vocabulary import phrases

UNIT_WORDS: Final = phrases("""
tỉnh|thành phố|tp|t.p|huyện|quận|thị xã|tx|thị trấn|xã|phường|đặc khu|p|q|h
""")
ORGANISATIONS: Final = phrases("""
ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|ub|mttq|mặt trận tổ quốc|mặt trận|ủy ban|việt nam|vn
ủy ban mttq|ubmttq|ubmttqvn|mttqvn|ủy ban mặt trận tổ quốc|huyện ủy|tỉnh ủy|thành ủy|thị ủy
quận ủy|đảng ủy|đảng bộ|chi bộ|chi ủy|đảng đoàn|ban cán sự|ban cán sự đảng|đảng|trung ương|tw
ban chấp hành|bch|ban thường vụ|btv|bộ chính trị|ban bí thư|thường trực|thường vụ|bct|quốc hội
chính phủ|nhà nước|chủ tịch nước|bộ|sở|ban|phòng|cục|vụ|chi cục|tổng cục|viện|học viện|trung tâm
đài|hội|hội đồng|liên đoàn|liên đoàn lao động|lđlđ|liên hiệp|hiệp hội|đoàn|huyện đoàn|tỉnh đoàn
thành đoàn|quận đoàn|thị đoàn|đoàn thanh niên|trung ương đoàn|văn phòng|công an|vp|quân sự
ban chỉ huy|bộ chỉ huy|chqs|bộ tư lệnh|quân khu|quân đoàn|quân chủng|quân đội|sư đoàn|trung đoàn
lữ đoàn|tiểu đoàn|đại đội|bộ đội|biên phòng|đồn biên phòng|đồn|trạm|trạm y tế|hạt kiểm lâm|trường
trường tiểu học|đại học|bệnh viện|báo|tạp chí|nhà xuất bản|nxb|kho bạc|kho bạc nhà nước|khoa
bảo hiểm xã hội|bhxh|ngân hàng|ngân hàng chính sách xã hội|tòa án|tòa án nhân dân|tand
viện kiểm sát|viện kiểm sát nhân dân|vksnd|thanh tra|thanh tra sở|ban chỉ đạo|bcđ|ban tổ chức|bql
ban quản lý|chi hội|hội đồng nghĩa vụ quân sự|cơ quan|đội|tổ|tổ dân phố|thôn|bản|xóm|ấp|khu phố
khu dân cư|khu|cụm|đơn vị|nhân dân|lực lượng vũ trang|tổng công ty|công ty|tập đoàn|nhà trường
thông tấn xã|ủy ban kiểm tra|ubkt|cổng thông tin điện tử|cổng ttđt|thư viện|bảo tàng|nhà hát
trung ương đảng|quốc gia|nhà văn hóa|câu lạc bộ|ngành|liên minh|cộng sản|đội quản lý thị trường
mặt trận tổ quốc việt nam|ban trị sự|giáo hội|tổng đội|nhà khách|bưu điện|điện lực|cảng vụ
ban tuyên giáo|ban dân vận|ban nội chính|ban kinh tế|ban pháp chế|hđbcqg|ban bầu cử|ủy ban bầu cử
hội đồng bầu cử|tiểu ban|phòng giao dịch|ngân hàng csxh|đoàn đbqh|đoàn đại biểu quốc hội|tòa soạn
ubmt|ubmt tổ quốc|ubmt tổ quốc việt nam|hội cựu chiến binh|tổ công tác|đoàn công tác|đoàn kiểm tra
đoàn giám sát|đoàn thanh tra
""")
"""Nouns of which names of organisations are made; they continue a position in any case."""
NO_ORGAN: Final = phrases("""
báo cáo|ban hành|đoàn kết|hội ý|đội ngũ|đoàn viên|sở tại|báo chí|hội trường|hội nghị|hội thảo
hội họp|tổ chức|đơn vị liên quan|đoàn đại biểu|ngành liên quan|khu vực|bộ phận|trường hợp|tổ dân
bản thân|cơ quan chức năng|ban đầu|ngành chức năng|bản tin|đảng viên|khoa học|viện dẫn|bộ máy
""")
"""What begins like an organ's noun and is none."""
FIELDS: Final = phrases("""
cảnh sát quản lý hành chính|quản lý hành chính
bình đẳng giới|cảnh sát giao thông|pháp luật|chính sách - pháp luật|vì sự tiến bộ phụ nữ
tin học hóa|thanh niên , thiếu niên|thiếu niên , nhi đồng|thanh niên , thiếu niên và nhi đồng
số hóa|thanh niên , thiếu niên , nhi đồng|hóa chất|tiếng nói|thương mại điện tử|đề án
phát triển bền vững|thông tin|truyền thông|thông tin và truyền thông|tt&tt|văn hóa|thể thao
du lịch|văn hóa , thể thao|văn hóa , thể thao và du lịch|vh , tt&dl|vh , tt và dl|vhtt , tt&dl
vh , tt và tt|giáo dục|đào tạo|y tế|tài chính|kế hoạch|đầu tư|nội vụ|ngoại vụ|tư pháp|công thương
công nghiệp|thương mại|xây dựng|quy hoạch|kiến trúc|quy hoạch - kiến trúc|giao thông|vận tải
giao thông vận tải|nông nghiệp|phát triển nông thôn|ptnt|tài nguyên|môi trường|lao động
thương binh|xã hội|khoa học|công nghệ|lao động , thương binh và xã hội
lao động - thương binh và xã hội|lđtb|dân tộc|tôn giáo|quốc phòng|an ninh|kinh tế|hạ tầng|đô thị
pháp chế|ngân sách|dân vận|tuyên giáo|tổ chức|kiểm tra|nội chính|phụ nữ|nông dân|cựu chiến binh
thanh niên|thanh niên cộng sản hồ chí minh|tncs hồ chí minh|tncs hcm|người cao tuổi|chữ thập đỏ
khuyến học|nhà báo|luật gia|văn học nghệ thuật|người mù|chất độc da cam|dân số|trẻ em
kế hoạch hóa gia đình|gia đình|bưu chính|viễn thông|công nghệ thông tin|cntt|báo chí|xuất bản
báo chí - xuất bản|phát thanh|truyền hình|truyền thanh|phát thanh và truyền hình
phát thanh - truyền hình|phát thanh truyền hình|thông tin điện tử|tần số|vô tuyến điện|thống kê
thuế|hải quan|kiểm lâm|thi hành án|thi hành án dân sự|dự phòng|đa khoa|bưu chính viễn thông
hàng hải|cảnh sát|giao thông đường bộ|điều tra|hình sự|phòng cháy , chữa cháy|phòng cháy chữa cháy
pccc|tham mưu|chính trị|hậu cần|kỹ thuật|cải cách hành chính|hành chính|tổng hợp|quản lý|giám sát
kiểm soát|quản lý đô thị|quản lý thị trường|thị trường|nghiệp vụ|thi đua|khen thưởng|thư ký
nhân sự|thi đua - khen thưởng|thi đua , khen thưởng|tổ chức cán bộ|cán bộ|công chức|tiếp dân
đối ngoại|hợp tác quốc tế|quốc tế|văn xã|văn hóa - xã hội|kinh tế - xã hội|kinh tế - ngân sách
bầu cử|nhà đất|tài chính - kế hoạch|kinh tế - hạ tầng|dân chính|dân chính đảng|khối|các cơ quan
doanh nghiệp|nghĩa vụ quân sự|lưu trữ|tôn giáo - dân tộc|công tác|đấu tranh|chỉ đạo|chỉ huy
phòng , chống|phòng chống|chống|an toàn|bổ trợ|giáo dục thường xuyên|giáo dục nghề nghiệp|dạy nghề
việc làm|giải phóng|mặt bằng|trung học cơ sở|trung học phổ thông|thpt|thcs|tiểu học|mầm non
liên hiệp|hữu nghị|phật giáo|văn nghệ|nghệ thuật|điện ảnh|điện tử|dữ liệu|chuyển đổi số|ứng dụng
phần mềm|tin học|an toàn thông tin|thành phố|cơ sở|công đoàn|viên chức|xã|dân quân|tự vệ|quân|dân
vũ trang|tối cao|đại biểu|chuyên trách|văn phòng|cứu nạn|cứu hộ|thường trực|quân huấn|tác chiến
quân lực|dân tộc miền núi|kỷ luật|giám định|đăng ký|đăng ký kinh doanh
đất đai|quỹ đất|phát triển|khuyến nông|thú y
trồng trọt|bảo vệ thực vật|chăn nuôi|thủy sản|thủy lợi|đê điều|lâm nghiệp|giống|cây trồng
nước sạch|vệ sinh|thực phẩm|lễ hội|hội nghị|đại hội|kỳ họp|cuộc thi|chương trình|giải|hội thi
hội thao|diễn tập|cuộc vận động|tuyên truyền|xúc tiến|nghiên cứu|chiến lược|chính sách|khí tượng
thủy văn|hàng không|dân dụng|đường sắt|đường bộ|bảo trợ|bảo hiểm|di sản|bản quyền|tác giả|thư tín
điện lực|năng lượng|lãnh đạo|nhà nước|vận động|hiến máu|tình nguyện|hiến máu tình nguyện|phòng thủ
dân sự|xây dựng nông thôn mới|nông thôn mới|kiểm sát|xét xử|phúc thẩm|sơ thẩm|kỷ niệm|đại diện
thường vụ|trung cấp|cao đẳng|sư phạm|chính quyền|cựu thanh niên xung phong|thanh niên xung phong
sinh viên|học sinh|thiếu nhi|nhi đồng|buôn lậu , gian lận thương mại và hàng giả|buôn lậu|hàng giả
gian lận thương mại|trung ương|nghĩa vụ|hội sách|an toàn giao thông|phòng , chống dịch|dịch bệnh
covid|thi hành|làm vườn|sinh vật cảnh|luật sư|đông y|doanh nhân|doanh nghiệp nhỏ và vừa|hợp tác xã
bảo tồn|thông tấn|thủ đô|xuất nhập khẩu|nhập khẩu|xuất khẩu|phục vụ hành chính công|hành chính công
tội phạm|ma túy|môi trường rừng|giao dịch
tội phạm sử dụng công nghệ cao|phòng chống tội phạm sử dụng công nghệ cao|các khu công nghiệp
các dự án
các khu kinh tế|các cơ quan đảng|đa khoa khu vực|nhi đồng|phụ sản|y học cổ truyền|công nghệ cao|csxh
xây dựng đảng|xây dựng đảng đảng ủy|tuyên giáo và dân vận|đất đai|chăm sóc sức khỏe
sức khỏe sinh sản
chống buôn lậu , gian lận thương mại và hàng giả|phòng , chống aids|ngoại giao
phòng , chống aids và phòng , chống tệ nạn ma túy , mại dâm
trị sự|phòng chống tham nhũng|tệ nạn
phòng , chống tệ nạn ma túy , mại dâm|giáo dục đào tạo và dạy nghề|giáo dục đào tạo|khởi nghiệp
phòng , chống thiên tai và tìm kiếm cứu nạn|thiên tai|tìm kiếm cứu nạn|chữ ký số|quản trị|đo lường
tiêu chuẩn|chất lượng|sở hữu trí tuệ|khoáng sản|biến đổi khí hậu|văn thư|pháp y|giám định y khoa
dược
kiểm nghiệm|kiểm dịch|quản lý đất đai|quản lý dự án|quản lý dự án đầu tư xây dựng|đầu tư xây dựng
""")
"""What organisations are busy with; they continue a position after a noun of an organisation."""
VERBS: Final = phrases("""
chỉ đạo|chỉ huy|kiểm tra|giám sát|tổ chức|quản lý|tuyên truyền|vận động|kỷ niệm|lãnh đạo|đại diện
phát triển|nghiên cứu|công tác|xét xử|điều tra|chống|dân|quân|giải|hội nghị|đại hội|phụ trách
đăng ký|giám định|phục vụ|chương trình|xây dựng|ứng dụng|kiểm soát|tiếp dân|đào tạo|đầu tư|kỷ luật
phòng thủ|khen thưởng|nhân dân|đơn vị|xuất bản|bảo tồn|thanh tra
""")
"""Fields that, in lower case, are mostly what somebody does: only right after an organ's noun."""
CONNECTORS: Final = frozenset({"và", "&", "-", "–", "của", "thuộc", "về", "/"})
"""They continue the name of an organisation if a field or a noun of an organisation follows."""
ACTS: Final = phrases("""
ban|biểu|bày|báo|bầu|bắt|bế|bị|bổ|chia|cho|chúc|chưa|chỉ|chủ|chứng|còn|có|công|cùng|cũng|cảm|cắt
của|do|dâng|dưới|dự|ghi|giao|giải|giới|giữ|gặp|gửi|hoan|hoàn|hướng|họp|hỏi|hứa|khai|khi|không|khảo
khẳng|kiểm|kêu|ký|kết|luôn|là|làm|lên|lưu|lại|lắng|mong|mà|mới|mở|nghe|nghỉ|ngày|như|nhấn|nhận|nên
nêu|nói|năm|nếu|phát|phối|phổ|qua|quán|ra|rất|sau|sinh|sẽ|tham|thay|theo|thì|thông|thăm|thắp|thừa
thực|tin|tiếp|trao|triệu|trong|trên|trình|trước|trả|tuyên|tại|tặng|tổng|từ|viết|và|vào|vì|về|với
vừa|xem|xuống|yêu|đang|đi|điều|đánh|đáp|đã|đón|được|đến|đề|để|đọc|động|ở
""")
"""First syllables of what may follow an organisation's name and is not part of it."""
