"""The login pages: rendered here, complete without scripts, and with nothing from elsewhere."""

import secrets
from pathlib import Path

from airflow.api_fastapi.app import AUTH_MANAGER_FASTAPI_APP_PREFIX
from airflow.configuration import conf
from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import SecretStr

from vlmis_airflow.auth.sealed_login import open_login, seal_login
from vlmis_airflow.form_tokens import FormTokens, is_same_origin
from vlmis_airflow.html import security_headers, templates
from vlmis_airflow.language import translator_of
from vlmis_core.messages import Message

FORM_COOKIE = "vlmis_login_form"
_FORMS = FormTokens("vlmis-login", valid_seconds=3600)
_HEADERS = security_headers("img-src data:")
_FOLDER = Path(__file__).parent / "templates"


def page(
    request: Request,
    name: str,
    *,
    status: int = 200,
    problem: Message | str | None = None,
    typed: tuple[str, SecretStr] | None = None,
    **words: object,
) -> HTMLResponse:
    """Render a page with a form, whose token is signed for the value of a cookie.

    ``typed`` are a username and a password that the form brings along, encrypted.
    """
    tr = translator_of(request)
    nonce = secrets.token_urlsafe(18)
    frame = {
        "_": tr.gettext,
        "language": tr.language,
        "root": AUTH_MANAGER_FASTAPI_APP_PREFIX,
        "form_token": _FORMS.make(nonce),
        "problem": tr.text(problem) if isinstance(problem, Message) else problem,
        "username": None,
        "wanted": None,
        "sealed_login": seal_login(*typed, nonce) if typed else None,
    }
    html = templates(_FOLDER).get_template(name).render(frame | words)
    answer = HTMLResponse(html, status, _HEADERS)
    answer.set_cookie(
        FORM_COOKIE,
        nonce,
        max_age=_FORMS.valid_seconds,
        path=AUTH_MANAGER_FASTAPI_APP_PREFIX,
        httponly=True,
        secure=is_encrypted(request),
        samesite="strict",
    )
    return answer


def has_valid_form_token(request: Request, form_token: str) -> bool:
    """Tell whether a form was sent by the page that this server gave to this browser."""
    nonce = request.cookies.get(FORM_COOKIE, "")
    return bool(nonce) and _FORMS.is_valid(form_token, nonce) and is_same_origin(request)


def typed_before(request: Request, sealed: str) -> tuple[str, SecretStr] | None:
    """Return the username and password that a form brought along; None: they are not good."""
    return open_login(sealed, request.cookies.get(FORM_COOKIE, ""))


def is_encrypted(request: Request) -> bool:
    """Whether the browser came by https, also where a proxy before us ends it."""
    base_url = conf.get("api", "base_url", fallback="")
    has_certificate = bool(conf.get("api", "ssl_cert", fallback=""))
    return request.url.scheme == "https" or base_url.startswith("https:") or has_certificate


def style_sheet() -> bytes:
    """The one style sheet of these pages."""
    return (_FOLDER / "login.css").read_bytes()
