"""What somebody typed to log in: the fields of a form, or the JSON of a program."""

import json
from dataclasses import dataclass
from typing import Any

from airflow.configuration import conf
from fastapi import Request
from pydantic import SecretStr

from vlmis_airflow.auth.next_page import safe_path
from vlmis_airflow.auth.pages import has_valid_form_token, typed_before


@dataclass(frozen=True, slots=True)
class TypedLogin:
    """The fields of a login form; ``is_valid``: this server made the form, a short time ago."""

    username: str
    password: SecretStr
    code: SecretStr | None
    wanted: str | None
    is_valid: bool


async def read_form(request: Request) -> TypedLogin:
    """Read the login form, or the form of the page that asks for the code."""
    form = await request.form()
    fields = {name: str(value) for name, value in form.items()}
    username, password = fields.get("username", ""), SecretStr(fields.get("password", ""))
    is_valid = has_valid_form_token(request, fields.get("form_token", ""))
    if sealed := fields.get("sealed_login"):
        before = typed_before(request, sealed)
        is_valid = is_valid and before is not None
        username, password = before or ("", SecretStr(""))
    code, wanted = typed_code(fields.get("code", "")), safe_page(request, fields.get("next", ""))
    return TypedLogin(username, password, code, wanted, is_valid)


async def read_json(request: Request) -> dict[str, SecretStr] | None:
    """Read the fields of a login, hidden at once: a framework's own error would repeat them."""
    try:
        found: Any = json.loads(await request.body())
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        return None
    hidden = {name: SecretStr(value) for name, value in found.items()}
    is_login = {"username", "password"} <= hidden.keys() or hidden.keys() == {"break_glass"}
    return hidden if is_login else None


def typed_code(text: str) -> SecretStr | None:
    """Return the code without the blanks that people type in it; None: there is no code."""
    code = "".join(text.split())
    return SecretStr(code) if code else None


def safe_page(request: Request, wanted: str) -> str | None:
    """Return the path of a wanted page of this site; None: it is elsewhere."""
    here = f"{request.url.scheme}://{request.url.netloc}"
    return safe_path(wanted, here, conf.get("api", "base_url", fallback="").rstrip("/"))
