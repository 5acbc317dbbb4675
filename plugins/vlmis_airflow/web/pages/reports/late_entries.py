"""Late entries: what was recorded after its own day was frozen, and where it counts instead."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import ChosenStore, Day, Products, Reporting, Today, Words
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.reports.browse_late_entries import (
    LateChoice,
    LateEntry,
    browse_late_entries,
    stream_late_entries,
)

router = APIRouter(prefix="/reports")

USUAL_DAYS = 31

Reader = Annotated[Person, Depends(needs(Action.READ_REPORTS))]


def choice(
    store: ChosenStore, today: Today, day: Day = None, through: Day = None, product: Words = None
) -> LateChoice:
    """Read the form; without days it is the last month."""
    last_day = through or max(day or today, today)
    return LateChoice(
        first_day=day or last_day - timedelta(days=USUAL_DAYS - 1),
        last_day=last_day,
        store_code=store.code,
        product_code=product,
        visible_store_ids=store.visible,
    )


Chosen = Annotated[LateChoice, Depends(choice)]


@router.get("/late-entries")
def late_entries(
    request: Request,
    person: Reader,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: Chosen,
    page: PageNumber = 1,
) -> Response:
    """The late entries of a range of stock days, newest first."""
    counted, lines = browse_late_entries(database, chosen, line_count=LINES, skipped=skipped(page))
    return render(
        request,
        "reports/late_entries.html",
        choice=chosen,
        store=store,
        lines=lines,
        products=products,
        paging=Paging(page, counted),
    )


@router.get("/late-entries/file")
def late_entries_file(
    person: Reader, database: Reporting, chosen: Chosen, form: Annotated[FileForm, Query()]
) -> Response:
    """All late entries of the choice."""
    name = file_name("late-entries", chosen.first_day, chosen.last_day, chosen.store_code)
    return download(
        database, lambda tx: stream_late_entries(tx, chosen), LateEntry, form=form, name=name
    )
