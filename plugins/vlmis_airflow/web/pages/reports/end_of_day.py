"""The End-of-Day report: frozen days, totals, charts, files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import ChosenStore, Day, Products, Reporting, StoreChoice, Words
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Transaction
from vlmis_core.reports.browse_eod import FIGURES, EodDayLine, EodPairLine, browse_eod, stream_eod
from vlmis_core.reports.chart_eod import chart_eod
from vlmis_core.reports.eod_range import EodRange, find_range

router = APIRouter(prefix="/reports")


@dataclass(frozen=True, slots=True)
class Choice:
    """The fields of the form."""

    asked: EodRange
    store: StoreChoice
    by_day: bool


def choice(
    store: ChosenStore,
    day: Day = None,
    through: Day = None,
    only: Annotated[bool, Query()] = False,
    product: Words = None,
    by_day: Annotated[bool, Query()] = False,
) -> Choice:
    """Read the form: ``only`` leaves out the stores below the chosen one."""
    asked = EodRange(
        first_day=day,
        last_day=through,
        store_code=store.code,
        with_stores_below=not only,
        product_code=product,
        visible_store_ids=store.visible,
    )
    return Choice(asked, store, by_day)


Chosen = Annotated[Choice, Depends(choice)]
Reader = Annotated[Person, Depends(needs(Action.READ_REPORTS))]


@router.get("/end-of-day")
def end_of_day(
    request: Request,
    person: Reader,
    database: Reporting,
    products: Products,
    chosen: Chosen,
    page: PageNumber = 1,
) -> Response:
    """Totals by product, a chart of one product, and the lines of one page."""
    found = browse_eod(
        database, chosen.asked, by_day=chosen.by_day, line_count=LINES, skipped=skipped(page)
    )
    return render(
        request,
        "reports/end_of_day.html",
        choice=chosen,
        report=found,
        chart=chart_eod(database, chosen.asked) if chosen.asked.product_code else [],
        figures=FIGURES,
        products=products,
        paging=Paging(page, found.line_count),
    )


@router.get("/end-of-day/file")
def end_of_day_file(
    person: Reader, database: Reporting, chosen: Chosen, form: Annotated[FileForm, Query()]
) -> Response:
    """All lines of the choice."""
    with database.transaction() as tx:
        found = find_range(tx, chosen.asked)
    by_day = chosen.by_day or found.is_one_day

    def lines(tx: Transaction) -> Iterable[Any]:
        return stream_eod(tx, found, by_day=by_day)

    name = file_name(
        "end-of-day", found.first_day, found.last_day, chosen.store.code, found.product_code
    )
    line_class = EodDayLine if by_day else EodPairLine
    return download(database, lines, line_class, form=form, name=name)
