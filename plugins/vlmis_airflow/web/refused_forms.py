"""Show the page of a refused form again: what was typed is kept, each fault is at its field.

A page is made by its own route only. So that route answers once more, as for a visit, and finds the
refusal in the state of the request: the rights of the person are checked as at every visit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.types import Message as AsgiMessage

from vlmis_airflow.web.unreadable_fields import faults_of
from vlmis_core.errors import BadInputError, PermanentError, VlmisError
from vlmis_core.messages import Message, MessageClass

WHOLE_FORM = ""
"""The name under which faults are kept that belong to no single field."""

_LEADS_ELSEWHERE = frozenset({MessageClass.FORBIDDEN, MessageClass.UNAUTHENTICATED})
_OF_THE_BODY = frozenset({b"content-length", b"content-type", b"transfer-encoding"})
_CHOICE_OF_CODE = {
    "product_not_found": "product",
    "range_ends_before_it_begins": "to",
    "range_is_too_long": "to",
}
"""The choice of a page that a message is about."""
_DOWNLOAD = "form"
"""The parameter by which a page asks for a file; a file is no page to show again."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A store, product or the like that the typed letters may mean."""

    value: str
    label: str


class UnclearChoiceError(PermanentError):
    """Letters typed into a search field mean nothing, or several things."""

    def __init__(self, field: str, fault: Message, candidates: Sequence[Candidate] = ()) -> None:
        """Name the field, what is wrong with it, and what the letters may mean."""
        super().__init__(fault)
        self.args = (field, fault, candidates)
        self.field = field
        self.candidates = list(candidates)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form as it was sent, and what is wrong with it: faults by the name of their field."""

    method: str
    path: str
    typed: Mapping[str, Sequence[str]]
    faults: Mapping[str, Sequence[Message]]
    candidates: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)
    message_class: MessageClass = MessageClass.INVALID_INPUT

    @property
    def saves(self) -> bool:
        """Tell whether the form was to change something, rather than to choose what is shown."""
        return self.method == "POST"


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form as a template shows it: empty, or refused with what was typed."""

    refusal: Refusal | None = None

    @property
    def is_refused(self) -> bool:
        """Tell whether this very form was refused."""
        return self.refusal is not None

    def value(self, name: str, usual: object = "") -> object:
        """Return what was typed into a field; of a form that was not sent, what is usual."""
        if self.refusal is None:
            return "" if usual is None else usual
        return next(iter(self.refusal.typed.get(name, ())), "")

    def has(self, name: str, value: str, usual: object = False) -> bool:
        """Tell whether a box or option of this value was chosen."""
        if self.refusal is None:
            return bool(usual)
        return value in self.refusal.typed.get(name, ())

    def faults(self, name: str) -> Sequence[Message]:
        """Return what is wrong with a field."""
        return self.refusal.faults.get(name, ()) if self.refusal else ()

    def candidates(self, name: str) -> Sequence[Candidate]:
        """Return what the typed letters may mean."""
        return self.refusal.candidates.get(name, ()) if self.refusal else ()


@dataclass(frozen=True, slots=True, eq=False)  # FastAPI keeps dependencies in sets, by identity.
class FormPage:
    """The page of a form, which shows the form again when it is refused; a dependency of its route.

    ``path`` is the page's address below the app, blank: the route's own. ``fields``: the field of
    the form by the field or code of a fault, where they differ. ``query``: the field of the form
    by the parameter of the page that needs its value.
    """

    path: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, request: Request) -> None:
        """Note the page."""
        request.state.form_page = self


