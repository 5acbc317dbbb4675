"""The log of requests to DHIS2, each with its answer."""

from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Path, Query, Request, Response
from pydantic import BeforeValidator

from vlmis_airflow.web.access import AllowedStores, NotAllowedError
from vlmis_airflow.web.choices import Day, Pipeline, Words, empty_is_none
from vlmis_airflow.web.page_router import page_router
from vlmis_airflow.web.paging import LINES, PageNumber, Paging, skipped
from vlmis_airflow.web.rendering import render
from vlmis_core.accounts.roles import Action
from vlmis_core.database import Database
from vlmis_core.delivery.list_requests import (
    RequestChoice,
    SentRequest,
    find_request,
    list_requests,
)
from vlmis_core.errors import PermanentError
from vlmis_core.messages import message

router = page_router(Action.READ_DELIVERY, "/dhis2")

Outcome = Literal["accepted", "refused", "unknown"]


def require_whole_country(visible: AllowedStores) -> None:
    """Refuse who may not see every store: a request carries records of many.

    Raises:
        NotAllowedError: the person sees some stores only.
    """
    if visible is not None:
        raise NotAllowedError(message("requests_carry_other_stores"))


WHOLE_COUNTRY = [Depends(require_whole_country)]


@router.get("/requests", dependencies=WHOLE_COUNTRY)
def requests(
    request: Request,
    database: Pipeline,
    outcome: Annotated[Outcome | None, BeforeValidator(empty_is_none), Query()] = None,
    day: Day = None,
    run: Words = None,
    page: PageNumber = 1,
) -> Response:
    """Requests, newest first."""
    choice = RequestChoice(outcome=outcome, day=day, run_id=run)
    counts, lines = list_requests(database, choice, line_count=LINES, skipped=skipped(page))
    counted = sum(number for name, number in counts.items() if outcome in (None, name))
    return render(
        request,
        "delivery/requests.html",
        choice=choice,
        counts=counts,
        lines=lines,
        paging=Paging(page, counted),
    )


@router.get("/requests/{request_id}", dependencies=WHOLE_COUNTRY)
def one_request(
    request: Request, database: Pipeline, request_id: Annotated[int, Path(ge=1, le=2**62)]
) -> Response:
    """One request and what DHIS2 answered."""
    return render(request, "delivery/request.html", sent=_found(database, request_id))


def _found(database: Database, request_id: int) -> SentRequest:
    try:
        return find_request(database, request_id)
    except PermanentError as error:
        raise HTTPException(404) from error
