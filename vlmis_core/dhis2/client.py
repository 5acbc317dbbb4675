"""One request to DHIS2 at a time: its answer as a value, or an error that says what to do.

Nothing is retried here; the services decide what may be sent again, and when.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from vlmis_core.dhis2.import_summary import Answer
from vlmis_core.dhis2.session import prepared
from vlmis_core.errors import (
    Dhis2AccessError,
    Dhis2AnswerError,
    Dhis2NotReachedError,
    Dhis2UnavailableError,
)
from vlmis_core.messages import Message, message

CONNECT_TIMEOUT_SECONDS = 10
USER_AGENT = "vlmis-dhis2/1"

_HEADERS = {
    # Without it, DHIS2 sends a login page instead of a 401.
    "X-Requested-With": "XMLHttpRequest",
    # Any other media type is answered by 406, after the import was carried out.
    "Accept": "application/json",
    "User-Agent": USER_AGENT,
}


def base_url_of(address: str) -> str:
    """Return the address of a server as it is compared and shown: without ``/api``."""
    return address.rstrip("/").removesuffix("/api")


class Dhis2Client:
    """Speaks to one DHIS2 server as one user."""

    def __init__(
        self, session: requests.Session, base_url: str, *, timeout_seconds: float = 120
    ) -> None:
        """Take a session that carries the credentials.

        Args:
            session: Ours or the Airflow hook's; its cookies are switched off.
            base_url: Where DHIS2 lives, without ``/api``.
            timeout_seconds: How long to wait for the answer to one request.
        """
        self.base_url = base_url_of(base_url)
        self._session = prepared(session)
        self._timeout = (CONNECT_TIMEOUT_SECONDS, timeout_seconds)

    def get(self, path: str, **params: str | tuple[str, ...]) -> dict[str, Any]:
        """Read a JSON object from ``/api/<path>``.

        Raises:
            Dhis2UnavailableError: no answer, 5xx, a redirect, HTML, or JSON that is cut off.
            Dhis2NotReachedError: no connection.
            Dhis2AccessError: 401 or 403, or a token that DHIS2 does not know.
            Dhis2AnswerError: DHIS2 understood the request and refused it (400, 404, 409).
        """
        found: dict[str, Any] = self._found(dict, path, self._send("GET", path, params=params))
        return found

    def get_list(self, path: str, **params: str) -> list[Any]:
        """Read a JSON list from ``/api/<path>``; raises what ``get`` raises."""
        found: list[Any] = self._found(list, path, self._send("GET", path, params=params))
        return found

    def query(self, path: str, body: bytes) -> dict[str, Any]:
        """Send JSON to an address of ``/api`` that stores nothing, and return its JSON object.

        Raises:
            The same as ``get``.
        """
        headers = {"Content-Type": "application/json"}
        answer = self._send("POST", path, params={}, body=body, headers=headers)
        found: dict[str, Any] = self._found(dict, path, answer)
        return found

    def _found(self, kind: type, path: str, answer: Answer) -> Any:
        what = f"{self.base_url}/api/{path}"
        if answer.status is None:
            error = Dhis2UnavailableError if answer.was_sent else Dhis2NotReachedError
            raise error(_unreachable(what, answer))
        if answer.problem or not 200 <= answer.status < 300:
            raise _meaning(what, answer)
        if not answer.body.strip():
            raise Dhis2AnswerError(message("answer_is_empty", address=what))
        found = _json(answer.body)
        if not isinstance(found, kind):
            raise Dhis2UnavailableError(
                message(
                    "answer_is_not_from_dhis2",
                    address=what,
                    kind=_kind(answer),
                    start=answer.body[:80],
                )
            )
        return found

    def post(
        self,
        path: str,
        body: bytes,
        *,
        request_id: str,
        params: Mapping[str, str],
        is_gzip: bool = False,
    ) -> Answer:
        """Send JSON to ``/api/<path>``; whatever comes back, or does not, is the answer.

        Raises:
            Dhis2AccessError: 401 or 403: no further request may be sent, DHIS2 locks accounts.
        """
        headers = {"Content-Type": "application/json", "X-Request-ID": request_id}
        if is_gzip:
            headers["Content-Encoding"] = "gzip"
        answer = self._send("POST", path, params=params, body=body, headers=headers)
        if answer.status in (401, 403) or _refuses_token(answer):
            raise _access_error(f"{self.base_url}/api/{path}", answer)
        return answer

    def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | tuple[str, ...]],
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        try:
            response = self._session.request(
                method,
                f"{self.base_url}/api/{path}",
                params=params,
                data=body,
                headers={"X-Request-ID": new_request_id(), **_HEADERS, **(headers or {})},
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # A body that stops coming is told as a cut connection, with the time-out inside.
            timed_out = isinstance(error, requests.ReadTimeout) or "Read timed out" in str(error)
            return Answer(
                None,
                problem=_reason(error),
                timed_out=timed_out,
                was_sent=not _has_no_connection(error),
            )
        content_type = response.headers.get("Content-Type", "")
        location = response.headers.get("Location")
        return Answer(
            response.status_code,
            content_type,
            response.content.decode("utf-8", "replace"),
            message("answer_is_redirect", address=location)
            if location and response.is_redirect
            else None,
        )


def new_request_id() -> str:
    """An id for ``X-Request-ID``, which DHIS2 writes into its log (at most 36 characters)."""
    return uuid.uuid4().hex


def _has_no_connection(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _reason(error: requests.RequestException) -> Message:
    if isinstance(error, requests.Timeout):
        return message("no_answer_in_time")
    if isinstance(error, requests.exceptions.SSLError):
        return message("certificate_not_accepted", reason=str(error))
    if isinstance(error, requests.ConnectionError):
        return message("no_connection")
    return message("answer_not_readable", reason=type(error).__name__)


def _refuses_token(answer: Answer) -> bool:
    # 2.42 and 2.43 answer 400, not 401, to a token that is not one.
    return answer.status == 400 and "Checksum validation failed" in answer.body


def _meaning(what: str, answer: Answer) -> Exception:
    if answer.status in (401, 403) or _refuses_token(answer):
        return _access_error(what, answer)
    if answer.problem or (answer.status or 500) >= 500 or _json(answer.body) is None:
        return Dhis2UnavailableError(
            message(
                "dhis2_not_ready",
                address=what,
                status=answer.status,
                problem=answer.problem or _kind(answer),
            )
        )
    return Dhis2AnswerError(
        message(
            "dhis2_refused_request", address=what, status=answer.status, answer=_answer_text(answer)
        )
    )


def _unreachable(what: str, answer: Answer) -> Message:
    problem = answer.problem or message("no_connection")
    return message("dhis2_unreachable", address=what, problem=problem)


def _access_error(what: str, answer: Answer) -> Dhis2AccessError:
    return Dhis2AccessError(
        message(
            "dhis2_refused_user", address=what, status=answer.status, answer=_answer_text(answer)
        )
    )


def _answer_text(answer: Answer) -> str:
    found = _json(answer.body)
    text = found.get("message") if isinstance(found, dict) else None
    return str(text or answer.body[:200]).strip()


def _kind(answer: Answer) -> str:
    return answer.content_type or "no content type"


def _json(body: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
