"""Turn a template into a page: autoescaped, in the person's language, with its security headers."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from vlmis_airflow.html import security_headers, templates
from vlmis_airflow.language import COOKIE, translator_of
from vlmis_airflow.web.csrf import make_token
from vlmis_airflow.web.menu import menu_for
from vlmis_airflow.web.refused_forms import Refusal, ShownForm
from vlmis_airflow.web.static_files import static_url
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.ledger.expiry import LotExpiry, expiry_of
from vlmis_core.messages import LANGUAGES, Message, Translator
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
    tr = translator_of(request)
    person: Person | None = getattr(request.state, "person", None)
    text = (
        templates(_FOLDER)
        .get_template(template)
        .render(**_words(tr), **_frame(request, person), **context)
    )
    response = HTMLResponse(text, status_code=status_code, headers=SECURITY_HEADERS)
    if request.query_params.get("lang") == tr.language:
        response.set_cookie(
            COOKIE, tr.language, max_age=_YEAR_SECONDS, samesite="lax", httponly=True
        )
    return response


def _words(tr: Translator) -> dict[str, Any]:
    """How a template speaks: ``_`` a text, ``term`` a code, ``text`` a message."""

    def text(message: Message | str | None) -> str:
        return tr.text(message) if isinstance(message, Message) else message or ""

    return {
        "_": tr.gettext,
        "ngettext": tr.ngettext,
        "term": tr.term,
        "text": text,
        "sentence": tr.sentence,
        "number": tr.number,
        "instant": tr.instant,
        "language": tr.language,
        "languages": LANGUAGES,
    }


def _frame(request: Request, person: Person | None) -> dict[str, Any]:
    """What every page shows around its content."""
    base = request.scope.get("root_path", "")
    path = request.url.path.removeprefix(base)
    chosen = {name: value for name, value in request.query_params.items() if name != "lang"}
    return {
        "base": base,
        "path": path,
        "person": person,
        "production": getattr(request.state, "production", None),
        "analytics": getattr(request.state, "analytics", None),
        **_forms(request),
        "menu": menu_for(person),
        "csrf_token": make_token(person) if person else "",
        "airflow": base.removesuffix("/vlmis"),
        "logout": base.removesuffix("/vlmis") + _LOGOUT,
        "expiry": lambda expires_on, day=None: _expiry(request, expires_on, day),
        "static": lambda name: f"{base}{static_url(name)}",
        "link": lambda address, /, **params: base + address + query_text(params),
        "here": lambda **changes: base + path + query_text(chosen | changes),
        "query": query_text(chosen),
        "Action": Action,
    }


def _forms(request: Request) -> dict[str, Any]:
    """What a template needs to show a refused form again; `refused_forms` says how it comes."""
    refusal: Refusal | None = getattr(request.state, "refusal", None)
    may_focus = iter((True,))

    def form_at(path: str, method: str = "POST") -> ShownForm:
        is_this = refusal is not None and (refusal.method, refusal.path) == (method, path)
        return ShownForm(refusal if is_this else None)

    base = request.scope.get("root_path", "")
    return {
        "refusal": refusal,
        "form_at": form_at,
        "choices": form_at(request.url.path.removeprefix(base), "GET"),
        # The first field that is wrong has the focus, so only the first one asks with success.
        "takes_focus": lambda: next(may_focus, False),
    }


def _expiry(request: Request, expires_on: date | None, day: date | None = None) -> LotExpiry | None:
    """Tell whether a lot is to be marked on the page, as of ``day``: today without one."""
    horizon_days = load_settings().expiry_horizon_days
    return expiry_of(expires_on, day or request.state.today, horizon_days)


def query_text(params: Mapping[str, Any]) -> str:
    """A query string; what is None, empty or false is left out."""
    kept = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in params.items()
        if value not in (None, "", False)
    }
    return f"?{urlencode(kept)}" if kept else ""
