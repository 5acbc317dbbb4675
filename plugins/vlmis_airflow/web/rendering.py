"""Turn a template into a page: autoescaped, in the person's language, with its security headers."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from vlmis_airflow.html import security_headers, templates
from vlmis_airflow.web.csrf import make_token
from vlmis_airflow.web.language import COOKIE, LANGUAGES, Language, language_of
from vlmis_airflow.web.menu import menu_for
from vlmis_airflow.web.sentences import say
from vlmis_airflow.web.static_files import static_url
from vlmis_airflow.web.words import in_words
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.messages import Message, translator
from vlmis_core.settings import load_settings

SECURITY_HEADERS = security_headers(
    "script-src 'self'", "connect-src 'self'", "img-src 'self' data:"
)
_LOGOUT = "/auth/logout"
"""The login's own page, which asks first: its form is safe from other sites, a link is not."""

_FOLDER = Path(__file__).parent / "templates"
_YEAR_SECONDS = 365 * 24 * 3600


def render(
    request: Request, template: str, *, status_code: int = 200, **context: Any
) -> HTMLResponse:
    """A whole page; ``request.state.person`` is who looks at it (an error page may have nobody)."""
    language = language_of(request)
    person: Person | None = getattr(request.state, "person", None)
    text = (
        templates(_FOLDER)
        .get_template(template)
        .render(**_words(language), **_frame(request, person, language), **context)
    )
    response = HTMLResponse(text, status_code=status_code, headers=SECURITY_HEADERS)
    if request.query_params.get("lang") == language.code:
        response.set_cookie(
            COOKIE, language.code, max_age=_YEAR_SECONDS, samesite="lax", httponly=True
        )
    return response


def _words(language: Language) -> dict[str, Any]:
    """How a template speaks: ``_`` a text, ``word`` a code, ``said`` a sentence of the core."""
    zone = load_settings().zone

    def instant(value: datetime | None) -> str:
        return "" if value is None else f"{value.astimezone(zone):%Y-%m-%d %H:%M}"

    def word(code: str | None) -> str:
        return language.text(in_words(code))

    def said(text: str | None) -> str:
        return say(text or "", language)

    tr = translator(language.code, zone)

    def text(message: Message | str | None) -> str:
        return tr.text(message) if isinstance(message, Message) else message or ""

    return {
        "_": language.text,
        "word": word,
        "said": said,
        "ngettext": tr.ngettext,
        "term": tr.term,
        "text": text,
        "number": language.number,
        "instant": instant,
        "language": language,
        "languages": LANGUAGES,
    }


def _frame(request: Request, person: Person | None, language: Language) -> dict[str, Any]:
    """What every page shows around its content."""
    base = request.scope.get("root_path", "")
    path = request.url.path.removeprefix(base)
    chosen = {name: value for name, value in request.query_params.items() if name != "lang"}
    return {
        "base": base,
        "path": path,
        "person": person,
        "menu": menu_for(person),
        "csrf_token": make_token(person) if person else "",
        "logout": base.removesuffix("/vlmis") + _LOGOUT,
        "static": lambda name: f"{base}{static_url(name)}",
        "link": lambda address, /, **params: base + address + query_text(params),
        "here": lambda **changes: base + path + query_text(chosen | changes),
        "query": query_text(chosen),
        "Action": Action,
    }


def query_text(params: Mapping[str, Any]) -> str:
    """A query string; what is None, empty or false is left out."""
    kept = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in params.items()
        if value not in (None, "", False)
    }
    return f"?{urlencode(kept)}" if kept else ""
