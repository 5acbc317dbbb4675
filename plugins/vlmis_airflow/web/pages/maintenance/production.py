"""The production guard: which DHIS2 this is, and whether this installation may send to it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Form, Request, Response

from vlmis_airflow.web.access import SignedIn
from vlmis_airflow.web.choices import Day, Now, Pipeline, Reporting, Today
from vlmis_airflow.web.dhis2_server import Dhis2Opener
from vlmis_airflow.web.forms import FormDay, FormText, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.first_day import (
    change_first_day,
    check_first_day_is_kept,
    preview_first_day,
)
from vlmis_core.delivery.production import (
    Identity,
    check_production,
    list_production_switches,
    read_identity,
    switch_production_off,
    switch_production_on,
)
from vlmis_core.errors import PermanentError, VlmisError
from vlmis_core.messages import message
from vlmis_core.settings import load_settings

SETTINGS = "/maintenance/settings"
PATH = f"{SETTINGS}/production"
SWITCHES_SHOWN = 20
router = page_router(Action.CHANGE_SETTINGS, PATH)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found; ``problem`` says why not all of it, or why nothing may be sent."""

    identity: Identity | None = None
    may_send: bool = False
    problem: VlmisError | None = None


@router.get("")
def show_production(
    request: Request,
    database: Pipeline,
    dhis2: Dhis2Opener,
    today: Today,
    first_day: Day = None,
) -> Response:
    """Who would send to whom, as DHIS2 says at this moment; what another first day would mean."""
    return render(
        request,
        "maintenance/production.html",
        seen=_inspect(database, dhis2),
        switches=list_production_switches(database, line_count=SWITCHES_SHOWN),
        first_day=load_settings().push_from or today,
        change=preview_first_day(database, first_day) if first_day else None,
    )


@router.post("", dependencies=[form_of(fields={"first_day_is_kept": "push_from"})])
def switch(
    request: Request,
    person: SignedIn,
    database: Reporting,
    dhis2: Dhis2Opener,
    now: Now,
    today: Today,
    is_on: Annotated[bool, Form()] = False,
    seen_root: FormText = "",
    push_from: FormDay = None,
) -> Response:
    """Switch on for the DHIS2 that the person saw and for no other, or off, also without one."""
    if not is_on:
        switch_production_off(database, by=person.username, now=now)
        return go_to(request, SETTINGS, done="switched_off")
    settings, client = load_settings(), dhis2()
    present = read_identity(database, client, home=settings.home)
    if present.root_org_unit_uid != seen_root:
        raise PermanentError(
            message(
                "dhis2_is_not_the_one_shown",
                base_url=present.base_url,
                org_unit=present.root_org_unit_uid,
            )
        )
    check_first_day_is_kept(database, push_from)
    switch_production_on(
        database,
        client,
        by=person.username,
        push_from=push_from or settings.push_from or today,
        home=settings.home,
        now=now,
    )
    return go_to(request, SETTINGS, done="switched_on")


@router.post("/first-day", dependencies=[form_of(PATH)])
def change_first(
    request: Request,
    person: SignedIn,
    database: Reporting,
    now: Now,
    day: Annotated[date, Form()],
    seen: Annotated[date, Form()],
) -> Response:
    """Send stock days from another day on, after the person saw what that means."""
    change_first_day(database, day, seen=seen, by=person.username, now=now)
    return go_to(request, SETTINGS, done="first_day_changed")


def _inspect(database: Pipeline, dhis2: Dhis2Opener) -> Seen:
    """Ask DHIS2 who it is; when it does not answer, the page still shows what is known here."""
    settings = load_settings()
    identity = None
    try:
        client = dhis2()
        identity = read_identity(database, client, home=settings.home)
        may_send = check_production(database, client, settings)
    except VlmisError as error:
        return Seen(identity, problem=error)
    return Seen(identity, may_send)
