"""Movements of any period: by kind, reason and other store, frozen days too."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from vlmis_airflow.web.choices import (
    ChosenFilter,
    ChosenStore,
    Products,
    Reporting,
    Today,
    Words,
)
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.pages.reports.daily_operations import Kind
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.messages import TERMS
from vlmis_core.reports.movements import (
    Movement,
    MovementChoice,
    report_movements,
    stream_movements,
)

router = page_router(Action.READ_REPORTS, "/reports")


def movement_choice(
    chosen: ChosenFilter,
    today: Today,
    kind: Kind,
    reason: Words = None,
    other_store: Words = None,
) -> MovementChoice:
    """Read the form; without days it is the month up to today."""
    return MovementChoice(
        stores=chosen.with_usual_days(today),
        kind=kind,
        reason=reason,
        other_store_code=other_store and other_store.strip(),
    )


Chosen = Annotated[MovementChoice, Depends(movement_choice)]


@router.get("/movements")
def movements(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: Chosen,
    page: PageNumber = 1,
) -> Response:
    """Totals by product, kind and reason, and the movements of one page, newest first."""
    report = report_movements(database, chosen, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "reports/movements.html",
        chosen=chosen,
        store=store,
        products=products,
        report=report,
        kinds=list(MovementKind),
        reasons=list(TERMS["movement_reason"]),
        paging=Paging(page, report.line_count),
    )


@router.get("/movements/file")
def movements_file(
    database: Reporting, chosen: Chosen, form: Annotated[FileForm, Query()]
) -> Response:
    """All movements of the choice, newest first."""
    return download(
        database,
        lambda tx: stream_movements(tx, chosen),
        Movement,
        form=form,
        name=file_name(
            "movements",
            chosen.stores.first_day,
            chosen.stores.last_day,
            chosen.stores.store_code,
            chosen.kind,
        ),
    )
