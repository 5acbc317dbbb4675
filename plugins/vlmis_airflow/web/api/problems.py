"""Errors as ``application/problem+json`` (RFC 9457), every bad field named; see ``docs/api.md``."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from vlmis_airflow.web.access import NotAllowedError, NotSignedInError
from vlmis_airflow.web.api.limits import TooLargeError, read_bounded
from vlmis_core.errors import (
    BadField,
    BadInputError,
    DayNotReadyError,
    NotLiveError,
    PermanentError,
    TransientError,
    VlmisError,
)

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = 5
_LONGEST_VALUE = 80
_ONCE_ONLY = frozenset(
    {
        "was recorded before with other content",
        "was reversed before",
        "was acknowledged before",
        "was withdrawn before",
    }
)
"""What the ledger says of a key or an act that was taken already."""


class WrongField(BaseModel):
    """One field that was refused."""

    line: int | None = Field(description="Position in `lines`, from 1; null: not in a line.")
    field: str
    value: str
    reason: str


class Problem(BaseModel):
    """Why a request was refused; nothing of it was stored."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[WrongField] = []


class UnknownError(Exception):
    """What the address names does not exist."""


class NotYoursError(NotAllowedError):
    """Lines of stores at which the person may not record."""

    def __init__(self, fields: Sequence[BadField]) -> None:
        """Name every such line."""
        super().__init__("You may record at your own stores only.")
        self.fields = list(fields)


_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], HTTPStatus, str], ...] = (
    (NotSignedInError, HTTPStatus.UNAUTHORIZED, "Not signed in"),
    (NotAllowedError, HTTPStatus.FORBIDDEN, "Not allowed"),
    (UnknownError, HTTPStatus.NOT_FOUND, "Not found"),
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large"),
    (TransientError, HTTPStatus.SERVICE_UNAVAILABLE, "Not possible at this moment"),
    ((NotLiveError, DayNotReadyError), HTTPStatus.CONFLICT, "Not possible yet"),
    (
        (RequestValidationError, PermanentError),
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Refused whole, nothing was stored",
    ),
)
"""The first that fits; the kinds that are left are in `_meaning`."""


class ApiRoute(APIRoute):
    """A route whose errors are problems, and whose body is bounded before it is read."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """Wrap the route's own handler."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                await read_bounded(request)
                return await handle(request)
            except (
                NotSignedInError,
                NotAllowedError,
                UnknownError,
                TooLargeError,
                RequestValidationError,
                HTTPException,
                VlmisError,
            ) as error:
                return problem_of(error)

        return answer


def problem_of(error: Exception) -> Response:
    """The answer to an error."""
    status, title = _meaning(error)
    errors = _wrong_fields(error)
    said = "; ".join(f"{wrong.field}: {wrong.reason}" for wrong in errors[:3])
    problem = Problem(
        title=title,
        status=status,
        detail=_encodable(_detail(error) or said or title),
        errors=errors,
    )
    answer = JSONResponse(problem.model_dump(), status, media_type=MEDIA_TYPE)
    if isinstance(error, HTTPException):
        answer.headers.update(error.headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(_RETRY_SECONDS)
    return answer


def _meaning(error: Exception) -> tuple[HTTPStatus, str]:
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        return status, status.phrase
    if isinstance(error, BadInputError) and all(bad.reason in _ONCE_ONLY for bad in error.fields):
        return HTTPStatus.CONFLICT, "Recorded before, otherwise"
    for kinds, status, title in _MEANINGS:
        if isinstance(error, kinds):
            return status, title
    raise error


def _detail(error: Exception) -> str:
    match error:
        case NotSignedInError():
            return "Send a token (Authorization: Bearer …), or sign in."
        case RequestValidationError() | BadInputError():
            return ""
        case HTTPException():
            return str(error.detail)
    return str(error)


def _wrong_fields(error: Exception) -> list[WrongField]:
    if isinstance(error, RequestValidationError):
        return [_unreadable(found) for found in error.errors()]
    if isinstance(error, BadInputError | NotYoursError):
        return [
            WrongField(
                line=bad.line,
                field=bad.field,
                value=_shown(bad.value),
                reason=_encodable(bad.reason),
            )
            for bad in error.fields
        ]
    return []


def _unreadable(found: Any) -> WrongField:
    """A field that its type refused; ``loc`` is ``body, lines, 0, quantity``, for instance."""
    place = list(found["loc"][1:])
    line = None
    if len(place) > 1 and place[0] == "lines" and isinstance(place[1], int):
        line, place = place[1] + 1, place[2:]
    return WrongField(
        line=line,
        field=_encodable(".".join(map(str, place))[:_LONGEST_VALUE] or "(body)"),
        value=_shown(found.get("input")),
        reason=_encodable(found["msg"]),
    )


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value) if value is not None else ""
    return _encodable(text[:_LONGEST_VALUE])


def _encodable(text: str) -> str:
    """JSON may carry half a surrogate pair, which no answer can be written with."""
    return text.encode("utf-8", "replace").decode()
