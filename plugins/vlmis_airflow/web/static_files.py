"""Style sheet, scripts and pictures, each under an address that changes with its content.

Starlette's ``StaticFiles`` serves them behind a route, not as a mounted app: a mount has no
dependencies, so nothing would ask who is there. They hold no secret, so they may be compressed;
pages, which hold the token of a form beside what an address says, are not (the BREACH attack).
"""

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from starlette.staticfiles import StaticFiles

from vlmis_airflow.web.access import needs
from vlmis_core.accounts.person import Person

_FOLDER = Path(__file__).parent / "static"
_SERVED = {".css", ".js", ".svg"}
_ONE_YEAR = "private, max-age=31536000, immutable"
_FILES = StaticFiles(directory=_FOLDER)

router = APIRouter()


@cache
def static_files() -> dict[str, str]:
    """List the files that may be asked for, each with the version that is part of its address."""
    return {
        path.relative_to(_FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in sorted(_FOLDER.rglob("*"))
        if path.suffix in _SERVED
    }


def static_url(name: str) -> str:
    """Return the address of a file below the app; KeyError for a file that is not there."""
    return f"/static/{static_files()[name]}/{name}"


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress((_FOLDER / name).read_bytes(), mtime=0)


@router.get("/static/{version}/{name:path}", include_in_schema=False)
async def serve(
    request: Request, version: str, name: str, person: Annotated[Person, Depends(needs(None))]
) -> Response:
    """Send one file; under the address of an old version the present file, not to be kept."""
    if name not in static_files():
        raise HTTPException(404)
    answer = await _FILES.get_response(name, request.scope)
    if answer.status_code == 200 and "gzip" in request.headers.get("Accept-Encoding", ""):
        # Weak, as for every form of a file that is not byte for byte the same.
        form = {"ETag": f"W/{answer.headers['ETag']}", "Content-Encoding": "gzip"}
        answer = Response(_compressed(name), media_type=answer.media_type, headers=form)
    answer.headers["Vary"] = "Accept-Encoding"
    is_present = version == static_files()[name]
    answer.headers["Cache-Control"] = _ONE_YEAR if is_present else "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
