"""Why records are not in DHIS2, and who can fix it."""

from fastapi import Request, Response

from vlmis_airflow.web.choices import ChosenStore, Pipeline, Products, Words
from vlmis_airflow.web.page_router import Production, page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.delivery.issues import IssueChoice, list_holds, list_issues

router = page_router(Action.READ_DELIVERY, "/dhis2")


@router.get("/why-not")
def why_not(
    request: Request,
    database: Pipeline,
    products: Products,
    store: ChosenStore,
    production: Production,
    product: Words = None,
    reason: Words = None,
    page: PageNumber = 1,
) -> Response:
    """Show every reason, and the holds that affect a store or a product."""
    choice = IssueChoice(
        store_code=store.code, product_code=product, visible_store_ids=store.visible_store_ids
    )
    groups = list_issues(database, choice, production)
    holds = list_holds(
        database, choice, reason_code=reason, line_count=LINES, skipped=skipped(page)
    )
    # Production has no holds that could be listed: it is one switch.
    held = [group for group in groups if group.state == "held" and group.first_night]
    counted = sum(group.issues for group in held if reason in (None, group.reason_code))
    return render(
        request,
        "delivery/why_not.html",
        choice=choice,
        store=store,
        products=products,
        reason_code=reason,
        groups=groups,
        holds=holds,
        paging=Paging(page, counted),
    )
