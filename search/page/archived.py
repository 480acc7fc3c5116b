"""The archived copy at /ban-luu/: the page as its portal sent it, where it can do no harm.

The copy itself, at /trang-luu/, is a document of its own that its sandbox gives no rights: no
scripts, no forms, no origin, and nothing may be loaded but what it holds itself. The page around it
shows it in a frame. Nothing of the record's headers is sent: its type decides between the
two that we send, and its letters are sent as UTF-8.
"""

from typing import Annotated, Final

from fastapi import HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from crawler.errors import ArchiveDamaged
from crawler.page import Page
from search.api.parameters import Archive
from search.article import Found
from search.page.addresses import Address
from search.page.copies import CopyElsewhere, find_captured, is_html, read_copy, record_path
from search.page.failures import page_router
from search.page.links import web_address
from search.page.rendering import render

POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-cache",
}
ATTACHMENT: Final = {"Content-Disposition": 'attachment; filename="ban-luu"'}

router = page_router()
Key = Annotated[str, Path(max_length=8000)]
Revision = Annotated[int | None, Query(ge=1, le=10**6)]


@router.get("/ban-luu/{key:path}")
def archived(request: Request, archive: Archive, key: Key, revision: Revision = None) -> Response:
    """Show the copy of an article's page in a frame, with its time and its portal's address."""
    document = _captured(archive, key, revision)
    try:
        page = read_copy(request.app.state.config.data, document)
    except (CopyElsewhere, ArchiveDamaged) as error:
        return _unavailable(request, document, error)
    return _around(request, document, "page" if is_html(page) else "file")


@router.get("/trang-luu/{key:path}")
def copy(
    request: Request,
    archive: Archive,
    key: Key,
    revision: Revision = None,
    *,
    download: bool = False,
) -> Response:
    """Return the copy itself: a page to be shown, anything else, or `download`, to be saved."""
    document = _captured(archive, key, revision)
    try:
        page = read_copy(request.app.state.config.data, document)
    except (CopyElsewhere, ArchiveDamaged) as error:
        return _unavailable(request, document, error)
    if download or not is_html(page):
        return Response(page.body, 200, HEADERS | ATTACHMENT, "application/octet-stream")
    return _shown(page)


def copy_address(path: str, document: Found) -> Address:
    """Return the address below `path` of the copy of a document's own text."""
    return Address(f"{path}/{document['key']}", (("revision", str(document["revision"])),))


def _captured(archive: Archive, key: str, revision: int | None) -> Found:
    document = find_captured(archive, key, revision)
    if document is None:
        raise HTTPException(404, "The archive holds no such text.")
    return document


def _shown(page: Page) -> Response:
    content = page.text.encode("utf-8", "replace")
    return Response(content, 200, HEADERS, "text/html; charset=utf-8")


def _unavailable(request: Request, document: Found, error: Exception) -> HTMLResponse:
    if isinstance(error, CopyElsewhere):
        return _around(request, document, "elsewhere", 404)
    return _around(request, document, "damaged", 500)


def _around(request: Request, document: Found, state: str, status: int = 200) -> HTMLResponse:
    return render(
        request,
        "archived.html",
        status,
        state=state,
        document=document,
        original=web_address(document["url"]),
        record=record_path(document),
        article=Address(f"/bai/{document['key']}"),
        copy=copy_address("/trang-luu", document),
    )
