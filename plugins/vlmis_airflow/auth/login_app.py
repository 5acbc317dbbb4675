"""The login: a page for people, a token for programs, a way in when DHIS2 is down, a way out."""

import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Annotated

import anyio
from airflow.api_fastapi.app import get_auth_manager, get_cookie_path
from airflow.api_fastapi.auth.managers.base_auth_manager import COOKIE_NAME_JWT_TOKEN
from airflow.api_fastapi.core_api.security import bearer_scheme, collect_request_tokens
from fastapi import Depends, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import SecretStr

from vlmis_airflow.auth import deployment
from vlmis_airflow.auth.next_page import page_after_login, vlmis_pages
from vlmis_airflow.auth.pages import (
    has_valid_form_token,
    is_encrypted,
    page,
    style_sheet,
)
from vlmis_airflow.auth.sessions import SessionEndedError
from vlmis_airflow.auth.typed_login import TypedLogin, read_form, read_json, safe_page, typed_code
from vlmis_airflow.auth.user import Session, VlmisUser
from vlmis_airflow.language import translator_of
from vlmis_core.accounts.break_glass import use_break_glass
from vlmis_core.accounts.log_in import (
    AdmittedUser,
    Attempt,
    CheckPassword,
    log_in,
    seconds_until_answer,
)
from vlmis_core.clock import now
from vlmis_core.database import Database
from vlmis_core.errors import (
    LoginNeedsCodeError,
    LoginRefusedError,
    SettingsError,
    TransientError,
)
from vlmis_core.messages import Message, message

DHIS2_IS_DOWN = message("login_needs_dhis2")
TOO_OLD = message("login_form_is_too_old")
BAD_CODE = message("break_glass_code_refused")
WRONG_CODE = message("login_code_refused")

Pause = Callable[[float], Awaitable[None]]


def database() -> Database:
    """Where accounts and counters are. A dependency: tests put theirs in its place."""
    return deployment.login_database()


def asking() -> CheckPassword:
    """How DHIS2 is asked. A dependency."""
    return deployment.ask_dhis2


def clock() -> Callable[[], float]:
    """Seconds that only go forward. A dependency."""
    return time.monotonic


def pause() -> Pause:
    """How a refusal waits for its moment. A dependency."""
    return anyio.sleep


class Login:
    """One attempt to log in, with everything that it needs."""

    def __init__(
        self,
        request: Request,
        database: Annotated[Database, Depends(database)],
        ask: Annotated[CheckPassword, Depends(asking)],
        clock: Annotated[Callable[[], float], Depends(clock)],
        pause: Annotated[Pause, Depends(pause)],
    ) -> None:
        """Gather it; FastAPI does."""
        self.address = request.client.host if request.client else "unknown"
        self._database, self._ask, self._clock, self._pause = database, ask, clock, pause

    async def by_password(
        self, username: str, password: SecretStr, code: SecretStr | None
    ) -> VlmisUser:
        """A new session for whom DHIS2 accepts; a refusal comes at its fixed moment.

        Raises:
            LoginRefusedError: for every reason the same.
            LoginNeedsCodeError: the password is right, and the code is missing or wrong.
            TransientError: DHIS2 or the database did not answer.
        """
        began = self._clock()
        attempt = Attempt(username, password, self.address, code)
        try:
            # The clock is read when the thread begins: a login may have to wait for one.
            user = await run_in_threadpool(
                lambda: log_in(self._database, self._ask, attempt, now=now())
            )
        except LoginRefusedError:
            await self._pause(seconds_until_answer(self._clock() - began))
            raise
        return new_session(username, user)

    async def by_code(self, code: SecretStr) -> VlmisUser:
        """A new session for a one-time code of the command line.

        Raises:
            LoginRefusedError: unknown, used, or too old.
        """
        began = self._clock()
        try:
            username = await run_in_threadpool(
                use_break_glass, self._database, code, address=self.address, now=now()
            )
        except LoginRefusedError:
            await self._pause(seconds_until_answer(self._clock() - began))
            raise
        return new_session(username, AdmittedUser("", 0))


Attempted = Annotated[Login, Depends()]


def make_login_app() -> FastAPI:
    """The application that Airflow mounts at ``/auth``."""
    app = FastAPI(title="VLMIS login", docs_url=None, redoc_url=None, openapi_url=None)
    app.get("/login")(show_login)
    app.post("/login")(take_login)
    app.get("/logout")(show_logout)
    app.post("/logout")(take_logout)
    app.get("/break-glass")(show_break_glass)
    app.post("/break-glass")(take_break_glass)
    app.post("/token")(make_token)
    app.post("/token/cli")(make_token)
    app.get("/login.css")(show_style_sheet)
    return app


def show_login(request: Request, next: str = "") -> Response:
    """The login page."""
    return page(request, "login.html", wanted=safe_page(request, next))


