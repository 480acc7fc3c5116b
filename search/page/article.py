"""The article at /bai/: its text with the facts marked in it, and all that is known around it.

What its attached files say is at /tep/, a page a file: one can be longer than a hundred articles.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse

from indexer.gazetteer.unit import Unit
from search.api.parameters import Archive
from search.article import ArticleView, Found, read_article
from search.page.addresses import Address
from search.page.archived import copy_address
from search.page.copies import record_path
from search.page.facts import Marks, marks_of, place_address, unit_words
from search.page.failures import page_router
from search.page.links import web_address
from search.page.marks import segments
from search.page.paragraphs import Text, blocks
from search.page.rendering import render
from search.page.versions import shortened

router = page_router()
Key = Annotated[str, Path(max_length=8000)]


@router.get("/bai/{key:path}")
def article(request: Request, archive: Archive, key: Key) -> HTMLResponse:
    """Show an article as the archive has it now, with its earlier texts."""
    view = read_article(archive, key)
    if view is None:
        raise HTTPException(404, "The archive holds no article with this key.")
    document = view.document
    marks = marks_of(document)
    return render(
        request,
        "article.html",
        view=view,
        shortened=shortened,
        document=document,
        title=segments(document["title"] or "", marks.get(("title", 0), ())),
        lead=segments(document["lead"] or "", marks.get(("lead", 0), ())),
        body=list(blocks(document["body"], _by_index(marks, "body"))),
        captions=_captions(document, marks),
        kinds=sorted({mark.kind for found in marks.values() for mark in found}),
        page=article_address(document["key"]),
        as_json=Address(f"/articles/{document['key']}"),
        original=web_address(document["canonical_url"]),
        pictures=[each for image in document["images"] if (each := web_address(image["url"]))],
        files=[_file(document, number) for number in range(len(document["attachments"]))],
        copies=_copies(view),
        record=record_path(document),
        issuer=_unit(document.get("issuer")),
        places=[_unit(place) for place in document.get("places") or ()],
    )


@router.get("/tep/{key:path}")
def attached(
    request: Request, archive: Archive, key: Key, file: Annotated[int, Query(ge=1, le=10**4)]
) -> HTMLResponse:
    """Show what an article's n-th attached file says."""
    fields = ["key", "title", "portal", "attachments"]
    body = {"query": {"term": {"key": key}}, "size": 1, "_source": fields}
    hits = archive.search(body)["hits"]["hits"]
    files = hits[0]["_source"]["attachments"] if hits else []
    if file > len(files) or not files[file - 1].get("text"):
        raise HTTPException(404, "The archive holds no text of such a file.")
    return render(
        request,
        "attached.html",
        document=hits[0]["_source"],
        page=article_address(key),
        file=files[file - 1],
        original=web_address(files[file - 1]["url"]),
    )


def article_address(key: str) -> Address:
    """Return the address of an article's page."""
    return Address(f"/bai/{key}")


def _by_index(marks: Marks, field: str) -> dict[int, Sequence[Any]]:
    return {index: found for (name, index), found in marks.items() if name == field}


def _captions(document: Found, marks: Marks) -> list[Text]:
    return [
        segments(text, marks.get(("captions", index), ()))
        for index, text in enumerate(document["captions"])
    ]


def _unit(fields: Mapping[str, Any] | None) -> tuple[str, Address] | None:
    """Return a unit's words and its page's address."""
    if not fields:
        return None
    unit = Unit(**fields)
    return unit_words(unit), place_address(unit.code, unit.vintage)


def _file(document: Found, number: int) -> dict[str, Any]:
    """Return what a template says of an attachment: `text` is where its text is shown."""
    file: Mapping[str, Any] = document["attachments"][number]
    read = file.get("text_cut") is not None and not file.get("scan_only")
    page = Address(f"/tep/{document['key']}", (("file", str(number + 1)),))
    return {
        "name": file["name"],
        "original": web_address(file["url"]),
        "scan_only": bool(file.get("scan_only")),
        "text": page if read else None,
    }


def _copies(view: ArticleView) -> dict[int, Address]:
    """Return the addresses of the archived copies by revision, the present one's among them."""
    documents = [*(each.document for each in view.revisions), view.document]
    return {each["revision"]: copy_address("/ban-luu", each) for each in documents}
