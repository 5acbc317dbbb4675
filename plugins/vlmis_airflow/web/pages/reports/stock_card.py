"""The stock card: every movement of a store and product, with the balance after each."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, Response

from vlmis_airflow.web.choices import ChosenFilter, ChosenStore, Products, Reporting, Today
from vlmis_airflow.web.downloads import FileForm, download, file_name
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.reports.report_filter import ReportFilter
from vlmis_core.reports.stock_card import (
    LONGEST_CARD_DAYS,
    CardCount,
    CardLine,
    StockCard,
    report_stock_card,
)

router = page_router(Action.READ_REPORTS, "/reports")


def chosen_card(chosen: ChosenFilter, store: ChosenStore, today: Today) -> ReportFilter:
    """Read the form: without days the last month; who has one store need not choose it."""
    only = store.offered[0].code if len(store.offered) == 1 else None
    return replace(
        chosen.with_usual_days(today),
        store_code=chosen.store_code or only,
        longest_days=LONGEST_CARD_DAYS,
    )


ChosenCard = Annotated[ReportFilter, Depends(chosen_card)]


@router.get("/stock-card")
def stock_card(
    request: Request,
    database: Reporting,
    products: Products,
    store: ChosenStore,
    chosen: ChosenCard,
) -> Response:
    """The card, as soon as a store and a product are chosen."""
    is_chosen = chosen.store_code and chosen.product_code
    card = report_stock_card(database, chosen) if is_chosen else None
    return render(
        request,
        "reports/stock_card.html",
        chosen=chosen,
        store=store,
        card=card,
        entries=_in_order(card) if card else [],
        products=products,
    )


@router.get("/stock-card/file")
def stock_card_file(
    database: Reporting, chosen: ChosenCard, form: Annotated[FileForm, Query()]
) -> Response:
    """The lines of the card."""
    card = report_stock_card(database, chosen)
    name = file_name(
        "stock-card", chosen.store_code, chosen.product_code, chosen.first_day, chosen.last_day
    )
    return download(database, lambda tx: card.lines, CardLine, form=form, name=name)


def _in_order(card: StockCard) -> list[CardLine | CardCount]:
    """Movements and counts by stock day; a count is seen at the end of its day."""
    entries: list[tuple[date, bool, CardLine | CardCount]] = [
        (line.stock_day, False, line) for line in card.lines
    ]
    entries += [(count.stock_day, True, count) for count in card.counts]
    return [entry for _, _, entry in sorted(entries, key=lambda found: found[:2])]
