"""Every piece that pages are made of, on one page, for who adds a page or changes the style."""

from fastapi import Request, Response

from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import Paging
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action

router = page_router(Action.CHANGE_SETTINGS)

LINES_OF_A_LIST = 1_234


@router.get("/components")
def components(request: Request) -> Response:
    """Show each macro of `parts.html` and each class of the style sheet, with made-up content."""
    return render(
        request,
        "components.html",
        counts={"stocked_out": 12, "low": 34, "adequate": 310, "over": 21, "not_assessed": 8},
        paging=Paging(2, LINES_OF_A_LIST),
    )
