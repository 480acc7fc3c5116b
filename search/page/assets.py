"""The stylesheet and the script: read once, at addresses that change with their content."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Response

FOLDER: Final = Path(__file__).parent / "static"
TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOREVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}

router = APIRouter(include_in_schema=False)


def asset(name: str) -> str:
    """Return the address of a file of static/; raises KeyError for a name that has none."""
    return f"/static/{hashlib.sha256(_files()[name]).hexdigest()[:12]}/{name}"


@router.get("/static/{version}/{name}")
def static(version: str, name: str) -> Response:
    """Return a file; what another version of the program asks for is not kept by browsers."""
    if name not in _files():
        raise HTTPException(404, "There is no such file.")
    headers = FOREVER if asset(name) == f"/static/{version}/{name}" else {}
    return Response(_files()[name], headers=headers, media_type=TYPES[Path(name).suffix])


@lru_cache(maxsize=1)
def _files() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix in TYPES}
