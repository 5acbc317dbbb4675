"""Why a store or product is not in DHIS2, and who can mend it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from vlmis_airflow.web.access import needs
from vlmis_airflow.web.choices import ChosenStore, Products, Words
from vlmis_airflow.web.databases import delivery_database
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.person import Person
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.list_issues import IssueChoice, list_issues

router = APIRouter(prefix="/dhis2")


@router.get("/why-not")
def why_not(
    request: Request,
    person: Annotated[Person, Depends(needs(Action.READ_DELIVERY))],
    database: Annotated[Database, Depends(delivery_database)],
    products: Products,
    store: ChosenStore,
    product: Words = None,
    reason: Words = None,
    page: PageNumber = 1,
) -> Response:
    """Every cause that stands, or those that cover a store or a product."""
    choice = IssueChoice(
        reason_code=reason,
        store_code=store.code,
        product_code=product,
        visible_store_ids=store.visible_store_ids,
    )
    reasons, causes = list_issues(database, choice, line_count=LINES, skipped=skipped(page))
    counted = sum(found.causes for found in reasons if reason in (None, found.reason_code))
    return render(
        request,
        "delivery/why_not.html",
        choice=choice,
        store=store,
        products=products,
        reasons=reasons,
        causes=causes,
        paging=Paging(page, counted),
    )
