"""What a person sees when something cannot be done: one sentence, and what to do next.

Pages get a page, programs an answer of ``application/problem+json`` (RFC 9457).
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from vlmis_airflow.web.access import NotAllowedError, NotSignedInError
from vlmis_airflow.web.language import language_of
from vlmis_airflow.web.rendering import render
from vlmis_airflow.web.sentences import say
from vlmis_core.errors import PermanentError, TransientError, VlmisError

URL_PREFIX = "/vlmis"
_LOGIN = "/api/v2/auth/login"
"""Airflow's own address, which leads to the page of whoever manages logins."""


def add_error_pages(app: FastAPI) -> None:
    """Answer every error that a route may raise."""
    app.add_exception_handler(NotSignedInError, _not_signed_in)
    app.add_exception_handler(NotAllowedError, _not_allowed)
    app.add_exception_handler(RequestValidationError, _wrong_fields)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(VlmisError, _said_by_the_system)


def explain(request: Request, status: HTTPStatus, title: str, detail: str) -> Response:
    """An error as its reader can take it: both are said in English."""
    if wants_json(request):
        problem: dict[str, Any] = {
            "type": "about:blank",
            "title": title,
            "status": status.value,
            "detail": detail,
        }
        return JSONResponse(problem, status.value, media_type="application/problem+json")
    return render(
        request,
        "error.html",
        status_code=status.value,
        title=language_of(request).text(title),
        detail=say(detail, language_of(request)),
    )


def wants_json(request: Request) -> bool:
    """Whether a program asks: below ``/api``, or by what it accepts."""
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    accepted = request.headers.get("Accept", "*/*")
    return path.startswith("/api/") or accepted.startswith("application/json")


def _not_signed_in(request: Request, error: Exception) -> Response:
    if wants_json(request):
        answer = explain(
            request, HTTPStatus.UNAUTHORIZED, "Not signed in", "Send a token, or sign in."
        )
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    address = _login_address(request)
    if request.headers.get("HX-Request"):  # A script would load the login into the page.
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": address})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _login_address(request: Request) -> str:
    base = request.scope.get("root_path", "").removesuffix(URL_PREFIX)
    is_page = request.method == "GET" and "/static/" not in request.url.path
    wanted = request.url.path if is_page else f"{base}{URL_PREFIX}/"
    if is_page and request.url.query:
        wanted += f"?{request.url.query}"
    return f"{base}{_LOGIN}?next={quote(wanted, safe='')}"


def _not_allowed(request: Request, error: Exception) -> Response:
    return explain(request, HTTPStatus.FORBIDDEN, "Not allowed", str(error))


def _wrong_fields(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = "\n".join(
        f"{problem['loc'][-1]}: {problem['msg']} ({str(problem.get('input'))[:80]!r})"
        for problem in error.errors()
    )
    return explain(request, HTTPStatus.UNPROCESSABLE_ENTITY, "These fields cannot be read", fields)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return explain(request, HTTPStatus.NOT_FOUND, "Not found", "There is no such page.")
    status = HTTPStatus(error.status_code)
    answer = explain(request, status, status.phrase, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _said_by_the_system(request: Request, error: Exception) -> Response:
    if isinstance(error, TransientError):
        return explain(
            request, HTTPStatus.SERVICE_UNAVAILABLE, "Not possible at this moment", str(error)
        )
    assert isinstance(error, PermanentError)
    return explain(request, HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be done", str(error))
