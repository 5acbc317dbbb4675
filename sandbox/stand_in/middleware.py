"""Authenticate requests, record them, and inject the faults of the wire."""

import asyncio
from collections.abc import MutableMapping
from http.cookies import SimpleCookie
from typing import Any

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.stand_in.accounts import RefusedError, User
from sandbox.stand_in.answers import error_answer, tomcat_page
from sandbox.stand_in.dhis2 import Dhis2, RequestRecord
from sandbox.stand_in.faults import IMPORT_FAULTS, Fault, FaultKind

HEAD_LENGTH_MAX = 8_192
"""Bytes of request line and headers that the servlet container takes."""

_OPEN_PATHS = {"/api/ping", "/api/auth/login"}
_SESSIONS_MAX = 1_000
TRANSPORT = "sandbox.transport"
"""Key of the connection in the scope's extensions (see ``server``)."""


class RequestMiddleware:
    """Wrap the web API: authentication, the request log, faults."""

    def __init__(self, dhis2: Dhis2, inner: ASGIApp) -> None:
        self._dhis2 = dhis2
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith("/api"):
            await self._inner(scope, receive, send)
            return
        scope["path"] = _without_version(scope["path"])
        fault = self._dhis2.faults.next_for(scope["method"], scope["path"])
        if fault and fault.kind is FaultKind.DROP_BEFORE_READING:
            self._write_down(scope, b"", None, None, fault)
            await _cut(scope, receive)
            return
        body = await _whole_body(receive)
        await self._serve(scope, receive, send, body, fault)

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, body: bytes, fault: Fault | None
    ) -> None:
        kind = fault.kind if fault else None
        if fault and kind is FaultKind.SLOW and not fault.commits:
            await asyncio.sleep(fault.seconds)
        at_once = self._answer_of_fault(scope, fault)
        if at_once and not (fault and fault.commits):
            self._write_down(scope, body, None, at_once.status_code, fault)
            await at_once(scope, receive, send)
            return
        record = self._write_down(scope, body, None, None, fault)
        scope["sandbox.record"] = record
        scope["sandbox.fault"] = fault if kind in IMPORT_FAULTS else None
        answer = await self._handled(scope, body, record)
        record.status = answer.status
        if fault and kind is FaultKind.SLOW and fault.commits:
            await asyncio.sleep(fault.seconds)
        if kind is FaultKind.DROP_AFTER_COMMITTING:
            await _cut(scope, receive)
        elif kind is FaultKind.TRUNCATED_BODY:
            await answer.shortened().send(send)
        elif kind is FaultKind.BROKEN_TRANSFER:
            await answer.send(send, half=True)
            await _cut(scope, receive)
        elif at_once:
            await at_once(scope, receive, send)
        else:
            await answer.send(send)

    def _answer_of_fault(self, scope: Scope, fault: Fault | None) -> Response | None:
        if fault is None:
            return None
        if fault.kind is FaultKind.BAD_GATEWAY:
            page = "<html><head><title>502 Bad Gateway</title></head><body>"
            page += "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>"
            return Response(page + "</body></html>", 502, {"content-type": "text/html"})
        if fault.kind is FaultKind.HTML_PAGE:
            page = "<!doctype html><html><head><title>Welcome</title></head><body></body></html>"
            return Response(page, 200, {"content-type": "text/html"})
        if fault.kind is FaultKind.REDIRECT_TO_LOGIN:
            return self._login_page(scope)
        if fault.kind is FaultKind.UNAUTHORIZED:
            return error_answer(401, "Unauthorized", charset=True)
        if fault.kind is FaultKind.FORBIDDEN:
            return error_answer(403, "Access is denied")
        if fault.kind is FaultKind.NOT_FOUND:
            method, path = scope["method"], scope["path"]
            return error_answer(404, f"No endpoint {method} {path}.", "E1005")
        return None

    async def _handled(self, scope: Scope, body: bytes, record: RequestRecord) -> "_Answer":
        answer = _Answer()
        headers = _headers(scope)
        if _head_length(scope) > HEAD_LENGTH_MAX:
            await tomcat_page(400, "Bad Request")(scope, _replay(b""), answer.take)
            return answer
        cookie = None
        if scope["path"] not in _OPEN_PATHS:
            try:
                user, cookie = self._come_in(headers, scope["method"])
            except RefusedError as refused:
                extra = {"www-authenticate": refused.challenge} if refused.challenge else None
                refusal = error_answer(refused.status, refused.message, charset=True, headers=extra)
                await refusal(scope, _replay(b""), answer.take)
                return answer
            if user is None:
                await self._login_page(scope)(scope, _replay(b""), answer.take)
                return answer
            record.username = user.username
            scope["sandbox.user"] = user
        await self._inner(scope, _replay(body), answer.take)
        if cookie:
            answer.headers.append((b"set-cookie", _cookie(cookie)))
        return answer

    def _come_in(
        self, headers: MutableMapping[str, str], method: str
    ) -> tuple[User | None, str | None]:
        """Return the user and a new session's cookie; no user means: to the login page."""
        accounts = self._dhis2.accounts
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        holder = self._session_holder(headers)
        if scheme == "Basic":
            if holder and accounts.is_basic_of(credentials, holder.username):
                return holder, None  # A live session wins over a wrong password.
            user = accounts.by_basic(credentials)
        elif scheme == "ApiToken":
            user = accounts.by_token(credentials, method)
        elif holder:
            return holder, None
        elif headers.get("x-requested-with") == "XMLHttpRequest":
            raise RefusedError("Unauthorized")
        else:
            return None, None
        while len(accounts.sessions) >= _SESSIONS_MAX:
            accounts.sessions.pop(next(iter(accounts.sessions)))
        return user, accounts.new_session(user.username)

    def _session_holder(self, headers: MutableMapping[str, str]) -> User | None:
        cookie: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
        session = cookie["JSESSIONID"].value if "JSESSIONID" in cookie else ""
        username = self._dhis2.accounts.sessions.get(session)
        return self._dhis2.accounts.user(username) if username else None

    def _login_page(self, scope: Scope) -> Response:
        path = "/dhis-web-login/" if self._dhis2.is_old_importer else "/login/"
        return RedirectResponse(f"{base_url(scope)}{path}", 302)

    def _write_down(
        self, scope: Scope, body: bytes, username: str | None, status: int | None,
        fault: Fault | None,
    ) -> RequestRecord:  # fmt: skip
        headers = _headers(scope)
        record = RequestRecord(
            number=len(self._dhis2.requests) + 1,
            at=self._dhis2.clock.now(),
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            username=username,
            request_id=headers.get("x-request-id"),
            user_agent=headers.get("user-agent"),
            body_bytes=len(body),
            status=status,
            fault=fault.kind.value if fault else None,
        )
        self._dhis2.requests.append(record)
        return record


