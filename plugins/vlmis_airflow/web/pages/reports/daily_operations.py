"""Daily operations: what was recorded for days that are not frozen; it can still change."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from vlmis_airflow.web.choices import ChosenFilter, ChosenStore, Day, Products, Reporting, Today
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.ledger.kinds import MovementKind
from vlmis_core.ledger.receipts import overdue_before
from vlmis_core.reports.daily_operations import (
    LiveMovement,
    list_open_days,
    list_overdue_distributions,
    report_operations,
    stream_operations,
)
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.settings import load_settings

router = page_router(Action.READ_REPORTS, "/reports")


def chosen_day(
    chosen: ChosenFilter, today: Today, day: Day = None, every_day: Annotated[bool, Query()] = False
) -> ReportFilter:
    """Read the form; without a day it is today."""
    only = None if every_day else (day or today)
    return replace(chosen, first_day=only, last_day=only)


def chosen_kind(kind: Annotated[MovementKind | str | None, Query()] = None) -> MovementKind | None:
    """Read the kind of movement; what is no kind chooses every kind."""
    return MovementKind(kind) if kind in set(MovementKind) else None


ChosenDay = Annotated[ReportFilter, Depends(chosen_day)]
Kind = Annotated[MovementKind | None, Depends(chosen_kind)]


@router.get("/daily-operations")
def daily_operations(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: ChosenDay,
    kind: Kind,
    today: Today,
    page: PageNumber = 1,
) -> Response:
    """What each product's stock did so far, and the movements, newest first."""
    report = report_operations(database, chosen, kind=kind, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "reports/daily_operations.html",
        chosen=chosen,
        kind=kind,
        store=store,
        report=report,
        open_days=list_open_days(database, chosen, kind=kind, today=today),
        overdue=list_overdue_distributions(
            database,
            chosen,
            sent_before=overdue_before(today, load_settings().receipt_days),
            line_count=LINES,
        ),
        today=today,
        kinds=list(MovementKind),
        products=products,
        paging=Paging(page, report.line_count),
    )


@router.get("/daily-operations/file")
def daily_operations_file(
    database: Reporting, chosen: ChosenDay, kind: Kind, form: Annotated[FileForm, Query()]
) -> Response:
    """All movements of the choice."""
    return download(
        database,
        lambda tx: stream_operations(tx, chosen, kind=kind),
        LiveMovement,
        form=form,
        name=file_name("daily-operations-not-frozen", chosen.first_day, chosen.store_code),
    )
