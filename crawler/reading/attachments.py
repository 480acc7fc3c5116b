"""Files that an article offers for download."""

import re
from posixpath import splitext
from urllib.parse import unquote, urljoin, urlsplit

from crawler.article import Attachment
from crawler.text import clean

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".zip": "application/zip",
    ".rar": "application/vnd.rar",
    ".7z": "application/x-7z-compressed",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}

_ATTACHED = re.compile(
    rf"(?:{'|'.join(map(re.escape, MEDIA_TYPES))})(?:$|[/?])"
    r"|/LinkClick(?:\.aspx)?\?fileticket=|^/documents/|/documentContent\?dDocName=",
    re.IGNORECASE,
)  # Liferay writes /documents/<group>/<folder>/name.pdf/<uuid>; DotNetNuke and WebCenter hide names
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|tiff?|svg)(?:$|[/?])", re.IGNORECASE)
_NAMELESS = re.compile(
    r"(?:xem |tải )?(?:chi tiết )?(?:nội dung )?(?:văn bản |các |những )*"
    r"(?:tại đây|(?:file )?(?:đính|gửi) kèm|kèm theo|tải về|download|ở đây|click here)?[ .,/:;]*",
    re.IGNORECASE,
)


def is_attachment(href: str) -> bool:
    """Tell by its address whether a link leads to a file that a reader would save."""
    return _ATTACHED.search(href) is not None and not _IMAGE.search(href)


def attachment(url: str, href: str, name: str) -> Attachment:
    """Return an attachment by its link, named as shown, or by its file if that is "tại đây" (here).

    Raises ValueError for an address that cannot be joined to the page's.
    """
    address = urljoin(url, href)
    segments = reversed(urlsplit(address).path.split("/"))
    file = next((part for part in segments if _ending(part) in MEDIA_TYPES), "")
    named, shown = clean(unquote(file).replace("+", " ")), clean(name)
    label = named if named and _NAMELESS.fullmatch(shown) else shown or named
    endings = (MEDIA_TYPES.get(_ending(text)) for text in (shown, file))
    return Attachment(url=address, name=label, type=next(filter(None, endings), None))


def _ending(name: str) -> str:
    return splitext(name)[1].lower()
