"""What somebody sees when something cannot be done: what is wrong, and what to do next.

Pages get a page, programs an answer of ``application/problem+json`` (RFC 9457). The status follows
from the class of the message.
"""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from vlmis_airflow.language import translator_of
from vlmis_airflow.web.access import NotSignedInError
from vlmis_airflow.web.api.problems import problem_of
from vlmis_airflow.web.kept_forms import address_again
from vlmis_airflow.web.refused_forms import show_again
from vlmis_airflow.web.rendering import render
from vlmis_airflow.web.unreadable_fields import faults_of
from vlmis_core.errors import BadInputError, PermanentError, VlmisError
from vlmis_core.messages import Message, Translator, message

URL_PREFIX = "/vlmis"
_MOST_LINES = 200
"""Wrong fields that a page names."""
_LOGIN = "/api/v2/auth/login"
"""Airflow's own address, which leads to the page of whoever manages logins."""


def add_error_pages(app: FastAPI) -> None:
    """Answer every error that a route may raise."""
    app.add_exception_handler(NotSignedInError, _not_signed_in)
    app.add_exception_handler(RequestValidationError, _unreadable_fields)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(VlmisError, _error)


def explain(request: Request, error: VlmisError, status: HTTPStatus | None = None) -> Response:
    """Answer with an error as its reader can take it: a page, or a problem for a program."""
    tr = translator_of(request)
    status = status or _status_of(error)
    if wants_json(request):
        return problem_of(error, status, tr)
    return render(
        request,
        "error.html",
        status_code=status.value,
        title=tr.term("message_class", error.message_class),
        lines=_lines(error, tr),
    )


def wants_json(request: Request) -> bool:
    """Tell whether a program asks: below ``/api``, or by what it accepts."""
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    accepted = request.headers.get("Accept", "*/*")
    return path.startswith("/api/") or accepted.startswith("application/json")


def _lines(error: VlmisError, tr: Translator) -> list[str]:
    """What is wrong, each field on a line; a page sends no lines that could be counted."""
    if not isinstance(error, BadInputError):
        return error.text(tr).splitlines()
    return [replace(fault, line=0).text(tr) for fault in error.faults[:_MOST_LINES]]


def _not_signed_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, VlmisError)
    if wants_json(request):
        return explain(request, error)
    address = _login_address(request)
    if request.headers.get("HX-Request"):  # A script would load the login into the page.
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": address})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _login_address(request: Request) -> str:
    base = request.scope.get("root_path", "").removesuffix(URL_PREFIX)
    kept: str | None = getattr(request.state, "kept_form", None)
    if kept is not None:
        wanted = f"{base}{URL_PREFIX}{address_again(kept)}"
        return f"{base}{_LOGIN}?next={quote(wanted, safe='')}"
    is_page = request.method == "GET" and "/static/" not in request.url.path
    wanted = request.url.path if is_page else f"{base}{URL_PREFIX}/"
    if is_page and request.url.query:
        wanted += f"?{request.url.query}"
    return f"{base}{_LOGIN}?next={quote(wanted, safe='')}"


async def _unreadable_fields(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return await _answer(request, error, faults_of(error))


def _http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses before a route begins; its status stays."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    answer = explain(request, PermanentError(_message_of(status, request)), status)
    answer.headers.update(error.headers or {})
    return answer


def _message_of(status: HTTPStatus, request: Request) -> Message:
    if status == HTTPStatus.NOT_FOUND:
        return message("page_not_found")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return message("method_not_allowed", method=request.method)
    return message("request_cannot_be_read")


async def _error(request: Request, error: Exception) -> Response:
    assert isinstance(error, VlmisError)
    return await _answer(request, error, error)


async def _answer(request: Request, raised: Exception, error: VlmisError) -> Response:
    """Show a refused form again; where there is none, explain the error on a page of its own."""
    if not wants_json(request) and "HX-Request" not in request.headers:
        again = await show_again(request, raised, _status_of(error).value)
        if again is not None:
            return again
    return await run_in_threadpool(explain, request, error)


def _status_of(error: VlmisError) -> HTTPStatus:
    return error.message_class.http_status or HTTPStatus.INTERNAL_SERVER_ERROR
