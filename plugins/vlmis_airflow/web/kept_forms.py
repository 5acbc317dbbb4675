"""What was typed when the session ended: kept before the login page, shown again after it.

A form belongs to whoever its token was made for. Only the fields of an entry are kept: no token
and, as no such form asks for one, no password.
"""

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool

from vlmis_airflow.form_tokens import is_same_origin
from vlmis_airflow.web.access import SignedIn, signed_in_person
from vlmis_airflow.web.choices import Now, Reporting
from vlmis_airflow.web.csrf import holder_of_token
from vlmis_core.accounts.kept_forms import KeptForm, find_kept_form, keep_form
from vlmis_core.accounts.person import Person
from vlmis_core.errors import VlmisError

FIELDS = frozenset(
    {
        "key",
        "occurred_on",
        "child",
        "product",
        "quantity",
        "lot",
        "expires_on",
        "reason",
        "codes_as_of",
    }
    | {"transfer", "received"}
)
"""Of a confirmation (a late entry, an unlikely quantity) nothing is kept: it is asked again."""


async def keep_form_of_ended_session(
    request: Request,
    person: Annotated[Person | None, Depends(signed_in_person)],
    database: Reporting,
    now: Now,
) -> None:
    """Keep the form that somebody sent whose session has ended, and mark the request."""
    if person is not None or request.method != "POST" or not is_same_origin(request):
        return
    sent = await request.form()
    holder = holder_of_token(str(sent.get("csrf_token", "")))
    fields = {
        name: [text for text in sent.getlist(name) if isinstance(text, str)]
        for name in sent
        if name in FIELDS
    }
    if holder is None or not fields:
        return
    account_id, username = holder
    form = KeptForm(_address_of(request), fields)
    try:
        kept = await run_in_threadpool(
            keep_form, database, form, account_id=account_id, username=username, now=now
        )
    except VlmisError:  # The login page comes all the same.
        return
    request.state.kept_form = form.path if kept else None


def _address_of(request: Request) -> str:
    base = request.scope.get("root_path", "")
    asked = f"?{request.url.query}" if request.url.query else ""
    return request.url.path.removeprefix(base) + asked


def kept_form(person: SignedIn, database: Reporting, now: Now) -> KeptForm | None:
    """Return what the person had typed when their session ended."""
    return find_kept_form(database, person.account_id, now=now)


Kept = Annotated[KeptForm | None, Depends(kept_form)]


def shown_again(
    request: Request, kept: Kept, again: Annotated[bool, Query()] = False
) -> KeptForm | None:
    """Return the kept form if this is its address and it is asked for."""
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    is_here = kept is not None and kept.path.partition("?")[0] == path
    return kept if again and is_here else None


ShownAgain = Annotated[KeptForm | None, Depends(shown_again)]


def first_text(form: KeptForm | None, name: str) -> str:
    """Return the first text of a field; empty: there is none."""
    return next(iter(form.fields.get(name, ())), "") if form else ""


def address_again(path: str) -> str:
    """Return the address at which a kept form is shown again."""
    return f"{path}{'&' if '?' in path else '?'}again=true"
