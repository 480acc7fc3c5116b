"""What stands in an article's container and is not the article: share bars, counters and such."""

import re

from lxml import html

_LONGEST = 110
"""Characters. No line of noise is longer, so longer text is not looked at."""
_NOISE_CLASS = re.compile(
    r"(?<![\w-])(?:view-content-author|addthis\w*|addtoany\w*|fb-(?:like|share\w*)|sharethis\w*"
    r"|social(?:-\w+)?|share(?:-(?:bar|button|buttons|box))?|print-action|mailto-action"
    r"|sharedaddy|jp-relatedposts|yarpp(?:-\w+)*|heateor\w*|modal"
    r"|related(?:[_-]\w+)*|tags?(?:-list)?|keywords|pagination|pager|breadcrumbs?|no-?print|hidden"
    r"|sr-only|hide-accessible|visually-hidden|screen-reader-text)(?![\w-])",
    re.IGNORECASE,
)  # view-content-author is Liferay 6.2's CMS account, "admin admin" 2,187 times on one portal
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LINE = re.compile(
    r"\d{1,3} ?%|(?:\d[\d.]* )?lượt xem(?: ?:? ?\d[\d.]*)?"
    r"|(?:đã xem|số lần xem|view count) ?: ?\d[\d.]*"
    r"|(?:in|bản in|in (?:bài viết|trang|ra)|print)(?: đọc bài)?|đọc bài|gửi (?:mail|email)"
    r"|chia sẻ ?:?|tweet|(?:xem )?cỡ chữ ?:?|a[-+]?(?: a[-+]?)*|sign in|đăng nhập|tags?:"
    r"|từ khóa ?:|(?:©|®)? ?ghi rõ nguồn .{1,90}|file đính kèm ?:?|đã tặng"
    r"|quay lại|về (?:đầu trang|trang trước)|lên đầu trang"
    r"|[|•·\-–—_*.,:;]+",
    re.IGNORECASE,
)
_IMAGE_NAME = re.compile(r"[^/\n|]{1,100}\.(?:jpe?g|png|gif|bmp|webp|tiff?)", re.IGNORECASE)
_END = re.compile(
    r"(?:các |những )?(?:tin|bài)(?: viết)?"
    r" (?:khác|liên quan|mới hơn|cũ hơn|cùng chuyên mục|đã đưa) ?:?"
    r"|(?:tin|bài)(?: viết)? (?:đọc|xem|được xem) nhiều(?: nhất)? ?:?"
    r"|(?:other|related) news ?:?|(?:ý kiến|phản hồi) (?:bạn đọc|của bạn)(?: ?\(\d+\))?"
    r"|gửi (?:phản hồi|bình luận)|bình luận(?: ?\(\d+\))?",
    re.IGNORECASE,
)


def is_noise(element: html.HtmlElement) -> bool:
    """Tell by class and style whether an element of a container is no part of its text."""
    names, style = element.get("class"), element.get("style")
    if names and _NOISE_CLASS.search(names):
        return True
    return bool(style and "none" in style and _HIDDEN.search(style))


def is_noise_line(text: str) -> bool:
    """Tell whether a whole line is a counter, a control or the file name of an image."""
    if len(text) > _LONGEST:
        return False
    return bool(_LINE.fullmatch(text) or _IMAGE_NAME.fullmatch(text))


def ends_article(text: str) -> bool:
    """Tell whether the line heads the list of other news that follows an article."""
    return len(text) <= _LONGEST and _END.fullmatch(text) is not None