class _Answer:
    """What the inner application answered, held back until it is known how to send it."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def shortened(self) -> "_Answer":
        """Return the answer with half of its body, and headers that fit."""
        half = _Answer()
        half.status, half.body = self.status, self.body[: len(self.body) // 2]
        half.headers = [(name, value) for name, value in self.headers if name != b"content-length"]
        half.headers.append((b"content-length", str(len(half.body)).encode()))
        return half

    async def send(self, send: Send, *, half: bool = False) -> None:
        """Send it; ``half``: the body stops in the middle and is not ended."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        body = self.body[: len(self.body) // 2] if half else self.body
        await send({"type": "http.response.body", "body": body, "more_body": half})


def base_url(scope: Scope) -> str:
    """Return the address under which the client reached the server."""
    host = _headers(scope).get("host") or "localhost"
    return f"{scope.get('scheme', 'http')}://{host}"


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _head_length(scope: Scope) -> int:
    line = len(scope["raw_path"]) + len(scope["query_string"])
    return line + sum(len(name) + len(value) + 4 for name, value in scope["headers"])


def _without_version(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2] + parts[3:]) if len(parts) > 3 and parts[2].isdigit() else path


def _cookie(session: str) -> bytes:
    return f"JSESSIONID={session}; Path=/; HttpOnly; SameSite=Lax".encode()


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _whole_body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(parts)


async def _cut(scope: Scope, receive: Receive) -> None:
    """Cut the connection without another byte, and wait until the server has noticed."""
    transport: Any = scope["extensions"][TRANSPORT]
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