def form_of(
    path: str = "",
    *,
    fields: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Any:
    """Return what a route that takes a form writes among its dependencies; see `FormPage`."""
    return Depends(FormPage(path, fields or {}, query or {}))


async def show_again(request: Request, error: Exception, status_code: int) -> Response | None:
    """Answer with the page of the refused form; None where there is none to show."""
    if _DOWNLOAD in request.query_params:
        return None
    if isinstance(error, VlmisError) and error.message_class in _LEADS_ELSEWHERE:
        return None
    page: FormPage | None = getattr(request.state, "form_page", None)
    if request.method == "GET":
        return await _show_choices_again(request, error, status_code)
    if request.method != "POST" or page is None:
        return None
    sent = await request.form()
    typed = {name: [text for text in sent.getlist(name) if isinstance(text, str)] for name in sent}
    path = _path_of(request)
    refusal = Refusal(
        "POST",
        path,
        typed,
        _faults(error, page.fields),
        _candidates(error),
        getattr(error, "message_class", MessageClass.INVALID_INPUT),
    )
    query = parse_qs(request.url.query)
    query |= {param: list(typed.get(name, ())) for param, name in page.query.items()}
    return await _visit(request, page.path or path, query, refusal, status_code)


async def _show_choices_again(
    request: Request, error: Exception, status_code: int
) -> Response | None:
    """Answer a visit without the choices that cannot be read, with their faults beside them."""
    faults, candidates = _faults(error, _CHOICE_OF_CODE), _candidates(error)
    chosen = parse_qs(request.url.query, keep_blank_values=True)
    if not faults or not faults.keys() <= chosen.keys():
        return None
    typed: Mapping[str, Sequence[str]] = chosen
    before: Refusal | None = getattr(request.state, "refusal", None)
    if before is not None:  # One choice after the other turns out to be wrong.
        if before.saves:
            return None
        typed = before.typed
        faults, candidates = {**before.faults, **faults}, {**before.candidates, **candidates}
    refusal = Refusal("GET", _path_of(request), typed, faults, candidates)
    query = {name: texts for name, texts in chosen.items() if name not in faults}
    return await _visit(request, refusal.path, query, refusal, status_code)


def _path_of(request: Request) -> str:
    return request.url.path.removeprefix(request.scope.get("root_path", ""))


def _candidates(error: Exception) -> dict[str, Sequence[Candidate]]:
    if isinstance(error, UnclearChoiceError):
        return {error.field: error.candidates}
    return {}


def _faults(error: Exception, fields: Mapping[str, str]) -> dict[str, Sequence[Message]]:
    """Return what is wrong, by the field of the form; `WHOLE_FORM` for what has none."""
    if isinstance(error, RequestValidationError):
        error = faults_of(error)
    found: dict[str, list[Message]] = {}
    if isinstance(error, BadInputError):
        for fault in error.faults:
            name = fault.field.partition(".")[0]
            found.setdefault(fields.get(name, name), []).append(fault.message)
    elif isinstance(error, UnclearChoiceError):
        found[error.field] = [error.message]
    elif isinstance(error, VlmisError):
        found[fields.get(error.message.code, WHOLE_FORM)] = [error.message]
    return dict(found)


async def _visit(
    request: Request,
    path: str,
    query: Mapping[str, Sequence[str]],
    refusal: Refusal,
    status_code: int,
) -> Response | None:
    """Let the app answer a visit of a page that finds the refusal; None unless it shows a page."""
    address = request.scope.get("root_path", "") + path
    state: dict[str, Any] = dict(request.scope.get("state", {})) | {"refusal": refusal}
    scope = dict(request.scope) | {
        "method": "GET",
        "path": address,
        "raw_path": address.encode(),
        "query_string": urlencode(query, doseq=True).encode(),
        "headers": [header for header in request.scope["headers"] if header[0] not in _OF_THE_BODY],
        "path_params": {},
        "state": state,
    }
    sent: list[AsgiMessage] = []

    async def receive() -> AsgiMessage:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(part: AsgiMessage) -> None:
        sent.append(part)

    await request.app(scope, receive, send)
    start, *parts = sent
    if start["status"] != 200 and not getattr(Request(scope).state, "is_shown_again", False):
        return None
    body = b"".join(part.get("body", b"") for part in parts)
    if not refusal.saves and any(
        f'id="bad-{name}"'.encode() not in body for name in refusal.faults
    ):
        return None  # The page has no such field: an error page names it.
    request.state.is_shown_again = True
    answer = Response(body, status_code)
    answer.raw_headers = list(start["headers"])
    return answer
