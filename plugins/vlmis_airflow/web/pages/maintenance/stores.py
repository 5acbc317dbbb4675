"""The store hierarchy: walk it, attach org units, move a store, close one."""

from typing import Annotated

from fastapi import Form, Request, Response

from vlmis_airflow.web.access import AllowedStores
from vlmis_airflow.web.choices import ChosenStore, Reporting, Today, Words, store_of_words
from vlmis_airflow.web.forms import Acting, FormDay, FormText, go_to
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.refused_forms import form_of
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.stores.attach_stores import attach_org_unit, find_free_org_units
from vlmis_core.stores.browse_stores import browse_stores
from vlmis_core.stores.close_store import close_store
from vlmis_core.stores.list_conflicts import list_store_conflicts
from vlmis_core.stores.reattach_store import preview_reattachment, reattach_store
from vlmis_core.stores.upsert_stores import move_store

PATH = "/maintenance/stores"
FOUND_SHOWN = 50
CONFLICTS_SHOWN = 20
router = page_router(Action.MAINTAIN_STORES, PATH)

_OF_ATTACHING = {"org_unit_uid": "org_unit", "org_unit_is_unknown": "org_unit"}
_OF_MOVING = {"supplier_code": "store"}
_OF_CLOSING = {"store_cannot_be_closed": "closed_on"}
"""The field of the form by the field or code of a refusal."""


@router.get("")
def walk_tree(
    request: Request,
    database: Reporting,
    store: ChosenStore,
    today: Today,
    done: Words = None,
    page: PageNumber = 1,
) -> Response:
    """A store, the way down to it, and the stores that it supplies."""
    branch = browse_stores(database, store.code, line_count=LINES, skipped=skipped(page))
    conflicts = list_store_conflicts(database)
    return render(
        request,
        "maintenance/stores.html",
        branch=branch,
        store=store,
        conflicts=conflicts[:CONFLICTS_SHOWN],
        conflict_count=len(conflicts),
        paging=Paging(page, branch.store.supplied_count if branch else 0),
        today=today,
        done=done,
    )


@router.get("/attach")
def ask_attach(
    request: Request, database: Reporting, store: ChosenStore, words: Words = None
) -> Response:
    """Org units without a store, to be supplied by the chosen one; without one, the central."""
    found = find_free_org_units(database, (words or "").strip(), line_count=FOUND_SHOWN + 1)
    return render(
        request,
        "maintenance/attach.html",
        store=store,
        words=words or "",
        found=found[:FOUND_SHOWN],
        has_more=len(found) > FOUND_SHOWN,
    )


@router.post(
    "/attach",
    dependencies=[form_of(fields=_OF_ATTACHING, query={"store": "supplier", "words": "words"})],
)
def attach(
    request: Request,
    database: Acting,
    org_unit: FormText = "",
    supplier: FormText = "",
    with_branch: Annotated[bool, Form()] = False,
) -> Response:
    """Make an org unit a store; refused with the reason where the tree would not be one."""
    attach_org_unit(
        database, org_unit, supplier_code=supplier or None, with_branch=with_branch, only_free=True
    )
    return go_to(request, PATH, store=supplier, done="attached")


@router.get("/reattach")
def ask_reattach(
    request: Request,
    database: Reporting,
    store: ChosenStore,
    words: Words = None,
    org_unit: Words = None,
) -> Response:
    """Org units without a store for the chosen one; of a chosen org unit, what it means."""
    found = find_free_org_units(database, (words or "").strip(), line_count=FOUND_SHOWN + 1)
    meaning = (
        preview_reattachment(database, store.code, org_unit).messages
        if store.code and org_unit
        else []
    )
    return render(
        request,
        "maintenance/reattach.html",
        store=store,
        words=words or "",
        found=found[:FOUND_SHOWN],
        has_more=len(found) > FOUND_SHOWN,
        org_unit=org_unit,
        meaning=meaning,
    )


@router.post(
    "/reattach",
    dependencies=[form_of(query={"store": "code", "org_unit": "org_unit"})],
)
def reattach(
    request: Request,
    database: Acting,
    today: Today,
    code: FormText = "",
    org_unit: FormText = "",
    reason: FormText = "",
) -> Response:
    """Give a store another org unit; the page before said what it means."""
    done = reattach_store(database, code, org_unit, reason=reason, today=today)
    return go_to(request, PATH, store=done.new_code, done="reattached")


@router.post("/move", dependencies=[form_of(PATH, fields=_OF_MOVING, query={"store": "code"})])
def move(
    request: Request,
    database: Acting,
    allowed: AllowedStores,
    code: FormText = "",
    store: FormText = "",
) -> Response:
    """Give a store another supplier, from the next day that is begun on."""
    move_store(database, code, supplier_code=store_of_words(database, allowed, store).code)
    return go_to(request, PATH, store=code, done="moved")


@router.post("/close", dependencies=[form_of(PATH, fields=_OF_CLOSING, query={"store": "code"})])
def close(
    request: Request, database: Acting, today: Today, code: FormText = "", closed_on: FormDay = None
) -> Response:
    """Close a store that has nothing left; else every obstacle is named."""
    close_store(database, code, closed_on=closed_on or today)
    return go_to(request, PATH, store=code, done="closed")