async def take_login(request: Request, login: Attempted) -> Response:
    """Log in by the form of the page, or by that of the page that asks for the code."""
    typed = await read_form(request)

    def again(problem: Message | str, status: int) -> Response:
        return page(
            request,
            "login.html",
            status=status,
            problem=problem,
            username=typed.username,
            wanted=typed.wanted,
        )

    if not typed.is_valid:
        return again(TOO_OLD, 403)
    try:
        user = await login.by_password(typed.username, typed.password, typed.code)
    except LoginNeedsCodeError:
        return _ask_for_code(request, typed)
    except LoginRefusedError as refused:
        return again(refused.message, 401)
    except TransientError:
        return again(DHIS2_IS_DOWN, 503)
    except SettingsError as error:
        return again(error.message, 503)
    return await _let_in(request, user, typed.wanted)


def _ask_for_code(request: Request, typed: TypedLogin) -> Response:
    status, problem = (401, WRONG_CODE) if typed.code else (200, None)
    return page(
        request,
        "login_code.html",
        status=status,
        problem=problem,
        typed=(typed.username, typed.password),
        username=typed.username,
        wanted=typed.wanted,
    )


def show_break_glass(request: Request) -> Response:
    """The page for the code of the command line."""
    return page(request, "break_glass.html")


async def take_break_glass(request: Request, login: Attempted) -> Response:
    """Log in by the code of the command line."""
    form = await request.form()
    if not has_valid_form_token(request, str(form.get("form_token", ""))):
        return page(request, "break_glass.html", status=403, problem=TOO_OLD)
    try:
        user = await login.by_code(SecretStr(str(form.get("code", ""))))
    except LoginRefusedError:
        return page(request, "break_glass.html", status=401, problem=BAD_CODE)
    return await _let_in(request, user, None)


async def make_token(request: Request, login: Attempted) -> Response:
    """A token for a program: ``{"username", "password"}``, or ``{"break_glass": code}``.

    A user with a second factor adds ``{"two_factor_code"}``.
    """
    body = await read_json(request)
    if body is None:
        return _problem(request, 400, message("credentials_are_missing"))
    try:
        if body.keys() == {"break_glass"}:
            user = await login.by_code(body["break_glass"])
        else:
            username = body["username"].get_secret_value()
            code = typed_code(body.get("two_factor_code", SecretStr("")).get_secret_value())
            user = await login.by_password(username, body["password"], code)
    except LoginNeedsCodeError as asked:
        return _problem(request, 401, WRONG_CODE if code else asked.message)
    except LoginRefusedError as refused:
        return _problem(request, 401, refused.message)
    except TransientError:
        return _problem(request, 503, DHIS2_IS_DOWN)
    except SettingsError as error:
        return _problem(request, 503, error.message)
    token = get_auth_manager().generate_jwt(user)
    return JSONResponse({"access_token": token}, 201, {"Cache-Control": "no-store"})


def show_logout(request: Request) -> Response:
    """Ask first: other sites lead here as well."""
    came_from = safe_page(request, request.headers.get("Referer", ""))
    return page(request, "logout.html", stay=came_from or vlmis_pages())


async def take_logout(request: Request) -> Response:
    """End the session, with every token of it."""
    form = await request.form()
    if not has_valid_form_token(request, str(form.get("form_token", ""))):
        return page(request, "logout.html", status=403, problem=TOO_OLD, stay=vlmis_pages())
    for token in collect_request_tokens(request, await bearer_scheme(request)):
        await run_in_threadpool(get_auth_manager().revoke_token, token)
    answer = RedirectResponse(get_auth_manager().get_url_login(), 303)
    answer.delete_cookie(COOKIE_NAME_JWT_TOKEN, path=get_cookie_path(), httponly=True)
    return answer


def show_style_sheet() -> Response:
    """The style sheet of these pages."""
    return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def new_session(username: str, user: AdmittedUser) -> VlmisUser:
    """A session that begins now."""
    begun_at = now()
    session_id = uuid.uuid4().hex
    return VlmisUser(
        Session(username, session_id, begun_at, begun_at, user.dhis2_uid, user.session_generation)
    )


async def _let_in(request: Request, user: VlmisUser, wanted: str | None) -> Response:
    try:
        admitted = await run_in_threadpool(deployment.sessions().admit, user.session, now())
    except SessionEndedError:  # Deactivated since the password was checked.
        return page(request, "login.html", status=401, problem=LoginRefusedError().message)
    assert admitted.person is not None
    answer = RedirectResponse(page_after_login(admitted.person, wanted), 303)
    answer.set_cookie(
        COOKIE_NAME_JWT_TOKEN,
        get_auth_manager().generate_jwt(user),
        path=get_cookie_path(),
        httponly=True,
        secure=is_encrypted(request),
        samesite="lax",
    )
    return answer


def _problem(request: Request, status: int, why: Message | str) -> Response:
    answer = {"code": None, "detail": why}
    if isinstance(why, Message):
        answer = {"code": why.code, "detail": translator_of(request).text(why)}
    return JSONResponse(answer, status, {"Cache-Control": "no-store"})
