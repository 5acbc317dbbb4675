"""Late entries: what was recorded after its own day was frozen, and where it counts instead."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from vlmis_airflow.web.choices import ChosenFilter, ChosenStore, Products, Reporting, Today
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.reports.late_entries import LateEntry, report_late_entries, stream_late_entries
from vlmis_core.reports.report_filter import ReportFilter

router = page_router(Action.READ_REPORTS, "/reports")


def chosen_days(chosen: ChosenFilter, today: Today) -> ReportFilter:
    """Read the form; without days it is the last month. Late entries are few: any range will do."""
    return replace(chosen.with_usual_days(today), longest_days=None)


ChosenDays = Annotated[ReportFilter, Depends(chosen_days)]


@router.get("/late-entries")
def late_entries(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: ChosenDays,
    page: PageNumber = 1,
) -> Response:
    """The late entries of a range of stock days, newest first."""
    counted, lines = report_late_entries(database, chosen, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "reports/late_entries.html",
        chosen=chosen,
        store=store,
        lines=lines,
        products=products,
        paging=Paging(page, counted),
    )


@router.get("/late-entries/file")
def late_entries_file(
    database: Reporting, chosen: ChosenDays, form: Annotated[FileForm, Query()]
) -> Response:
    """All late entries of the choice."""
    return download(
        database,
        lambda tx: stream_late_entries(tx, chosen),
        LateEntry,
        form=form,
        name=file_name("late-entries", chosen.first_day, chosen.last_day, chosen.store_code),
    )
