"""The forms in which DHIS2 answers."""

import json
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

_JSON = "application/json;charset=UTF-8"
_PLAIN_JSON = "application/json"
NO_CACHE = {"cache-control": "no-cache, private"}
NO_STORE = {"cache-control": "no-cache, no-store, max-age=0, must-revalidate"}


class RefusedRequestError(Exception):
    """An endpoint answers with an error message instead of its content."""

    def __init__(self, status: int, message: str | None, error_code: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.error_code = error_code


def json_answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON answer as the web API sends it."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, {"content-type": _JSON, **(headers or {})})


def error_answer(
    status: int, message: str | None, error_code: str | None = None, *, charset: bool = False,
    headers: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return a web message that says what is wrong."""
    body: dict[str, Any] = {
        "httpStatus": HTTPStatus(status).phrase, "httpStatusCode": status, "status": "ERROR",
    }  # fmt: skip
    body |= {"message": message} if message is not None else {}
    body |= {"errorCode": error_code} if error_code else {}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    content_type = _JSON if charset else _PLAIN_JSON
    return Response(text, status, {"content-type": content_type, **(headers or {})})


def ok_message(
    message: str | None, status: int = 200, headers: dict[str, str] | None = None, **more: Any
) -> Response:
    """Return a web message of success."""
    body: dict[str, Any] = {
        "httpStatus": HTTPStatus(status).phrase, "httpStatusCode": status, "status": "OK",
    }  # fmt: skip
    body |= {"message": message} if message is not None else {}
    return json_answer(body | more, status, headers)


def empty_answer(status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return an answer without a body."""
    return Response(b"", status, headers)


def tomcat_page(status: int, phrase: str) -> Response:
    """Return the HTML page of the servlet container."""
    title = f"HTTP Status {status} – {phrase}"
    page = f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
    page += f"<body><h1>{title}</h1></body></html>"
    return Response(page, status, {"content-type": "text/html;charset=utf-8"})
