"""Style sheet, scripts and pictures: read once, served with an address that changes with them."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response

from vlmis_airflow.web.access import needs
from vlmis_core.accounts.person import Person

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_ONE_YEAR = "private, max-age=31536000, immutable"

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file and the version that is part of its address."""

    content: bytes
    media_type: str
    version: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every file that may be asked for, by its path below ``static/``."""
    found = {}
    for path in sorted(_FOLDER.rglob("*")):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            version = hashlib.sha256(content).hexdigest()[:12]
            name = path.relative_to(_FOLDER).as_posix()
            found[name] = StaticFile(content, _TYPES[path.suffix], version)
    return found


def static_url(name: str) -> str:
    """The address of a file below the app; raises KeyError for one that is not there."""
    return f"/static/{static_files()[name].version}/{name}"


@router.get("/static/{version}/{name:path}", include_in_schema=False)
def serve(version: str, name: str, person: Annotated[Person, Depends(needs(None))]) -> Response:
    """One file; an old version's address gets the present file, not to be kept."""
    found = static_files().get(name)
    if found is None:
        raise HTTPException(404)
    kept = _ONE_YEAR if version == found.version else "no-store"
    return Response(
        found.content,
        media_type=found.media_type,
        headers={"Cache-Control": kept, "X-Content-Type-Options": "nosniff"},
    )
