"""Errors as ``application/problem+json`` (RFC 9457), with codes; see ``docs/api.md``."""

from http import HTTPStatus

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from vlmis_airflow.web.api.limits import MOST_ERRORS
from vlmis_airflow.web.unreadable_fields import encodable
from vlmis_core.errors import BadInputError, Fault, VlmisError
from vlmis_core.messages import Translator

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = 5
_LONGEST_VALUE = 80


class WrongField(BaseModel):
    """One field that was refused."""

    line: int | None = Field(description="Position in `lines`, from 1; null: not in a line.")
    field: str
    value: str
    code: str | None = Field(description="What is wrong, the same in every language.")
    reason: str = Field(description="What is wrong, in the language of the request.")


class Problem(BaseModel):
    """Why a request was refused; nothing of it was saved."""

    type: str = "about:blank"
    title: str
    status: int
    code: str | None = Field(description="What is wrong, the same in every language.")
    detail: str = Field(description="What is wrong, in the language of the request.")
    errors: list[WrongField] = Field([], description=f"The first {MOST_ERRORS} wrong fields.")


def problem_of(error: VlmisError, status: HTTPStatus, tr: Translator) -> Response:
    """Answer with an error, in the language of the translator."""
    faults = error.faults if isinstance(error, BadInputError) else []
    problem = Problem(
        title=tr.term("message_class", error.message_class),
        status=status,
        code=error.code,
        detail=encodable(error.text(tr)),
        errors=[_wrong_field(fault, tr) for fault in faults[:MOST_ERRORS]],
    )
    answer = JSONResponse(problem.model_dump(), status, media_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(_RETRY_SECONDS)
    return answer


def _wrong_field(fault: Fault, tr: Translator) -> WrongField:
    return WrongField(
        line=fault.line or None,
        field=fault.field,
        value=encodable(fault.value[:_LONGEST_VALUE]),
        code=fault.message.code,
        reason=encodable(tr.text(fault.message)),
    )
