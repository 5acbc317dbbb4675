"""Daily operations: what was recorded for days that are not frozen; it can still change."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import ChosenStore, Day, Products, Reporting, Today, Words
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.reports.browse_operations import (
    LiveMovement,
    OperationsChoice,
    browse_operations,
    stream_operations,
)
from vlmis_core.reports.list_open_days import list_open_days

router = APIRouter(prefix="/reports")

Reader = Annotated[Person, Depends(needs(Action.READ_REPORTS))]


def choice(
    store: ChosenStore,
    today: Today,
    day: Day = None,
    every_day: Annotated[bool, Query()] = False,
    product: Words = None,
    kind: Annotated[MovementKind | str | None, Query()] = None,
) -> OperationsChoice:
    """Read the form; without a day it is today."""
    return OperationsChoice(
        day=None if every_day else (day or today),
        store_code=store.code,
        product_code=product,
        kind=MovementKind(kind) if kind in set(MovementKind) else None,
        visible_store_ids=store.visible,
    )


Chosen = Annotated[OperationsChoice, Depends(choice)]


@router.get("/daily-operations")
def daily_operations(
    request: Request,
    person: Reader,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: Chosen,
    today: Today,
    page: PageNumber = 1,
) -> Response:
    """What each product's stock did so far, and the movements, newest first."""
    found = browse_operations(database, chosen, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "reports/daily_operations.html",
        choice=chosen,
        store=store,
        report=found,
        open_days=list_open_days(database, today=today),
        today=today,
        kinds=list(MovementKind),
        products=products,
        paging=Paging(page, found.line_count),
    )


@router.get("/daily-operations/file")
def daily_operations_file(
    person: Reader, database: Reporting, chosen: Chosen, form: Annotated[FileForm, Query()]
) -> Response:
    """All movements of the choice."""
    name = file_name("daily-operations-not-frozen", chosen.day, chosen.store_code)
    return download(
        database,
        lambda tx: stream_operations(tx, chosen),
        LiveMovement,
        form=form,
        name=name,
    )
