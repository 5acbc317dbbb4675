"""Users: who has an account, a new one from DHIS2, roles and stores, the end of one."""

import re
from typing import Annotated

from fastapi import Form, Request, Response

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import Now, Reporting, Words
from vlmis_airflow.web.dhis2_server import Dhis2Opener
from vlmis_airflow.web.forms import FormText, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.change_account import activate_account, assign_account, deactivate_account
from vlmis_core.accounts.create_account import create_account, preview_account
from vlmis_core.accounts.list_accounts import Account, list_accounts
from vlmis_core.accounts.roles import STORE_ROLES, Action, Role
from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message

PATH = "/maintenance/users"
ONE = f"{PATH}/one"
router = page_router(Action.MAINTAIN_USERS, PATH)

_OF_CREATING = {"account_exists": "username", "dhis2_user_is_unknown": "username"}
_OF_ASSIGNING = {"role": "roles", "store": "stores", "own_administrator_role": "roles"}
"""The field of the form by the field or code of a refusal."""


@router.get("")
def list_users(
    request: Request, database: Reporting, words: Words = None, page: PageNumber = 1
) -> Response:
    """The accounts, those first that are in use."""
    found = list_accounts(database, (words or "").strip())
    found.sort(key=lambda account: account.deactivated_at is not None)
    first = skipped(page)
    return render(
        request,
        "maintenance/users.html",
        accounts=found[first : first + LINES],
        paging=Paging(page, len(found)),
        words=words or "",
    )


@router.get("/new")
def ask_user(
    request: Request, database: Reporting, dhis2: Dhis2Opener, username: Words = None
) -> Response:
    """The form for a DHIS2 username; with one, who that is."""
    typed = (username or "").strip()
    preview = preview_account(database, dhis2(), typed) if typed else None
    return render(request, "maintenance/new_user.html", username=typed, preview=preview)


@router.post("/new", dependencies=[form_of(fields=_OF_CREATING)])
def create(
    request: Request,
    person: SignedIn,
    database: Reporting,
    dhis2: Dhis2Opener,
    now: Now,
    username: FormText = "",
) -> Response:
    """Create the account, and go on to its roles."""
    create_account(database, dhis2(), username, by=person.username, now=now)
    return go_to(request, ONE, username=username, done="created")


@router.get("/one")
def show_user(
    request: Request, database: Reporting, username: Words = None, done: Words = None
) -> Response:
    """One account, with forms for its roles and stores."""
    return render(
        request,
        "maintenance/user.html",
        account=_account(database, username or ""),
        roles=list(Role),
        store_roles=STORE_ROLES,
        done=done,
    )


@router.post("/one", dependencies=[form_of(fields=_OF_ASSIGNING, query={"username": "username"})])
def assign(
    request: Request,
    person: SignedIn,
    database: Reporting,
    username: FormText = "",
    roles: Annotated[list[Role], Form()] = [],  # noqa: B006 - FastAPI copies it.
    stores: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Replace roles and stores; every one that does not fit is named."""
    if username == person.username and Role.ADMINISTRATOR not in roles:
        raise PermanentError(message("own_administrator_role"))
    assign_account(
        database,
        username,
        roles=roles,
        store_codes=re.split(r"[\s,;]+", stores.replace("\x00", "").strip())
        if stores.strip()
        else (),
        by=person.username,
    )
    return go_to(request, ONE, username=username, done="assigned")


@router.post("/deactivate")
def deactivate(
    request: Request, person: SignedIn, database: Reporting, now: Now, username: FormText = ""
) -> Response:
    """Deactivate an account."""
    if username == person.username:
        raise PermanentError(message("own_account"))
    deactivate_account(database, username, by=person.username, now=now)
    return go_to(request, ONE, username=username, done="deactivated")


@router.post("/activate")
def activate(
    request: Request, person: SignedIn, database: Reporting, username: FormText = ""
) -> Response:
    """Activate an account again."""
    activate_account(database, username, by=person.username)
    return go_to(request, ONE, username=username, done="activated")


def _account(database: Database, username: str) -> Account:
    for account in list_accounts(database):
        if account.username == username:
            return account
    raise PermanentError(message("account_not_found", username=username))
