"""The stock card: every movement of a store and product, with the balance after each."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import (
    ChosenStore,
    Day,
    Products,
    Reporting,
    StoreChoice,
    Today,
    Words,
)
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.errors import PermanentError
from vlmis_core.reports.report_stock_card import CardCount, CardLine, StockCard, report_stock_card

router = APIRouter(prefix="/reports")

USUAL_DAYS, MOST_DAYS = 31, 366

Reader = Annotated[Person, Depends(needs(Action.READ_REPORTS))]


@dataclass(frozen=True, slots=True)
class Choice:
    """The fields of the form; without a store and a product there is no card yet."""

    store: StoreChoice
    store_code: str | None
    product_code: str | None
    first_day: date
    last_day: date


def choice(
    store: ChosenStore, today: Today, day: Day = None, through: Day = None, product: Words = None
) -> Choice:
    """Read the form: without days the last month; who has one store need not choose it."""
    last_day = through or max(day or today, today)
    only = store.offered[0].code if len(store.offered) == 1 else None
    return Choice(
        store,
        store.code or only,
        product,
        day or last_day - timedelta(days=USUAL_DAYS - 1),
        last_day,
    )


Chosen = Annotated[Choice, Depends(choice)]


@router.get("/stock-card")
def stock_card(
    request: Request, person: Reader, database: Reporting, products: Products, chosen: Chosen
) -> Response:
    """The card, as soon as a store and a product are chosen."""
    card = _card(database, chosen) if chosen.store_code and chosen.product_code else None
    return render(
        request,
        "reports/stock_card.html",
        choice=chosen,
        card=card,
        entries=_in_order(card) if card else [],
        products=products,
    )


@router.get("/stock-card/file")
def stock_card_file(
    person: Reader, database: Reporting, chosen: Chosen, form: Annotated[FileForm, Query()]
) -> Response:
    """The lines of the card."""
    card = _card(database, chosen)
    name = file_name(
        "stock-card", chosen.store_code, chosen.product_code, chosen.first_day, chosen.last_day
    )
    return download(database, lambda tx: card.lines, CardLine, form=form, name=name)


def _card(database: Database, chosen: Choice) -> StockCard:
    if chosen.store_code is None or chosen.product_code is None:
        raise PermanentError("a stock card needs a store and a product: choose both.")
    if (chosen.last_day - chosen.first_day).days >= MOST_DAYS:
        raise PermanentError(f"a stock card has at most {MOST_DAYS} days: shorten the range.")
    return report_stock_card(
        database,
        store_code=chosen.store_code,
        product_code=chosen.product_code,
        first_day=chosen.first_day,
        last_day=chosen.last_day,
    )


def _in_order(card: StockCard) -> list[CardLine | CardCount]:
    """Movements and counts by stock day; a count is seen at the end of its day."""
    entries: list[tuple[date, bool, CardLine | CardCount]] = [
        (line.stock_day, False, line) for line in card.lines
    ]
    entries += [(count.stock_day, True, count) for count in card.counts]
    return [entry for _, _, entry in sorted(entries, key=lambda found: found[:2])]
