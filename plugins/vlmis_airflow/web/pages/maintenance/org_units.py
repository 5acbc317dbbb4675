"""The org-unit refresh: read the tree, see what would change, then apply it."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Form, Request, Response

from vlmis_airflow.web.choices import Now, Pipeline, Today
from vlmis_airflow.web.dhis2_server import Dhis2Opener
from vlmis_airflow.web.forms import ActingPipeline, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.org_units.refresh_org_units import (
    CHANGE_KINDS,
    apply_org_units,
    find_reading,
    read_org_units,
)

SETTINGS = "/maintenance/settings"
PATH = f"{SETTINGS}/org-units"
router = page_router(Action.CHANGE_SETTINGS, PATH)


@router.post("", dependencies=[form_of(SETTINGS)])
def read(request: Request, database: Pipeline, dhis2: Dhis2Opener, now: Now) -> Response:
    """Read the whole tree from DHIS2, aside; no org unit changes by it."""
    reading_id = read_org_units(database, dhis2(), now=now)
    return go_to(request, f"{PATH}/{reading_id}")


@router.get("/{reading_id}")
def show_changes(
    request: Request, database: Pipeline, reading_id: int, page: PageNumber = 1
) -> Response:
    """What applying it would add, change, move, bring back, remove and set aside."""
    reading, diff = find_reading(database, reading_id)
    first = skipped(page)
    return render(
        request,
        "maintenance/org_units.html",
        reading=reading,
        counts={kind: diff.count(kind) for kind in CHANGE_KINDS},
        changes=diff.changes[first : first + LINES],
        affected_records=diff.affected_records[:LINES],
        set_aside=diff.set_aside[:LINES],
        set_aside_count=len(diff.set_aside),
        exceeds_removal_limit=reading.exceeds_removal_limit(diff),
        paging=Paging(page, len(diff.changes)),
    )


@router.post("/{reading_id}", dependencies=[form_of()])
def apply(
    request: Request,
    database: ActingPipeline,
    now: Now,
    today: Today,
    reading_id: int,
    accept_removals: Annotated[bool, Form()] = False,
) -> Response:
    """Make it the replica, all of it or nothing."""
    diff = apply_org_units(
        database, reading_id, accept_removals=accept_removals, now=now, today=today
    )
    assert diff.stores is not None
    return go_to(request, SETTINGS, done="applied", **asdict(diff.stores))
