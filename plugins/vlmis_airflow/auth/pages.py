"""The login pages: rendered here, complete without scripts, and with nothing from elsewhere."""

import hashlib
import hmac
import json
import secrets
from functools import cache
from pathlib import Path

from airflow.api_fastapi.app import AUTH_MANAGER_FASTAPI_APP_PREFIX
from airflow.configuration import conf
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from vlmis_airflow.web.language import language_of

FORM_COOKIE = "vlmis_login_form"
_FORM_SECONDS = 3600
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
        "frame-ancestors 'self'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_FOLDER = Path(__file__).parent / "templates"


def page(request: Request, name: str, *, status: int = 200, **words: object) -> HTMLResponse:
    """Render a page with a form; its token stands in the form and, signed, in a cookie."""
    language = language_of(request)
    nonce = secrets.token_urlsafe(18)
    texts = catalogue(language.code)
    html = (
        _templates()
        .get_template(name)
        .render(
            _=lambda english: texts.get(english, english),
            language=language.code,
            root=AUTH_MANAGER_FASTAPI_APP_PREFIX,
            form_token=_signature(nonce),
            **words,
        )
    )
    answer = HTMLResponse(html, status, _HEADERS)
    answer.set_cookie(
        FORM_COOKIE,
        nonce,
        max_age=_FORM_SECONDS,
        path=AUTH_MANAGER_FASTAPI_APP_PREFIX,
        httponly=True,
        secure=is_encrypted(request),
        samesite="strict",
    )
    return answer


def is_from_our_form(request: Request, form_token: str) -> bool:
    """Whether a form was sent by the page that this server gave to this browser."""
    nonce = request.cookies.get(FORM_COOKIE, "")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    is_signed = hmac.compare_digest(_signature(nonce).encode(), form_token.encode())
    return bool(nonce) and is_signed and site == "same-origin"


def is_encrypted(request: Request) -> bool:
    """Whether the browser came by https, also where a proxy before us ends it."""
    base_url = conf.get("api", "base_url", fallback="")
    has_certificate = bool(conf.get("api", "ssl_cert", fallback=""))
    return request.url.scheme == "https" or base_url.startswith("https:") or has_certificate


def style_sheet() -> bytes:
    """The one style sheet of these pages."""
    return (_FOLDER / "login.css").read_bytes()


@cache
def catalogue(code: str) -> dict[str, str]:
    """English text → text in a language; empty for English itself."""
    path = Path(__file__).parent / "texts" / f"{code}.json"
    if not path.is_file():
        return {}
    texts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return texts


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(_FOLDER), autoescape=True)


def _signature(nonce: str) -> str:
    secret = conf.get_mandatory_value("api", "secret_key").encode()
    return hmac.new(secret, f"vlmis-login|{nonce}".encode(), hashlib.sha256).hexdigest()
